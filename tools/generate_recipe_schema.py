"""Write docs/reference/recipe.schema.json, by which editors check and complete recipes; `--check` compares."""

import json
import sys
from pathlib import Path
from typing import Any

from connectpilot.domain.plugins.recipe import Acceptance, Artifact, Locked, Recipe

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs/reference/recipe.schema.json"

# What an editor shows beside each field; which fields there are is asked of the code.
WORDS = {
    Recipe: {
        "name": "Lower case letters, digits, hyphens; part of the plugin's name",
        "version": "For people: part of the plugin's name. What counts is the digest",
        "description": "What it is for",
        "kafkaConnect": "Each Kafka Connect version it must run on: 2.7.1 has Java 11, 3.7.x Java 17",
        "artifacts": "What the bundle is made of",
        "locked": "Written by `connectpilot recipe lock`, never by hand",
        "accept": "Findings that are known and taken, each with the reason",
    },
    Artifact: {
        "maven": "group:artifact:version[:type[:classifier]]; one fixed version",
        "url": "https, port 443, a host's full name",
        "s3": "s3://bucket/key",
        "file": "The name of a file that no repository has; connectpilot artifacts add puts it there",
        "sha256": "The digest of the file, 64 hexadecimal digits: the only gate",
        "dependencies": "Let `connectpilot recipe lock` add the jars that the coordinate needs",
        "exclude": "What to leave out: of an archive by patterns, of dependencies as group:artifact or group:*",
        "take": "Shell patterns of what to take from an archive; everything where it is left out",
        "into": "Folder of the bundle to put it in",
    },
    Locked: {
        "maven": "The jar",
        "sha256": "Its digest",
        "for": "The artefact that needs it",
    },
    Acceptance: {
        "finding": "A finding's code, as reports and docs/findings name it",
        "reason": "Why it is taken: recorded in the report",
    },
}
SOURCES = ("maven", "url", "s3", "file")


def schema() -> dict[str, Any]:
    found = Recipe.model_json_schema(by_alias=True)
    parts = {Recipe: found, **{model: found["$defs"][model.__name__] for model in (Artifact, Locked, Acceptance)}}
    for model, part in parts.items():
        if set(part["properties"]) != set(WORDS[model]):
            raise SystemExit(f"{model.__name__}: say in WORDS what each of {sorted(part['properties'])} is")
        part["description"] = (model.__doc__ or "").strip()
        for name, declared in part["properties"].items():
            _tidy(declared)
            declared["description"] = WORDS[model][name]
    # YAML reads 1.2 as a number; the recipe's reader takes it as it is written.
    found["properties"]["version"]["type"] = ["string", "number"]
    parts[Artifact]["oneOf"] = [{"required": [source]} for source in SOURCES]
    for source in SOURCES:
        parts[Artifact]["properties"][source] = {"type": "string", "description": WORDS[Artifact][source]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def _tidy(declared: dict[str, Any]) -> None:
    declared.pop("title", None)


def text() -> str:
    return json.dumps(schema(), indent=2) + "\n"


def main() -> int:
    if "--check" not in sys.argv[1:]:
        FILE.write_text(text())
        return 0
    if FILE.read_text() == text():
        return 0
    sys.stderr.write(f"{FILE.relative_to(ROOT)} is out of date: run tools/generate_recipe_schema.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
