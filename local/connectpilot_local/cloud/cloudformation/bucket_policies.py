"""Keeps moto from judging bucket policies: it ignores conditions, so "deny what does not come by TLS" denies all.

On the loopback nothing comes by TLS. The policies are kept for who reads them, and listed among what has no effect.
"""

from __future__ import annotations

from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from connectpilot_local.cloud.repairs import repair


def install() -> None:
    repair(FakeBucket, "get_permission", "self action resource", _neutral)


def _neutral(original: Any) -> Any:
    def get_permission(self: Any, action: str, resource: str) -> Any:
        return PermissionResult.NEUTRAL

    return get_permission
