"""Every definition keeps the house rules, and every rule is seen to catch a definition that breaks it."""

from __future__ import annotations

import inspect
import json
import re
from copy import deepcopy

import cfnlint.api
import pytest
import rules
import rules_expressions
import yaml
from connectpilot.domain import errors
from harness_definition import MACHINES, load, substitutions

FILES = sorted(path.name.removesuffix(".asl.yaml") for path in MACHINES.glob("*.asl.yaml"))
OURS = {name for name, found in vars(errors).items() if inspect.isclass(found) and issubclass(found, Exception)}

OF_DEFINITION = [
    rules.declares_jsonata,
    rules.has_timeouts,
    rules.leads_to_states,
    rules.reaches_all_states,
    rules.names_states_well,
    rules.retries_by_name,
    rules.retries_lambda,
    rules.catches_what_changes,
    rules.reads_what_is_there_now,
    rules_expressions.parses,
    rules_expressions.is_what_aws_has,
    rules_expressions.has_whole_expressions,
]
OF_TEXT = [rules.has_no_aliases, rules.is_short]

machines = pytest.mark.parametrize("machine", FILES)


def text_of(machine):
    return (MACHINES / f"{machine}.asl.yaml").read_text()


@machines
@pytest.mark.parametrize("rule", OF_DEFINITION, ids=lambda rule: rule.__name__)
def test_a_definition_keeps_the_rule(rule, machine):
    assert rule(load(machine).body) == []


@machines
@pytest.mark.parametrize("rule", OF_TEXT, ids=lambda rule: rule.__name__)
def test_a_file_keeps_the_rule(rule, machine):
    assert rule(text_of(machine)) == []


@machines
def test_a_definition_waits_only_for_errors_that_exist(machine):
    assert rules.knows_its_errors(load(machine).body, OURS) == []


@machines
def test_placeholders_are_those_of_the_template(machine):
    assert rules.fills_its_placeholders(text_of(machine), substitutions(machine)) == []


def test_the_same_errors_are_retried_alike_in_all_machines():
    assert rules.retries_alike({machine: load(machine).body for machine in FILES}) == []


def lint(definition):
    """What cfn-lint says of a definition, within a template: it does not follow DefinitionUri."""
    text = json.dumps(definition).replace("${Partition}", "aws")
    text = re.sub(r"\$\{\w+Arn\}", "arn:aws:states:us-east-1:123456789012:stateMachine:one", text)
    filled = json.loads(re.sub(r"\$\{\w+\}", "1", text))
    properties = {"RoleArn": "arn:aws:iam::123456789012:role/machine", "Definition": filled}
    machine = {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}
    template = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Machine": machine}})
    found = cfnlint.api.lint(template, config={"regions": ["us-east-1"]})
    return [f"{match.rule.id} {match.message}" for match in found]


@machines
def test_cfn_lint_accepts_the_definition(machine):
    assert lint(load(machine).body) == []


# Each rule on a good definition and on copies that break it

GOOD = yaml.safe_load("""
QueryLanguage: JSONata
StartAt: PlanSteps
TimeoutSeconds: 600
States:
  PlanSteps:
    Type: Task
    Resource: arn:${Partition}:states:::lambda:invoke
    Arguments: {FunctionName: "${PlanStepsFunctionArn}", Payload: "{% $states.input %}"}
    TimeoutSeconds: 30
    Retry:
      - ErrorEquals:
        - Lambda.ServiceException
        - Lambda.AWSLambdaException
        - Lambda.SdkClientException
        - Lambda.TooManyRequestsException
        IntervalSeconds: 1
        MaxDelaySeconds: 20
        JitterStrategy: FULL
    Next: IsThereAny
  IsThereAny:
    Type: Choice
    Choices: [{Condition: "{% $count($states.input.steps) > 0 %}", Next: TakeEach}]
    Default: Done
  TakeEach:
    Type: Map
    Items: "{% $states.input.steps %}"
    ItemProcessor:
      StartAt: Record
      States:
        Record:
          Type: Task
          Resource: arn:${Partition}:states:::dynamodb:updateItem
          Arguments: {TableName: "${ConnectorsTable}", Key: {name: {S: "{% $states.input.name %}"}}}
          TimeoutSeconds: 10
          Catch: [{ErrorEquals: [DynamoDB.ConditionalCheckFailedException], Next: LeftAlone}]
          End: true
        LeftAlone: {Type: Succeed}
    Next: Done
  Done: {Type: Succeed}
""")
PLAN, CHOICE, MAP, ALL = "PlanSteps", "IsThereAny", "TakeEach", "States.ALL"


def broken(change):
    copy = deepcopy(GOOD)
    change(copy, copy["States"], copy["States"][MAP]["ItemProcessor"]["States"]["Record"])
    return copy


def say(expression):
    return broken(lambda machine, states, record: states[PLAN]["Arguments"].update(Payload=expression))


