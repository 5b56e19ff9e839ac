"""Which operations a request has begun itself: those it has noted, and those whose answers were lost on the way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ..domain.changes.desired import Desired
from ..domain.changes.difference import leads_to
from ..domain.changes.facts import newer_than
from ..domain.changes.request import OPERATION_TYPES, Intent, Request, StepKind
from ..domain.connector import Operation
from ..domain.record import ConnectorRecord
from ..ports.msk_connect import Connectors

_UPDATES = (StepKind.UPDATE_WORKERS, StepKind.UPDATE_CONFIGURATION)
TYPES_OF_UPDATES = {OPERATION_TYPES[kind] for kind in _UPDATES}
_KINDS = {
    Intent.APPLY: (*_UPDATES, StepKind.PAUSE),
    Intent.RECREATE: (*_UPDATES, StepKind.PAUSE),
    Intent.RESTART: (StepKind.RESTART,),
    Intent.PAUSE: (StepKind.PAUSE,),
    Intent.RESUME: (StepKind.RESUME,),
}


def own_operations(
    connectors: Connectors,
    operations: Iterable[Operation],
    *,
    request: Request,
    record: ConnectorRecord | None,
    desired: Desired | None,
    since: datetime,
) -> tuple[Operation, ...]:
    """The newest first. Somebody else's update of the same minute leads elsewhere, and is not taken for ours."""
    taken_up = record.taken_up if record else None
    noted = taken_up.operations if taken_up and taken_up.request_id == request.request_id else ()
    types = {OPERATION_TYPES[kind] for kind in _KINDS.get(request.intent, ())}

    def is_own(operation: Operation) -> bool:
        if operation.arn in noted:
            return True
        if operation.type not in types or not newer_than(operation.created_at, since):
            return False
        if operation.type not in TYPES_OF_UPDATES:
            return True
        return desired is not None and leads_to(connectors.describe_operation(operation.arn), desired)

    return tuple(filter(is_own, operations))
