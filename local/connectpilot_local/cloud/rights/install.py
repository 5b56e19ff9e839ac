"""Puts the rights into a local cloud: the guard before moto, credentials for roles, and the control door."""

from __future__ import annotations

import os
from http import HTTPStatus
from typing import Any

from moto.iam.models import iam_backends

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.identity import ACCOUNT, PARTITION
from connectpilot_local.cloud.rights.guard import guard
from connectpilot_local.cloud.rights.judge import Rights
from connectpilot_local.cloud.rights.log import RightsLog
from connectpilot_local.cloud.rights.report import report_on
from connectpilot_local.cloud.rights.roles import all_roles
from connectpilot_local.cloud.rights.tags import resource_tag_reader
from connectpilot_local.cloud.workflows import credentials as tasks

_MANAGED_POLICIES = "MOTO_IAM_LOAD_MANAGED_POLICIES"


def install(context: Context) -> Rights:
    """Guard the cloud when `context.rights` is "enforce"; functions get credentials of their roles either way."""
    know_managed_policies()
    rights = Rights(
        context.clock,
        enforced=context.rights == "enforce",
        read_tags=resource_tag_reader(context.endpoint_url),
    )
    if rights.enforced:
        context.middlewares.append(guard(rights))
        context.authorise = lambda role_arn, action, resource: rights.judge(role_arn, action, resource).allowed
    context.credentials_for = rights.credentials_for
    tasks.use((lambda role_arn: rights.credentials_for(role_arn, "states.amazonaws.com")) if rights.enforced else None)
    context.control["rights"] = lambda method, tail, query, body: (HTTPStatus.OK, to_json(rights))
    return rights


def know_managed_policies() -> None:
    """moto knows AWS's managed policies only when asked to, and SAM gives every function one of them."""
    os.environ[_MANAGED_POLICIES] = "true"
    backend = iam_backends[ACCOUNT][PARTITION]
    if not backend.aws_managed_policies:
        backend.aws_managed_policies = backend._init_aws_policies()
        backend.managed_policies.update(backend._init_managed_policies())


def to_json(rights: Rights) -> dict[str, Any]:
    """What GET /_local/rights answers."""
    counted = rights.log.counted()
    listed = {kind: [one.to_json(counted[one]) for one in entries] for kind, entries in _lists(rights.log).items()}
    report = [one.to_json() for one in report_on(all_roles(ACCOUNT), rights.log.used)]
    return {"mode": "enforce" if rights.enforced else "off", **listed, "roles": report}


def _lists(log: RightsLog) -> dict[str, list[Any]]:
    return {"used": log.used, "refused": log.refused, "notJudged": log.not_judged}
