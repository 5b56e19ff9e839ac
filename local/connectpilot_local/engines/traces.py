"""Real failures' traces by name, so that what heals connectors meets what it will meet on AWS.

One file each, `poison-record.txt` for "poison record". Sources: Apache Kafka 2.7.1/3.7.1 and Debezium source code, and
public issue reports for the rest.
"""

from __future__ import annotations

from pathlib import Path

_DIRECTORY = Path(__file__).parent / "traces_of_real_failures"

TRACES = {path.stem.replace("-", " "): path.read_text().rstrip("\n") for path in sorted(_DIRECTORY.glob("*.txt"))}


def trace_text(name_or_text: str) -> str:
    """The text of a named trace; anything else is taken as the text itself."""
    return TRACES.get(name_or_text, name_or_text)
