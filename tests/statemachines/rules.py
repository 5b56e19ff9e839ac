"""The house rules for definitions as functions: each takes a definition and gives what is wrong with it, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

Definition = Mapping[str, Any]

LONGEST = 200
LAMBDA_ERRORS = {
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
}
AWS_ERRORS = ("States", "Lambda", "DynamoDB", "StepFunctions", "Sandbox", "Runtime", "SNS", "KafkaConnect")
# What only looks needs no Catch of its own: a failed look changes nothing.
LOOKING_CALLS = re.compile(r"dynamodb:(getItem|query)$|aws-sdk:\w+:(get|describe|list|query|scan|head)\w*$")
LOOKING_FUNCTIONS = re.compile(r"\$\{(Assess|Check|Choose|Describe|Find|List|Look|Plan|Read|Verify)[A-Z]\w*\}")


def states_of(definition: Definition) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every state, those inside of Map and Parallel included."""
    for scope in scopes_of(definition):
        yield from scope["States"].items()


def scopes_of(definition: Definition) -> Iterator[Definition]:
    """The machine, and each Map's and Parallel's own small machine."""
    yield definition
    for state in definition["States"].values():
        for inner in [*state.get("Branches", []), state.get("ItemProcessor")]:
            if inner:
                yield from scopes_of(inner)


def declares_jsonata(definition: Definition) -> list[str]:
    wrong = [] if definition.get("QueryLanguage") == "JSONata" else ["the machine does not say QueryLanguage: JSONata"]
    return wrong + [
        f"{name} says QueryLanguage again" for name, state in states_of(definition) if "QueryLanguage" in state
    ]


def has_no_aliases(text: str) -> list[str]:
    """CloudFormation's reader refuses them; PyYAML takes them and hides it."""
    marks = (yaml.AliasToken, yaml.AnchorToken)
    return [f"line {mark.start_mark.line + 1}: anchor or alias" for mark in yaml.scan(text) if isinstance(mark, marks)]


def is_short(text: str) -> list[str]:
    lines = len(text.splitlines())
    return [] if lines < LONGEST else [f"{lines} lines; split the machine"]


def has_timeouts(definition: Definition) -> list[str]:
    wrong = [] if "TimeoutSeconds" in definition else ["the machine has no TimeoutSeconds"]
    tasks = ((name, state) for name, state in states_of(definition) if state["Type"] == "Task")
    return wrong + [f"{name} has no TimeoutSeconds" for name, state in tasks if "TimeoutSeconds" not in state]


def leads_to_states(definition: Definition) -> list[str]:
    return [
        f"{name} leads to {way}, which is no state"
        for scope in scopes_of(definition)
        for name, state in scope["States"].items()
        for way in ways_from(state)
        if way not in scope["States"]
    ]


def reaches_all_states(definition: Definition) -> list[str]:
    wrong = []
    for scope in scopes_of(definition):
        reached, ahead = set[str](), [scope["StartAt"]]
        while ahead:
            name = ahead.pop()
            if name not in reached and name in scope["States"]:
                reached.add(name)
                ahead += ways_from(scope["States"][name])
        wrong += [f"{name} is never reached" for name in scope["States"] if name not in reached]
    return wrong


def ways_from(state: Mapping[str, Any]) -> list[str]:
    ways = [state.get("Next"), state.get("Default")]
    ways += [branch["Next"] for key in ("Choices", "Catch") for branch in state.get(key, [])]
    return [way for way in ways if way]


def names_states_well(definition: Definition) -> list[str]:
    pascal = re.compile(r"([A-Z][a-z0-9]+)+$")
    return [f"{name} is not PascalCase" for name, _ in states_of(definition) if not pascal.match(name)]


def retries_by_name(definition: Definition) -> list[str]:
    wrong = []
    for name, state in states_of(definition):
        for number, retrier in enumerate(state.get("Retry", [])):
            if "States.ALL" in retrier["ErrorEquals"] and number == 0:
                wrong.append(f"{name} retries States.ALL before anything by name")
            if retrier.get("JitterStrategy") != "FULL":
                wrong.append(f"{name} retries without JitterStrategy: FULL")
            if "MaxDelaySeconds" not in retrier:
                wrong.append(f"{name} retries without MaxDelaySeconds")
    return wrong


def retries_lambda(definition: Definition) -> list[str]:
    wrong = []
    for name, state in states_of(definition):
        if state.get("Resource", "").endswith(":lambda:invoke"):
            retried = {error for retrier in state.get("Retry", []) for error in retrier["ErrorEquals"]}
            if missing := LAMBDA_ERRORS - retried:
                wrong.append(f"{name} does not retry {', '.join(sorted(missing))}")
    return wrong


def retries_alike(definitions: Mapping[str, Definition]) -> list[str]:
    """YAML aliases being forbidden, a rule for the same errors is written again and again: it must stay the same."""
    rules: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for machine, definition in definitions.items():
        for name, state in states_of(definition):
            for retrier in state.get("Retry", []):
                said = json.dumps({key: retrier[key] for key in sorted(retrier) if key != "ErrorEquals"})
                alike = rules.setdefault(tuple(sorted(retrier["ErrorEquals"])), {})
                alike.setdefault(said, []).append(f"{machine}.{name}")
    return [
        f"{', '.join(errors)}: " + " but ".join(f"{said} in {', '.join(names)}" for said, names in alike.items())
        for errors, alike in rules.items()
        if len(alike) > 1
    ]


def catches_what_changes(definition: Definition) -> list[str]:
    return [
        f"{name} changes something and has no Catch"
        for name, state in states_of(definition)
        if state["Type"] == "Task" and "Catch" not in state and not _only_looks(state)
    ]


def _only_looks(state: Mapping[str, Any]) -> bool:
    if state["Resource"].endswith(":lambda:invoke"):
        return bool(LOOKING_FUNCTIONS.search(json.dumps(state.get("Arguments", {}).get("FunctionName", ""))))
    return bool(LOOKING_CALLS.search(state["Resource"]))


def reads_what_is_there_now(definition: Definition) -> list[str]:
    """Else DynamoDB may answer with what was there a moment ago."""
    return [
        f"{name} reads without ConsistentRead"
        for name, state in states_of(definition)
        if state.get("Resource", "").endswith(":dynamodb:getItem") and not state["Arguments"].get("ConsistentRead")
    ]


def knows_its_errors(definition: Definition, ours: set[str]) -> list[str]:
    """`ours` are the class names of connectpilot.domain.errors."""
    return [
        f"{name} waits for {error}, which nothing raises"
        for name, state in states_of(definition)
        for key in ("Retry", "Catch")
        for rule in state.get(key, [])
        for error in rule["ErrorEquals"]
        if error not in ours and error.split(".")[0] not in AWS_ERRORS
    ]


def fills_its_placeholders(text: str, substitutions: Mapping[str, Any] | None) -> list[str]:
    """`substitutions` are the template's DefinitionSubstitutions for this file."""
    if substitutions is None:
        return ["template.yaml has no machine with this DefinitionUri"]
    used = set(re.findall(r"\$\{([^}]+)\}", text))
    wrong = [f"${{{name}}} is not in DefinitionSubstitutions" for name in sorted(used - substitutions.keys())]
    return wrong + [f"DefinitionSubstitutions has {name} for nothing" for name in sorted(substitutions.keys() - used)]
