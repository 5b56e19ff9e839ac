"""S3's objects bear the cloud's time: whoever compares their age with a clock means the same one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from moto.s3 import models

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.events.active import active
from connectpilot_local.cloud.repairs import repair


def install() -> None:
    repair(models, "utcnow", "", _on_the_clock)


def _on_the_clock(original: Any) -> Any:
    def utcnow() -> datetime:
        context = active(Context)
        now: datetime = original() if context is None else context.clock.now().astimezone(UTC).replace(tzinfo=None)
        return now

    return utcnow
