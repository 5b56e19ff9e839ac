"""EventBridge and its scheduler: buses, rules, schedules, and the roles their targets are handed."""

from __future__ import annotations

from connectpilot_local.cloud.rights.call import Call
from connectpilot_local.cloud.rights.targets import (
    Rule,
    Target,
    both,
    by_name,
    given,
    name_part,
    on,
    parameter,
    pass_role,
)

_RULE_ACTIONS = "DeleteRule DescribeRule DisableRule EnableRule"
_BUS_ACTIONS = "CreateEventBus DeleteEventBus DescribeEventBus UpdateEventBus"


def bus_arn(call: Call, name: str | None) -> str:
    return name if name and name.startswith("arn:") else call.arn("events", f"event-bus/{name or 'default'}")


def rule_arn(call: Call, rule: str) -> str:
    bus = name_part(call.get("EventBusName") or "default", "/")
    return call.arn("events", f"rule/{rule}" if bus == "default" else f"rule/{bus}/{rule}")


def _named(call: Call) -> str:
    return rule_arn(call, call.need("Name"))


def _of_rule(call: Call) -> str:
    return rule_arn(call, call.need("Rule"))


def _bus(call: Call) -> str:
    return bus_arn(call, call.get("Name"))


def _puts(call: Call) -> list[Target]:
    return [
        Target(
            "events:PutEvents",
            bus_arn(call, entry.get("EventBusName")),
            {"events:source": given(entry.get("Source")), "events:detail-type": given(entry.get("DetailType"))},
        )
        for entry in call.need("Entries")
    ]


def _put_rule(call: Call) -> list[Target]:
    resource = _named(call)
    tagging = [Target("events:TagResource", resource)] if call.get("Tags") else []
    role = pass_role(call.get("RoleArn"), "events.amazonaws.com", resource)
    return [Target("events:PutRule", resource), *tagging, *role]


def _put_targets(call: Call) -> list[Target]:
    targets = call.need("Targets")
    rule = _of_rule(call)
    found = [Target("events:PutTargets", rule, {"events:targetarn": given(*(one["Arn"] for one in targets))})]
    roles = sorted({one["RoleArn"] for one in targets if one.get("RoleArn")})
    return found + [passed for role in roles for passed in pass_role(role, "events.amazonaws.com", rule)]


EVENTS: dict[str, Rule] = {
    **by_name("events", _RULE_ACTIONS, _named),
    **by_name("events", "ListTargetsByRule RemoveTargets", _of_rule),
    **by_name("events", "ListTagsForResource TagResource UntagResource", parameter("ResourceARN")),
    **by_name("events", _BUS_ACTIONS, _bus),
    "PutEvents": _puts,
    "PutRule": _put_rule,
    "PutTargets": _put_targets,
}


def _schedule(call: Call) -> str:
    return call.arn("scheduler", f"schedule/{call.get('GroupName') or 'default'}/{call.need('Name')}")


def _schedule_role(call: Call) -> list[Target]:
    group = call.arn("scheduler", f"schedule-group/{call.get('GroupName') or 'default'}")
    return pass_role(call.need("Target").get("RoleArn"), "scheduler.amazonaws.com", group)


SCHEDULER: dict[str, Rule] = {
    **by_name("scheduler", "DeleteSchedule GetSchedule", _schedule),
    "CreateSchedule": both(on("scheduler:CreateSchedule", _schedule), _schedule_role),
    "UpdateSchedule": both(on("scheduler:UpdateSchedule", _schedule), _schedule_role),
}
