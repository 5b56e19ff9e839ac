"""Change a recipe's text and leave everything else in it, comments included, as its author wrote it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectpilot.domain.errors import InvalidRecipeError
from connectpilot.domain.plugins.recipe import Locked, Recipe
from connectpilot.usecases.parse_recipe import parse_draft

_HEADER = "# Written by `connectpilot recipe lock`: a build takes exactly these and resolves nothing."


def with_lock(text: str, locked: Sequence[Locked]) -> str:
    """The text with its `locked:` list replaced; raises InvalidRecipeError where that cannot be done safely."""
    before = parse_draft(text.encode())
    bare = _without_lock(text).rstrip("\n") + "\n"
    lines = [_HEADER, "locked:"]
    for one in locked:
        lines += [f"  - maven: {one.maven}", f"    sha256: {one.sha256}", f"    for: {one.asked_by}"]
    written = bare + ("\n".join(lines) + "\n" if locked else "")
    return checked(written, before.model_copy(update={"locked": tuple(locked)}))


def _without_lock(text: str) -> str:
    kept, inside = [], False
    for line in text.split("\n"):
        if line == _HEADER:
            continue
        if re.match(r"locked\s*:", line):
            inside = True
            continue
        # A list may stand as far left as its key; anything else there ends it.
        inside = inside and (not line.strip() or line[0] in " -")
        if not inside:
            kept.append(line)
    return "\n".join(kept)


def renewed(text: str, changes: Sequence[tuple[str, str]], expected: Recipe) -> str:
    """The text with these words replaced, each where it stands as a whole."""
    for old, new in changes:
        text = re.sub(rf"(?<![\w.:-]){re.escape(old)}(?![\w:-]|\.\w)", lambda _, new=new: new, text)  # type: ignore[misc]
    return checked(text, expected)


def checked(text: str, expected: Recipe) -> str:
    """The text, if it says what is expected."""
    if parse_draft(text.encode()) != expected:
        raise InvalidRecipeError("the recipe is written in a way that cannot be changed safely; change it by hand")
    return text
