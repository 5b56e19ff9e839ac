"""AWS::Events::* and AWS::Scheduler::*"""

from __future__ import annotations

from connectpilot_local.cloud.cloudformation.base import Created, DeploymentError, Request, resource
from connectpilot_local.cloud.cloudformation.shapes import pick

RULE = ("Description", "EventBusName", "EventPattern", "RoleArn", "ScheduleExpression", "State")
SCHEDULE = (
    "Description",
    "EndDate",
    "FlexibleTimeWindow",
    "GroupName",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "StartDate",
    "State",
    "Target",
)


@resource("AWS::Events::Rule", name="Name", carried=[*RULE, "Targets"])
def rule(request: Request) -> Created:
    properties = request.properties
    answer = request.call("events", "PutRule", {"Name": request.name, **pick(properties, *RULE)})
    if properties.get("Targets"):
        targets = {"Rule": request.name, "Targets": properties["Targets"], **pick(properties, "EventBusName")}
        put = request.call("events", "PutTargets", targets)
        if put["FailedEntryCount"]:
            raise DeploymentError(f"targets refused: {put['FailedEntries']}")
    return Created(request.name, {"Arn": answer["RuleArn"]})


@resource("AWS::Scheduler::Schedule", name="Name", carried=SCHEDULE)
def schedule(request: Request) -> Created:
    answer = request.call("scheduler", "CreateSchedule", {"Name": request.name, **pick(request.properties, *SCHEDULE)})
    return Created(request.name, {"Arn": answer["ScheduleArn"]})


@resource("AWS::Scheduler::ScheduleGroup", name="Name", carried=["Tags"])
def schedule_group(request: Request) -> Created:
    group = {"Name": request.name, **pick(request.properties, "Tags")}
    answer = request.call("scheduler", "CreateScheduleGroup", group)
    return Created(request.name, {"Arn": answer["ScheduleGroupArn"]})
