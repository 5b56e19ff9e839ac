"""Read a recipe's YAML strictly, and say what is wrong with it where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from ..domain.errors import InvalidRecipeError
from ..domain.plugins.recipe import Acceptance, Artifact, Locked, Recipe

MAX_BYTES = 256 * 1024
MAX_NODES = 5_000
MAX_DEPTH = 10
_PARTS: dict[str, type[BaseModel]] = {"artifacts": Artifact, "locked": Locked, "accept": Acceptance}
_SHAPES = {
    "name": "lower case letters, digits and hyphens, at most 64",
    "version": "letters, digits, '.', '_' and '-', at most 31",
    "sha256": "64 hexadecimal digits, as sha256sum prints them",
    "file": "a file's name without folders: letters, digits, '.', '_', '+' and '-'",
    "finding": "a finding's code (docs/findings/README.md)",
}
"""What a pattern says, in words."""
_KINDS = {
    "tuple_type": "must be a list: [a, b], or a line for each that begins with `- `",
    "model_type": "must have fields, such as `maven: group:artifact:version`",
    "string_type": "must be a text",
    "bool_parsing": "must be true or false",
    "too_short": "at least one is needed",
}
Location = tuple[int | str, ...]


def parse_recipe(data: bytes) -> Recipe:
    """Raises InvalidRecipeError that names every fault with its line, or says that the lock is missing or stale."""
    recipe = parse_draft(data)
    if recipe.lock_faults:
        raise InvalidRecipeError(f"{'; '.join(recipe.lock_faults)}: run `connectpilot recipe lock` and upload again")
    return recipe


def parse_draft(data: bytes) -> Recipe:
    """A recipe that may have to be locked yet; raises InvalidRecipeError that names every fault with its line."""
    if len(data) > MAX_BYTES:
        raise InvalidRecipeError(f"The recipe has {len(data):,} bytes; a recipe may have {MAX_BYTES:,}")
    try:
        text = data.decode("utf-8-sig")
        lines: dict[Location, int] = {}
        document = _plain(yaml.compose(text, Loader=yaml.SafeLoader), (), lines)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InvalidRecipeError(f"The recipe is not UTF-8 text (line {line}, byte {error.start})") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InvalidRecipeError(f"The recipe is not YAML{_at(mark)}: {error.problem or error.context}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise InvalidRecipeError(f"The recipe is not YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(document, dict):
        raise InvalidRecipeError("The recipe is not a mapping; it begins with `name:`, see docs/reference/recipes.md")
    try:
        return Recipe.model_validate(document)
    except ValidationError as error:
        found = error.errors(include_url=False)
        # A list whose only item is wrong counts as empty, too: that says nothing more.
        told = [one for one in found if not (one["type"] == "too_short" and _has_deeper(one["loc"], found))]
        faults = [_fault(one["loc"], one["type"], one["msg"], lines) for one in told]
        raise InvalidRecipeError("The recipe cannot be used: " + "; ".join(faults)) from None


def _at(mark: yaml.Mark | None) -> str:
    return f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""


def _plain(node: yaml.Node | None, path: Location, lines: dict[Location, int]) -> Any:
    """The document as plain values; scalars stay as they are written, but for true, false and null."""
    if node is None:
        return None
    # Counted after aliases: they make a huge document of a small text.
    if len(lines) > MAX_NODES or len(path) > MAX_DEPTH:
        raise InvalidRecipeError(
            f"The recipe says more than {MAX_NODES:,} things, or is deeper than {MAX_DEPTH} levels"
        )
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, index), lines) for index, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise InvalidRecipeError(f"Line {line}: a field has a name, not a list or mapping")
            if key.value in found:
                raise InvalidRecipeError(f"Line {line}: the field {key.value!r} is there already")
            found[key.value] = _plain(value, (*path, key.value), lines)
            lines[(*path, key.value)] = line
        return found
    return None if node.tag.endswith(":null") else node.value


def _has_deeper(location: Location, found: Sequence[Any]) -> bool:
    return any(one["loc"][: len(location)] == location and len(one["loc"]) > len(location) for one in found)


def _fault(location: Location, kind: str, message: str, lines: dict[Location, int]) -> str:
    line = next((lines[location[:end]] for end in range(len(location), -1, -1) if location[:end] in lines), 1)
    where = ".".join(str(part) for part in location) or "recipe"
    if kind == "extra_forbidden":
        known = _fields(_PARTS[str(location[0])] if len(location) > 1 else Recipe)
        near = get_close_matches(str(location[-1]), known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"known fields: {', '.join(known)}"
        return f"line {line}: {where} is not a field of a recipe; {hint}"
    if kind == "missing":
        return f"line {line}: {where} is missing"
    return f"line {line}: {where}: {_words(location, kind, message)}"


def _words(location: Location, kind: str, message: str) -> str:
    field = next((part for part in reversed(location) if isinstance(part, str)), "")
    if kind == "string_pattern_mismatch" and field in _SHAPES:
        return f"must be {_SHAPES[field]}"
    return _KINDS.get(kind) or message.removeprefix("Value error, ").replace("Input should be", "must be", 1)


def _fields(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
