# ruff: noqa: E501 (prose)
"""Writes docs/findings/ from the tables of findings, so that the page that a report names always exists.

.venv/bin/python tools/write_findings.py
"""

from __future__ import annotations

import re
from pathlib import Path

from connectpilot.domain.plugins.finding_kinds import KINDS, FindingKind
from connectpilot.domain.plugins.input_kinds import INPUT_KINDS

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "findings"
WRITTEN = "<!-- Written by tools/write_findings.py from the tables in the code. -->"
CONSEQUENCES = {
    "error": "refuses the plugin: nothing is registered, and the upload is kept",
    "warning": "is shown; the plugin is registered",
    "info": "is only noted",
}
LEVELS = ("error", "warning", "info")

INDEX = f"""\
# Findings

{WRITTEN}

What the inspection says of an upload or a recipe: in the report, in the notification, in `connectpilot build` and
`connectpilot inspect`. An error refuses the plugin, a warning is shown, an info is only noted. The severities are a table
in the code with the reason for each; every page gives the reason.

## What is inside

Judged once the bundle is put together. A recipe may take a finding on, with the reason written down:

```yaml
accept:
  - finding: runtime-bundled
    reason: this release ships Kafka's clients, and nothing loads them
```

The finding stays in the report with this reason, and does not refuse any more. An acceptance that nothing needs is told,
too. A ready-made archive cannot accept: name it in a recipe by `s3:` to do so.

"""

INPUTS = """
## What was given

Errors all of them but the last, found before anything is put together, or when MSK Connect answers. They cannot be accepted: there is
no bundle to accept.

"""


def table(kinds: dict[str, FindingKind]) -> str:
    lines = ["| code | severity | |", "|---|---|---|"]
    for level in LEVELS:
        lines += [
            f"| [{code}]({code}.md) | {level} | {one.title} |"
            for code, one in sorted(kinds.items())
            if one.severity == level
        ]
    return "\n".join(lines) + "\n"


def page(code: str) -> str:
    kind = KINDS.get(code) or INPUT_KINDS[code]
    text = f"""\
# {code}

{WRITTEN}

**{kind.title}.** Severity: {kind.severity}, which {CONSEQUENCES[kind.severity]}.

## Why this severity

{kind.reason}

## On MSK Connect

{kind.seen}

## What to do

{kind.how}
"""
    if code in KINDS and kind.severity != "info":
        text += f"""
Where you know better, take it on in the recipe, and say why:

```yaml
accept:
  - finding: {code}
    reason: what makes it harmless here
```
"""
    return _linked(text, code) + "\nAll findings: [index](README.md)\n"


def _linked(text: str, own: str) -> str:
    """With links to the other findings and pages that the texts name; in a report they are names only."""
    codes = "|".join(sorted({*KINDS, *INPUT_KINDS} - {own}))
    text = re.sub(f"`({codes})`", r"[\1](\1.md)", text)
    return text.replace("docs/reference/recipes.md", "[recipes](../reference/recipes.md)")


def pages() -> dict[str, str]:
    every = {f"{code}.md": page(code) for code in (*KINDS, *INPUT_KINDS)}
    return every | {"README.md": INDEX + table(KINDS) + INPUTS + table(INPUT_KINDS)}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    written = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in written:
            old.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
