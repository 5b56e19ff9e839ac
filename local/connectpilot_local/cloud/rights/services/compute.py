"""Lambda and Step Functions: functions, machines, executions, and the roles they are handed."""

from __future__ import annotations

from connectpilot_local.cloud.rights.call import Call
from connectpilot_local.cloud.rights.targets import (
    Rule,
    Target,
    both,
    by_name,
    given,
    on,
    parameter,
    pass_role,
    with_facts,
)

_FUNCTION_ACTIONS = """
    AddPermission CreateAlias DeleteAlias DeleteFunction DeleteFunctionConcurrency DeleteFunctionEventInvokeConfig
    GetAlias GetFunction GetFunctionConcurrency GetFunctionConfiguration GetFunctionEventInvokeConfig GetPolicy
    InvokeAsync ListAliases ListVersionsByFunction PublishVersion PutFunctionConcurrency PutFunctionEventInvokeConfig
    RemovePermission UpdateAlias UpdateFunctionCode UpdateFunctionEventInvokeConfig
"""
_MACHINE_ACTIONS = """
    DeleteStateMachine DescribeStateMachine ListExecutions ListStateMachineAliases ListStateMachineVersions
    PublishStateMachineVersion StartExecution StartSyncExecution
"""
_EXECUTION_ACTIONS = """
    DescribeExecution DescribeStateMachineForExecution GetExecutionHistory ListMapRuns RedriveExecution StopExecution
"""


def function_arn(call: Call, name: str, qualifier: str | None = None) -> str:
    """A function by its name, its partial ARN (account:function:name) or its ARN."""
    arn = name if name.startswith("arn:") else call.arn("lambda", "function:" + name.rsplit("function:", 1)[-1])
    return f"{arn}:{qualifier}" if qualifier else arn


def _function(call: Call) -> str:
    return function_arn(call, call.need("FunctionName"), call.get("Qualifier"))


def _function_role(call: Call) -> list[Target]:
    return pass_role(call.get("Role"), "lambda.amazonaws.com", _function(call))


def _layers(call: Call) -> list[Target]:
    return [Target("lambda:GetLayerVersion", arn) for arn in call.get("Layers") or []]


def _layer_version(call: Call) -> str:
    return call.get("Arn") or call.arn("lambda", f"layer:{call.need('LayerName')}:{call.need('VersionNumber')}")


LAMBDA: dict[str, Rule] = {
    **by_name("lambda", _FUNCTION_ACTIONS, _function),
    **by_name("lambda", "ListTags TagResource UntagResource", parameter("Resource")),
    "CreateFunction": both(on("lambda:CreateFunction", _function), _function_role, _layers),
    "GetLayerVersion": on("lambda:GetLayerVersion", _layer_version),
    "GetLayerVersionByArn": on("lambda:GetLayerVersion", _layer_version),
    "Invoke": on("lambda:InvokeFunction", _function),
    "InvokeWithResponseStream": on("lambda:InvokeFunction", _function),
    "UpdateFunctionConfiguration": both(on("lambda:UpdateFunctionConfiguration", _function), _function_role, _layers),
}


def _machine(call: Call) -> str:
    return str(call.get("stateMachineArn") or call.arn("states", f"stateMachine:{call.need('name')}"))


def _machine_role(call: Call) -> list[Target]:
    return pass_role(call.get("roleArn"), "states.amazonaws.com", _machine(call))


def _tags(call: Call) -> list[Target]:
    return [Target("states:TagResource", _machine(call))] if call.get("tags") else []


def _qualifier(call: Call) -> dict[str, tuple[str, ...]]:
    parts = _machine(call).split(":")
    return {"states:statemachinequalifier": given(*parts[7:8])}


STATES: dict[str, Rule] = {
    **{
        operation: with_facts(rule, _qualifier)
        for operation, rule in by_name("states", _MACHINE_ACTIONS, _machine).items()
    },
    **by_name("states", _EXECUTION_ACTIONS, parameter("executionArn")),
    **by_name("states", "ListTagsForResource TagResource UntagResource", parameter("resourceArn")),
    **by_name("states", "DescribeMapRun UpdateMapRun", parameter("mapRunArn")),
    "CreateStateMachine": both(on("states:CreateStateMachine", _machine), _machine_role, _tags),
    "UpdateStateMachine": both(on("states:UpdateStateMachine", _machine), _machine_role),
}
