"""CloudWatch metrics, as the use cases need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from ..domain.metrics import MetricQuery, Series


class Metrics(Protocol):
    def series(
        self, queries: Sequence[MetricQuery], *, since: datetime, until: datetime
    ) -> Mapping[MetricQuery, Series]:
        """All series in batched calls; a query without data has an empty series."""
        ...
