"""Credentials of a role: what the rights part offers, or plain ones from moto's STS while rights are off."""

from __future__ import annotations

from typing import Any

from moto.sts.models import sts_backends

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.identity import ACCOUNT, REGION


def credentials_of(context: Context, role_arn: str, session: str) -> dict[str, str]:
    """Keys that act as the role, from which the rights guard finds the role again."""
    if context.credentials_for is not None:
        return context.credentials_for(role_arn)
    backend: Any = sts_backends[ACCOUNT]["aws"]
    role = backend.assume_role(
        region_name=REGION,
        role_session_name=session[:64],
        role_arn=role_arn,
        policy="",
        duration=3600,
        external_id="",
    )
    return {
        "AccessKeyId": role.access_key_id,
        "SecretAccessKey": role.secret_access_key,
        "SessionToken": role.session_token,
    }
