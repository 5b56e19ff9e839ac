"""What is known of a request when a policy's conditions ask: present, known to be absent, or not known at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

RESOURCE_TAG = "aws:resourcetag/"

# The tags of the resource asked for, or None when they cannot be found out.
TagSource = Callable[[], Mapping[str, str] | None]


@dataclass(frozen=True, slots=True)
class Facts:
    """Condition keys in lower case with their values; an empty tuple says that the key is absent from the request.

    A key in none of `values` and `families` is one nobody knows anything of: a condition on it cannot be judged.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Prefixes of keys ("aws:requesttag/") of which all that there are stand in `values`.
    families: frozenset[str] = frozenset()
    resource_tags: TagSource | None = None

    def get(self, key: str) -> tuple[str, ...] | None:
        """The values of a key, () if it is absent, None if that cannot be judged."""
        lowered = key.lower()
        if lowered in self.values:
            return self.values[lowered]
        if any(lowered.startswith(family) for family in self.families):
            return ()
        if lowered.startswith(RESOURCE_TAG) and self.resource_tags is not None:
            tags = self.resource_tags()
            if tags is None:
                return None
            found = [value for name, value in tags.items() if name.lower() == lowered.removeprefix(RESOURCE_TAG)]
            return tuple(found[:1])
        return None

    def with_values(self, more: Mapping[str, tuple[str, ...]]) -> Facts:
        return Facts({**self.values, **lower_keys(more)}, self.families, self.resource_tags)


def lower_keys(values: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {key.lower(): value for key, value in values.items()}
