"""Reads a definition of statemachines/ and fills its placeholders with values for a test."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
MACHINES = ROOT / "statemachines"
TEMPLATE = ROOT / "template.yaml"
ACCOUNT, REGION = "123456789012", "us-east-1"
PLACEHOLDER = re.compile(r"\$\{([A-Za-z0-9:.]+)\}")
FIXED = {
    "Partition": "aws",
    "AWS::Partition": "aws",
    "Region": REGION,
    "AWS::Region": REGION,
    "AccountId": ACCOUNT,
    "AWS::AccountId": ACCOUNT,
}
SUFFIXES = {
    "function": ("FunctionArn", "FunctionName", "Function"),
    "machine": ("StateMachineArn", "StateMachineName", "StateMachine", "MachineArn"),
    "table": ("TableName", "Table", "TableArn"),
    "topic": ("TopicArn", "Topic"),
    "bucket": ("BucketName", "Bucket"),
    "bus": ("EventBusName", "EventBusArn", "EventBus", "BusName"),
}


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition as written, by its file's name."""

    name: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filled:
    """A definition with its placeholders filled, and what has to exist for it."""

    text: str
    tables: dict[str, str] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    buckets: dict[str, str] = field(default_factory=dict)


@lru_cache
def load(name: str) -> Definition:
    """A definition of statemachines/, by its file's name without the ending."""
    return Definition(name, yaml.safe_load((MACHINES / f"{name}.asl.yaml").read_text()))


def fill(
    definition: Definition, values: Mapping[str, Any], functions: Mapping[str, Any], machines: Mapping[str, Any]
) -> Filled:
    text = json.dumps(definition.body)
    filled = Filled("")
    given = {**FIXED, **{name: str(value) for name, value in values.items()}}
    for name in sorted(set(PLACEHOLDER.findall(text))):
        value = given.get(name) or _value(definition.name, name, filled, functions, machines)
        text = text.replace("${" + name + "}", json.dumps(value)[1:-1])
    return Filled(text, filled.tables, filled.topics, filled.buckets)


def _value(machine: str, name: str, filled: Filled, functions: Mapping[str, Any], machines: Mapping[str, Any]) -> str:
    kind, stem = kind_of(name, functions, machines)
    if kind == "value":
        plain = plain_substitutions(machine).get(name)
        if plain is None:
            raise LookupError(f"{machine}: give the placeholder ${{{name}}} a value: values={{'{name}': ...}}")
        return plain
    needed = {"table": filled.tables, "topic": filled.topics, "bucket": filled.buckets}.get(kind)
    if needed is not None:
        needed[stem] = name
    return {
        "function": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{stem}",
        "machine": f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{stem}",
        "table": stem,
        "topic": f"arn:aws:sns:{REGION}:{ACCOUNT}:{stem}",
        "bucket": stem.replace("_", "-"),
        "bus": "default",
    }[kind]


def kind_of(name: str, functions: Mapping[str, Any], machines: Mapping[str, Any]) -> tuple[str, str]:
    """What a placeholder stands for, and the name of it: AssessConnectorFunctionArn -> function, assess_connector."""
    for kind, suffixes in SUFFIXES.items():
        for suffix in suffixes:
            if name.endswith(suffix) and name != suffix:
                return kind, snake(name.removesuffix(suffix))
    stem = snake(name.removesuffix("Arn").removesuffix("Name"))
    if stem in functions or (ROOT / "functions" / stem).is_dir():
        return "function", stem
    if stem in machines or (MACHINES / f"{stem}.asl.yaml").exists():
        return "machine", stem
    return "value", name


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


@lru_cache
def template() -> dict[str, Any]:
    """template.yaml with its short functions (!Ref ...) written out; empty where there is none yet."""
    if not TEMPLATE.exists():
        return {}
    return yaml.load(TEMPLATE.read_text(), _TemplateLoader)


def substitutions(machine: str) -> dict[str, Any] | None:
    """DefinitionSubstitutions of the machine whose DefinitionUri is this file; None where there is no such machine."""
    for resource in template().get("Resources", {}).values():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Serverless::StateMachine" and _is_file(properties.get("DefinitionUri"), machine):
            return dict(properties.get("DefinitionSubstitutions", {}))
    return None


def plain_substitutions(machine: str) -> dict[str, str]:
    """Those that are text, a number, or a parameter with a default."""
    parameters = template().get("Parameters", {})
    plain = {}
    for name, value in (substitutions(machine) or {}).items():
        parameter = value.get("Ref") if isinstance(value, dict) else None
        said = parameters.get(parameter, {}).get("Default") if parameter else value
        if isinstance(said, (str, int, float)):
            plain[name] = str(said)
    return plain


def _is_file(uri: Any, machine: str) -> bool:
    return isinstance(uri, str) and Path(uri).name == f"{machine}.asl.yaml"


class _TemplateLoader(yaml.SafeLoader):
    """Reads CloudFormation's short functions."""


def _short_function(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_TemplateLoader.add_multi_constructor("!", _short_function)
