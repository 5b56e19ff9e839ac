"""Events as EventBridge words them, and the ways AWS writes an instant."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from connectpilot_local.cloud.identity import ACCOUNT, REGION

Event = dict[str, Any]


def seconds(instant: datetime) -> str:
    """EventBridge's `time`: 2026-11-20T12:00:00Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def milliseconds(instant: datetime) -> str:
    """CloudWatch's timestamps: 2026-11-20T12:00:00.123+0000."""
    utc = instant.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}+0000"


def instant(value: Any) -> datetime:
    """What moto hands on as a time (epoch seconds, text, naive or aware datetime) as an aware datetime."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, str):
        try:
            return instant(datetime.fromisoformat(value))
        except ValueError:
            return datetime.fromtimestamp(float(value), UTC)
    return datetime.fromtimestamp(float(value), UTC)


def event(source: str, detail_type: str, detail: dict[str, Any], *, at: datetime, resources: list[str]) -> Event:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": source,
        "account": ACCOUNT,
        "time": seconds(at),
        "region": REGION,
        "resources": resources,
        "detail": detail,
    }
