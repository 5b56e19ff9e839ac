"""Findings as SARIF 2.1.0 (OASIS), the format in which CI systems show what checks found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from connectpilot.domain.errors import ConnectpilotError
from connectpilot.domain.plugins.finding import Finding
from connectpilot.domain.plugins.report import Problem

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def of_findings(subject: str, findings: Sequence[Finding]) -> dict[str, Any]:
    """One rule for each code; the place inside the bundle is the logical location."""
    codes = {finding.code: finding for finding in findings}
    rules = [
        {"id": code, "shortDescription": {"text": code.replace("-", " ")}, "help": {"text": finding.how}}
        for code, finding in sorted(codes.items())
    ]
    order = sorted(codes)
    return _log(rules, (_result(subject, finding, order.index(finding.code)) for finding in findings))


def of_problem(subject: str, error: ConnectpilotError) -> dict[str, Any]:
    """What could not even be put together."""
    problem = Problem(type(error).__name__, str(error))
    found = problem.finding(subject)
    code = found.code if found else problem.error
    rule = {"id": code, "shortDescription": {"text": code.replace("-", " ")}, "help": {"text": problem.how}}
    result = {"ruleId": code, "ruleIndex": 0, "level": "error", "message": {"text": str(error)}}
    return _log([rule], [{**result, "locations": [_location(subject)]}])


def _result(subject: str, finding: Finding, rule: int) -> dict[str, Any]:
    accepted = [{"kind": "external", "status": "accepted", "justification": finding.accepted}]
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "suppressions": accepted if finding.accepted else [],
        "level": _LEVELS.get(finding.severity, "note"),
        "message": {"text": f"{finding.where}: {finding.why} {finding.how}"},
        "locations": [{**_location(subject), "logicalLocations": [{"fullyQualifiedName": finding.where}]}],
    }


def _location(subject: str) -> dict[str, Any]:
    uri = subject if "/" in subject or "." in subject else f"plugin/{subject}"
    return {"physicalLocation": {"artifactLocation": {"uri": uri}}}


def _log(rules: Sequence[dict[str, Any]], results: Iterable[dict[str, Any]]) -> dict[str, Any]:
    driver = {"name": "connectpilot", "rules": list(rules)}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": list(results)}]}
