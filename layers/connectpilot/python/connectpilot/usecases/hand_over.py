"""Hand a person's request to the door."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ..domain.errors import PlatformThrottledError, PlatformUnavailableError
from ..ports.records import ConnectorRecords
from ..ports.workflows import Workflows


def hand_over(records: ConnectorRecords, workflows: Workflows, request: Mapping[str, Any], **fields: Any) -> None:
    """Record it as pending, then start it; raises ConnectorBusyError while another is pending."""
    records.accept(request["connector"], request["requestId"], json.dumps(request), **fields)
    # It is accepted from here on: what cannot be started now is started by the sweep.
    with suppress(PlatformThrottledError, PlatformUnavailableError):
        workflows.start("operate-connector", request["requestId"], request)
