"""Metrics of functions: those they print in the embedded metric format, and Lambda's own of each invocation.

CloudWatch makes metrics of log lines in that format ("Specification: embedded metric format"); moto does not.
"""

from __future__ import annotations

import json
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.identity import ACCOUNT, REGION

Data = dict[str, list[dict[str, Any]]]  # by namespace


def publish(context: Context, data: Data) -> None:
    """Put metrics on the cloud's clock: the time that a line carries is this machine's."""
    now = context.clock.now()
    for namespace, entries in data.items():
        stamped = [{**entry, "Timestamp": now} for entry in entries]
        cloudwatch_backends[ACCOUNT][REGION].put_metric_data(namespace, stamped)


def embedded(lines: list[str]) -> Data:
    """The metrics in what a function printed."""
    data: Data = {}
    for line in lines:
        if not line.startswith("{") or '"CloudWatchMetrics"' not in line:
            continue
        try:
            document = json.loads(line)
            for directive in document["_aws"]["CloudWatchMetrics"]:
                data.setdefault(directive["Namespace"], []).extend(_entries(directive, document))
        except (ValueError, KeyError, TypeError):
            continue  # CloudWatch ignores what is not in the format, too
    return data


def _entries(directive: dict[str, Any], document: dict[str, Any]) -> list[dict[str, Any]]:
    entries = []
    for metric in directive["Metrics"]:
        given = document[metric["Name"]]
        values = given if isinstance(given, list) else [given]
        for names in directive.get("Dimensions") or [[]]:
            dimensions = [{"Name": name, "Value": str(document[name])} for name in names]
            unit = metric.get("Unit", "None")
            entries += [
                {"MetricName": metric["Name"], "Dimensions": dimensions, "Value": float(value), "Unit": unit}
                for value in values
            ]
    return entries


def of_invocation(function_name: str, *, milliseconds: float, failed: bool) -> Data:
    """Lambda's own metrics of one invocation (developer guide, "Types of metrics for Lambda functions")."""
    figures = (
        ("Invocations", 1.0, "Count"),
        ("Errors", float(failed), "Count"),
        ("Duration", milliseconds, "Milliseconds"),
    )
    return {"AWS/Lambda": [_own(function_name, *figure) for figure in figures]}


def of_throttle(function_name: str) -> Data:
    return {"AWS/Lambda": [_own(function_name, "Throttles", 1.0, "Count")]}


def _own(function_name: str, name: str, value: float, unit: str) -> dict[str, Any]:
    dimensions = [{"Name": "FunctionName", "Value": function_name}]
    return {"MetricName": name, "Dimensions": dimensions, "Value": value, "Unit": unit}
