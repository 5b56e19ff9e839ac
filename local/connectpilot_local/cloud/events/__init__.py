"""EventBridge delivery, S3's events, CloudWatch alarms and schedules: what moto stores but never lets happen."""

from __future__ import annotations

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.events import alarms, bus, log_times, metrics, object_times, patterns, s3_events
from connectpilot_local.cloud.events.active import active, set_active
from connectpilot_local.cloud.events.parts import Events

__all__ = ["Events", "install", "start", "stop"]


def install(context: Context) -> Events:
    """Repair moto and answer for this run from now on; to be called before the server starts."""
    for part in (patterns, bus, s3_events, metrics, alarms, log_times, object_times):
        part.install()
    events = Events(context)
    set_active(context, events, events.bus, events.objects, events.alarms)
    return events


def start(context: Context) -> Events:
    """Begin to deliver, evaluate and fire."""
    events = active(Events)
    if events is None or events.context is not context:
        raise RuntimeError("install(context) comes before start(context)")
    events.start()
    return events


def stop() -> None:
    """End the threads; moto's repaired methods are moto's own again."""
    events = active(Events)
    if events is not None:
        set_active()
        events.stop()
