"""Holds metrics and log lines back until the world's lock is free: what they set off may call MSK Connect again.

CloudWatch's alarms and the subscriptions of a log group can invoke functions while moto takes the data; such a function
that describes a connector would wait for a lock that is waiting for the function.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import final

from connectpilot_local.msk_connect.sinks import Datum, LogSink, MetricSink


@final
class Outbox:
    """Both sinks, for the time a lock is held; `send` hands everything on in order."""

    def __init__(self, metrics: MetricSink, logs: LogSink) -> None:
        self._metrics = metrics
        self._logs = logs
        self._held: deque[Callable[[], None]] = deque()

    def publish(self, data: Sequence[Datum]) -> None:
        self._held.append(partial(self._metrics.publish, data))

    def has_group(self, group: str) -> bool:
        return self._logs.has_group(group)

    def deliver(self, group: str, stream: str, lines: Sequence[tuple[datetime, str]]) -> None:
        self._held.append(partial(self._logs.deliver, group, stream, lines))

    def send(self) -> None:
        while self._held:
            try:
                hand_on = self._held.popleft()
            except IndexError:  # another thread took the last one
                return
            hand_on()
