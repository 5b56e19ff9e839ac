"""Which execution took up an upload, and whether it came to its end; release-plugin itself writes it down."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from ..domain.plugins.lost_release import Claim
from ..domain.plugins.release import Upload
from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_dynamodb.service_resource import Table


@final
class ClaimsTable:
    """The `Claims` port over the events table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, upload: Upload) -> Claim | None:
        key = {"identity": f"upload#{upload.bucket}/{upload.key}"}
        with told_apart():
            item = self._table.get_item(Key=key, ConsistentRead=True).get("Item")
        if item is None:
            return None
        return Claim(
            claimed_by=str(item["claimedBy"]),
            sequencer=str(item["sequencer"]),
            version_id=str(item["versionId"]),
            ended="endedAt" in item,
        )
