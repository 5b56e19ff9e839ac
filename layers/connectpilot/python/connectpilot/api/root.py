"""GET /: which Kafka Connect this is."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from ..bootstrap import api as bootstrap

router = APIGatewayHttpRouter()


@router.get("/")
def describe() -> dict[str, Any]:
    """MSK Connect says `3.7.x`; clients compare numbers, so they get the lowest version that it can mean."""
    target = bootstrap.targets().get("default")
    return {
        "version": target.kafka_connect_version.replace(".x", ".0"),
        "commit": "msk-connect",
        "kafka_cluster_id": target.cluster_name or "default",
    }
