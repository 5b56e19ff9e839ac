"""Write docs/configuration.md from the template, the functions' settings and a spec's keys; `--check` compares."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from connectpilot.domain.errors import InvalidSpecError
from connectpilot.domain.spec import RESERVED, parse_spec
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "configuration.md"
SETTINGS = ROOT / "layers/connectpilot/python/connectpilot/settings.py"

HEAD = """\
# Configuration

<!-- Written by tools/generate_docs.py from template.yaml, settings.py and the spec's keys. -->

Three places, for three people: who deploys the stack sets parameters, who writes a connector sets `connectpilot.*` keys
in its configuration, and the functions' environment follows from the template (nobody sets it by hand). Where
connectors run is set by [targets](guide/targets.md).
"""

# What each reserved key of a connector's configuration means; which keys there are is asked of the code.
KEYS = {
    "target": ("`default`", "the [target](guide/targets.md) it runs in"),
    "plugin": ("the one it runs on; for a new connector the newest ACTIVE one that holds the class", "a plugin's name"),
    "worker.configuration": (
        "derived from target and plugin",
        "ARN of the worker configuration that it keeps, or `default`; adoption sets it: a source's offsets hang on it",
    ),
    "capacity.workers": ("1", "a fixed number of workers, 1 to 10"),
    "capacity.mcu": ("1", "size of a worker: 1, 2, 4 or 8 MCU (1 MCU is 1 vCPU and 4 GiB)"),
    "capacity.min.workers": ("1", "with `capacity.max.workers`: the fewest workers"),
    "capacity.max.workers": ("none", "lets MSK Connect itself autoscale up to so many workers"),
    "capacity.scale.in.percent": ("20", "with `capacity.max.workers`: CPU under which a worker is removed"),
    "capacity.scale.out.percent": ("80", "with `capacity.max.workers`: CPU over which a worker is added"),
    "healing.enabled": ("true", "whether [healing](guide/healing.md) looks after it"),
    "healing.max.attempts": ("7", "how many remedies are tried before a person is told, 1 to 20"),
    "healing.recreate": ("true", "whether it may be deleted and created again where its position survives"),
    "scaling.enabled": ("false", "whether [scaling](guide/scaling.md) moves its capacity"),
    "scaling.min.workers": ("1", "the fewest workers that scaling leaves it"),
    "scaling.max.workers": ("1", "the most workers that scaling gives it"),
    "scaling.min.mcu": ("`capacity.mcu`", "the smallest worker that scaling leaves it"),
    "scaling.max.mcu": ("1", "the largest worker that scaling gives it"),
}


def page() -> str:
    template = yaml_parse((ROOT / "template.yaml").read_text())
    parts = [HEAD, *_parameters(template), *_outputs(template), *_keys(), *_environment(template)]
    return "\n".join(parts) + "\n"


def _parameters(template: dict) -> Iterator[str]:
    yield "## Parameters of the stack\n\n`sam deploy --guided` asks for them. One without a default must be given.\n"
    yield "| parameter | default | may be | what it is |\n|---|---|---|---|"
    for name, declared in template["Parameters"].items():
        default = _default(declared["Default"]) if "Default" in declared else "**must be given**"
        allowed = ", ".join(f"`{value}`" for value in declared.get("AllowedValues", []))
        allowed = allowed or (f"{declared['MinValue']} or more" if "MinValue" in declared else "")
        yield f"| `{name}` | {default} | {allowed} | {declared.get('Description', '')} |"


def _outputs(template: dict) -> Iterator[str]:
    yield "\n## Outputs of the stack\n\n| output | what it is |\n|---|---|"
    for name, declared in template["Outputs"].items():
        condition = " (only with `ClientSecretName`)" if declared.get("Condition") == "WithClientApi" else ""
        yield f"| `{name}` | {declared.get('Description', 'name of the resource')}{condition} |"


def _keys() -> Iterator[str]:
    known = spec_keys()
    if known != KEYS.keys():
        raise SystemExit(f"describe these keys of a spec in tools/generate_docs.py: {sorted(known ^ KEYS.keys())}")
    yield "\n## Keys of a connector\n\nBeside Kafka Connect's own keys, in the same configuration. MSK Connect never"
    yield "sees them; `GET /connectors/{name}/config` returns them. A key that does not exist is refused.\n"
    yield "| key | default | what it does |\n|---|---|---|"
    yield from (f"| `{RESERVED}{key}` | {default} | {meaning} |" for key, (default, meaning) in KEYS.items())


def spec_keys() -> set[str]:
    """The reserved keys that a spec may have, as the refusal of an unknown one lists them."""
    try:
        parse_spec("any", {"connector.class": "any", RESERVED + "no-such-key": ""})
    except InvalidSpecError as error:
        listed = str(error).partition("; there are ")[2]
        return {key.strip().removeprefix(RESERVED) for key in listed.split(",")}
    raise SystemExit("a spec with an unknown key is no longer refused: nothing lists the keys there are")


def _environment(template: dict) -> Iterator[str]:
    common = template["Globals"]["Function"]["Environment"]["Variables"]
    yield "\n## Environment of the functions\n\n| variable | default | set for | what it is |\n|---|---|---|---|"
    for name, default, meaning in _settings():
        where = "all functions" if name in common else _functions_with(template, name)
        yield f"| `{name}` | {default} | {where} | {meaning} |"


def _functions_with(template: dict, variable: str) -> str:
    found = [
        f"`{logical_id}`"
        for logical_id, resource in template["Resources"].items()
        if variable in resource.get("Properties", {}).get("Environment", {}).get("Variables", {})
    ]
    return ", ".join(found) or "none; set it in the template to change it"


def _settings() -> Iterator[tuple[str, str, str]]:
    """Variable, default and docstring of each field of Settings."""
    tree = ast.parse(SETTINGS.read_text())
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings").body
    for node, after in zip(body, [*body[1:], None], strict=True):
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
            continue
        told = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        meaning = str(after.value.value) if told else _readable(node.target.id)
        default = "required" if node.value is None else _default(ast.literal_eval(node.value))
        yield node.target.id.upper(), default, meaning


def _readable(field: str) -> str:
    """`connectors_table` says what it is by itself."""
    words = re.sub(r"_arn$", " (ARN)", field)
    return words.replace("_", " ")


def _default(value: object) -> str:
    return "empty" if value == "" else f"`{value}`"


def main() -> int:
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text)
    elif not PAGE.exists() or PAGE.read_text() != text:
        print(f"{PAGE.relative_to(ROOT)} is out of date: run python tools/generate_docs.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
