"""Puts the rights into a local cloud: the guard before moto, credentials for roles, and the control door."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Any

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.identity import ACCOUNT
from connectpilot_local.cloud.rights.guard import guard
from connectpilot_local.cloud.rights.judge import Rights
from connectpilot_local.cloud.rights.log import RightsLog
from connectpilot_local.cloud.rights.report import report_on
from connectpilot_local.cloud.rights.roles import all_roles
from connectpilot_local.cloud.rights.tags import resource_tag_reader
from connectpilot_local.cloud.workflows import credentials as tasks

# Machines' own tasks start machines over HTTP; without it only these do.
STARTS = "states:StartExecution"
STARTERS = ("events", "scheduler")


def install(context: Context) -> Rights:
    """Guard the cloud when `context.rights` is "enforce"; functions get credentials of their roles either way."""
    rights = Rights(
        context.clock,
        enforced=context.rights == "enforce",
        read_tags=resource_tag_reader(context.endpoint_url),
    )
    if rights.enforced:
        context.middlewares.append(guard(rights))
        context.authorise = partial(_authorise, rights)
    context.credentials_for = rights.credentials_for
    tasks.use((lambda role_arn: rights.credentials_for(role_arn, "states.amazonaws.com")) if rights.enforced else None)
    context.control["rights"] = lambda method, tail, query, body: (HTTPStatus.OK, to_json(rights))
    return rights


def _authorise(rights: Rights, role_arn: str, action: str, resource: str) -> bool:
    """What glue asks of a role; one that starts a machine for a rule or a schedule must trust their service, too."""
    if action == STARTS and not rights.trusted_by_any(role_arn, STARTERS):
        return rights.may_assume(role_arn, STARTERS[0]).allowed
    return rights.judge(role_arn, action, resource).allowed


def to_json(rights: Rights) -> dict[str, Any]:
    """What GET /_local/rights answers."""
    counted = rights.log.counted()
    listed = {kind: [one.to_json(counted[one]) for one in entries] for kind, entries in _lists(rights.log).items()}
    report = [one.to_json() for one in report_on(all_roles(ACCOUNT), rights.log.used)]
    return {"mode": "enforce" if rights.enforced else "off", **listed, "roles": report}


def _lists(log: RightsLog) -> dict[str, list[Any]]:
    return {"used": log.used, "refused": log.refused, "notJudged": log.not_judged}
