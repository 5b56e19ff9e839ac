"""Worker logs, as the use cases need them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ..domain.care.worker_log import LogEvent


class WorkerLogs(Protocol):
    def around_errors(self, log_group: str, connector: str, *, since: datetime, until: datetime) -> Sequence[LogEvent]:
        """The lines of the connector's newest errors, with those that follow them on the same workers.

        Empty where the log group does not exist or has nothing.
        """
        ...