BROKEN = [
    (rules.declares_jsonata, lambda machine, states, record: machine.pop("QueryLanguage")),
    (rules.declares_jsonata, lambda machine, states, record: record.update(QueryLanguage="JSONPath")),
    (rules.has_timeouts, lambda machine, states, record: machine.pop("TimeoutSeconds")),
    (rules.has_timeouts, lambda machine, states, record: record.pop("TimeoutSeconds")),
    (rules.leads_to_states, lambda machine, states, record: states[CHOICE].update(Default="Nowhere")),
    (rules.leads_to_states, lambda machine, states, record: record["Catch"][0].update(Next="Done")),
    (rules.reaches_all_states, lambda machine, states, record: states.update(Island={"Type": "Succeed"})),
    (rules.reaches_all_states, lambda machine, states, record: record.pop("Catch")),
    (rules.names_states_well, lambda machine, states, record: states.update(take_each={"Type": "Succeed"})),
    (rules.retries_by_name, lambda machine, states, record: states[PLAN]["Retry"][0].pop("JitterStrategy")),
    (rules.retries_by_name, lambda machine, states, record: states[PLAN]["Retry"][0].pop("MaxDelaySeconds")),
    (
        rules.retries_by_name,
        lambda machine, states, record: states[PLAN]["Retry"][0].update(ErrorEquals=["States.ALL"]),
    ),
    (rules.retries_lambda, lambda machine, states, record: states[PLAN]["Retry"][0]["ErrorEquals"].pop()),
    (rules.retries_lambda, lambda machine, states, record: states[PLAN].pop("Retry")),
    (rules.catches_what_changes, lambda machine, states, record: record.pop("Catch")),
    (
        rules.reads_what_is_there_now,
        lambda machine, states, record: record.update(Resource="arn:aws:states:::dynamodb:getItem"),
    ),
    (
        rules.catches_what_changes,
        lambda machine, states, record: states[PLAN]["Arguments"].update(FunctionName="${ChangeConnectorFunctionArn}"),
    ),
]


@pytest.mark.parametrize(("rule", "change"), BROKEN, ids=lambda value: getattr(value, "__name__", "") or None)
def test_a_rule_bites(rule, change):
    assert rule(GOOD) == []
    assert len(rule(broken(change))) == 1


@pytest.mark.parametrize(
    ("rule", "expression"),
    [
        (rules_expressions.parses, "{% $states.input. %}"),
        (rules_expressions.parses, "{% $match(x, /a{/) %}"),
        (rules_expressions.is_what_aws_has, "{% $states.input.a ?? 1 %}"),
        (rules_expressions.is_what_aws_has, "{% $states.input.a ?: 1 %}"),
        (rules_expressions.is_what_aws_has, "{% $eval('1') %}"),
        (rules_expressions.is_what_aws_has, "{% $states.input.steps[$ > 1] %}"),
        (rules_expressions.is_what_aws_has, "{% $$.steps %}"),
        (rules_expressions.has_whole_expressions, "the name is {% $states.input.name %}"),
    ],
)
def test_a_rule_for_expressions_bites(rule, expression):
    assert rule(GOOD) == []
    assert rule(say(expression)) != []


@pytest.mark.parametrize(
    "expression",
    [
        "{% $states.input.a ? $states.input.b : 'why?: ?? $' %}",
        "{% $contains($states.input.a, /^x?:$/) ? 1 : 2 %}",
        '{% {"a": $exists($states.input.a) ? [$states.input.a] : []} %}',
        "{% ${PollSeconds} %}",
        "{% $map($states.input.steps, function($v) { $v.name }) %}",
    ],
)
def test_what_aws_has_is_accepted(expression):
    definition = say(expression)
    assert [rule(definition) for rule in OF_DEFINITION] == [[]] * len(OF_DEFINITION)


def test_an_alias_is_found():
    assert rules.has_no_aliases("Retry: &rule [1]\n") == ["line 1: anchor or alias"]
    assert len(rules.has_no_aliases("a: &rule [1]\nb: *rule\n")) == 2
    assert rules.has_no_aliases("a: '&rule [1] *rule'\n") == []


def test_a_long_file_is_found():
    assert rules.is_short("a\n" * 199) == []
    assert rules.is_short("a\n" * 200) == ["200 lines; split the machine"]


def test_an_unknown_error_is_found():
    definition = broken(lambda machine, states, record: record["Catch"][0].update(ErrorEquals=["ConnectorsBusyError"]))
    assert len(rules.knows_its_errors(definition, {"ConnectorBusyError"})) == 1
    assert rules.knows_its_errors(definition, {"ConnectorsBusyError"}) == []


def test_placeholders_and_substitutions_must_be_the_same():
    text = "${Partition} ${PollSeconds}"
    assert rules.fills_its_placeholders(text, {"Partition": "aws", "PollSeconds": 1}) == []
    assert len(rules.fills_its_placeholders(text, {"Partition": "aws"})) == 1
    assert len(rules.fills_its_placeholders(text, {"Partition": "aws", "PollSeconds": 1, "Table": "t"})) == 1
    assert len(rules.fills_its_placeholders(text, None)) == 1


def test_a_retry_that_differs_is_found():
    other = broken(lambda machine, states, record: states[PLAN]["Retry"][0].update(MaxDelaySeconds=21))
    assert rules.retries_alike({"one": GOOD, "other": deepcopy(GOOD)}) == []
    assert len(rules.retries_alike({"one": GOOD, "other": other})) == 1


def test_cfn_lint_finds_a_field_of_the_other_query_language():
    assert lint(GOOD) == []
    bad = broken(lambda machine, states, record: record.update(Parameters={}))
    assert any(said.startswith("E3601") for said in lint(bad))
