"""AWS::CloudWatch::* and AWS::Logs::*"""

from __future__ import annotations

from connectpilot_local.cloud.cloudformation.base import Created, Request, resource
from connectpilot_local.cloud.cloudformation.shapes import pick
from connectpilot_local.cloud.identity import arn

ALARM = (
    "ActionsEnabled",
    "AlarmActions",
    "AlarmDescription",
    "ComparisonOperator",
    "DatapointsToAlarm",
    "Dimensions",
    "EvaluationPeriods",
    "ExtendedStatistic",
    "InsufficientDataActions",
    "MetricName",
    "Metrics",
    "Namespace",
    "OKActions",
    "Period",
    "Statistic",
    "Tags",
    "Threshold",
    "TreatMissingData",
    "Unit",
)


@resource("AWS::CloudWatch::Alarm", name="AlarmName", carried=ALARM)
def alarm(request: Request) -> Created:
    request.call("cloudwatch", "PutMetricAlarm", {"AlarmName": request.name, **pick(request.properties, *ALARM)})
    return Created(request.name, {"Arn": arn("cloudwatch", f"alarm:{request.name}")})


@resource("AWS::CloudWatch::Dashboard", name="DashboardName", carried=["DashboardBody"])
def dashboard(request: Request) -> Created:
    body = {"DashboardBody": request.properties["DashboardBody"]}
    request.call("cloudwatch", "PutDashboard", {"DashboardName": request.name, **body})
    return Created(request.name)


@resource("AWS::Logs::LogGroup", name="LogGroupName", carried=["LogGroupClass", "RetentionInDays", "Tags"])
def log_group(request: Request) -> Created:
    properties = request.properties
    tags = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}
    group = {"logGroupName": request.name, **pick(properties, "LogGroupClass"), **({"tags": tags} if tags else {})}
    request.call("logs", "CreateLogGroup", group)
    if "RetentionInDays" in properties:
        retention = {"logGroupName": request.name, "retentionInDays": properties["RetentionInDays"]}
        request.call("logs", "PutRetentionPolicy", retention)
    return Created(request.name, {"Arn": arn("logs", f"log-group:{request.name}:*")})
