"""Which Java MSK Connect's workers run on."""

from __future__ import annotations

JAVA: dict[str, int] = {"2.7.1": 11, "3.7.x": 17}
"""The Java release of each Kafka Connect version."""
