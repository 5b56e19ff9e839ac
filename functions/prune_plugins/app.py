"""Once a day, by a schedule that is off by default: removes plugins, bundles and artefacts that nothing uses.

It changes no connector, so it does not go through the door; how it is kept from taking a plugin away from under one is
said in usecases/remove_unused.py.
"""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot import bootstrap
from connectpilot.bootstrap import pruning
from connectpilot.domain.plugins.prune_notice import Ended
from connectpilot.observability import logger, metrics


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    pruned = pruning.prune_plugins()(now=bootstrap.now(), note=note)
    if pruned.held_back:
        logger.info("Nothing pruned", why=pruned.held_back, unused=[str(one) for one in pruned.unused])
    done = {end: sum(one.end == end for one in pruned.ended) for end in ("removed", "going", "kept")}
    metrics.add_metric(name="UnusedFound", unit=MetricUnit.Count, value=len(pruned.unused))
    metrics.add_metric(name="UnusedRemoved", unit=MetricUnit.Count, value=done["removed"])
    return done | {"unused": len(pruned.unused), "heldBack": pruned.held_back}


def note(one: Ended) -> None:
    logger.info("Pruned", kind=one.unused.kind, unused=one.unused.name, end=one.end, why=one.why)
