"""CloudWatch and its logs: alarms by name, metrics without resource, log groups and streams.

Source: Service Authorization Reference; log group calls are judged on the group with an empty stream, as the
messages of CloudWatch Logs show, so that policies need `:*` behind the group.
"""

from __future__ import annotations

from moto.logs.models import logs_backends

from connectpilot_local.cloud.rights.call import Call, NotUnderstoodError
from connectpilot_local.cloud.rights.targets import (
    Rule,
    Target,
    by_name,
    given,
    on,
    on_each,
    parameter,
    unscoped,
    with_facts,
)


def _alarm_arn(call: Call, name: str) -> str:
    return call.arn("cloudwatch", f"alarm:{name}")


def _alarm(call: Call) -> str:
    return _alarm_arn(call, call.need("AlarmName"))


def _alarms(call: Call) -> list[str]:
    return [_alarm_arn(call, name) for name in call.get("AlarmNames") or ["*"]]


def _one_or_all_alarms(call: Call) -> str:
    return _alarm_arn(call, call.get("AlarmName") or "*")


def _put_alarm(action: str) -> Rule:
    def targets(call: Call) -> list[Target]:
        actions = [
            arn for name in ("AlarmActions", "OKActions", "InsufficientDataActions") for arn in call.get(name) or []
        ]
        facts = {"cloudwatch:namespace": given(call.get("Namespace")), "cloudwatch:alarmactions": given(*actions)}
        tagging = [Target("cloudwatch:TagResource", _alarm(call))] if call.get("Tags") else []
        return [Target(action, _alarm(call), facts), *tagging]

    return targets


def _dashboards(call: Call) -> list[str]:
    names = call.get("DashboardNames") or [call.need("DashboardName")]
    return [call.arn("cloudwatch", f"dashboard/{name}", region="") for name in names]


CLOUDWATCH: dict[str, Rule] = {
    **by_name("cloudwatch", "SetAlarmState", _alarm),
    **by_name("cloudwatch", "DescribeAlarmHistory", _one_or_all_alarms),
    **by_name("cloudwatch", "ListTagsForResource TagResource UntagResource", parameter("ResourceARN")),
    **{
        name: on_each(f"cloudwatch:{name}", _alarms)
        for name in ("DeleteAlarms", "DescribeAlarms", "DisableAlarmActions", "EnableAlarmActions")
    },
    **{
        name: on_each(f"cloudwatch:{name}", _dashboards)
        for name in ("DeleteDashboards", "GetDashboard", "PutDashboard")
    },
    "GetMetricData": unscoped("cloudwatch:GetMetricData"),
    "ListMetrics": unscoped("cloudwatch:ListMetrics"),
    "PutCompositeAlarm": _put_alarm("cloudwatch:PutCompositeAlarm"),
    "PutMetricAlarm": _put_alarm("cloudwatch:PutMetricAlarm"),
    "PutMetricData": with_facts(
        unscoped("cloudwatch:PutMetricData"), lambda call: {"cloudwatch:namespace": given(call.get("Namespace"))}
    ),
}

_GROUP_ACTIONS = """
    AssociateKmsKey CreateLogGroup DeleteLogGroup DeleteMetricFilter DeleteRetentionPolicy DeleteSubscriptionFilter
    DescribeLogStreams DescribeMetricFilters DescribeSubscriptionFilters FilterLogEvents PutMetricFilter
    PutRetentionPolicy PutSubscriptionFilter StartLiveTail
"""


def stream_arn(call: Call, group: str, stream: str = "") -> str:
    return call.arn("logs", f"log-group:{group}:log-stream:{stream}")


def _group_name(identifier: str) -> str:
    """A log group by name or ARN."""
    return identifier.split(":log-group:", 1)[-1].removesuffix(":*")


def _group(call: Call) -> str:
    return stream_arn(call, _group_name(call.get("logGroupName") or call.need("logGroupIdentifier")))


def _stream(call: Call) -> str:
    group = _group_name(call.get("logGroupName") or call.need("logGroupIdentifier"))
    return stream_arn(call, group, call.need("logStreamName"))


def _queried(call: Call) -> list[str]:
    names = [call.get("logGroupName"), *(call.get("logGroupNames") or []), *(call.get("logGroupIdentifiers") or [])]
    found = [stream_arn(call, _group_name(name)) for name in names if name]
    if not found:
        raise NotUnderstoodError("logs StartQuery whose log groups stand in the query")
    return found


def _groups_of_query(call: Call) -> list[str]:
    """A query's results belong to the groups it was started on; of an unknown one nobody learns anything."""
    query = logs_backends[call.account][call.region].queries.get(call.need("queryId"))
    return [stream_arn(call, name) for name in query.log_group_names] if query else ["*"]


LOGS: dict[str, Rule] = {
    **by_name("logs", _GROUP_ACTIONS, _group),
    **by_name("logs", "CreateLogStream DeleteLogStream GetLogEvents PutLogEvents", _stream),
    **by_name("logs", "ListTagsForResource TagResource UntagResource", parameter("resourceArn")),
    "DescribeLogGroups": on("logs:DescribeLogGroups", lambda call: stream_arn(call, "")),
    "GetQueryResults": on_each("logs:GetQueryResults", _groups_of_query),
    "StartQuery": on_each("logs:StartQuery", _queried),
}
