"""Makes what stands in a local cloud older than it is: pruning counts in days, and a test has none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connectpilot_local.cloud.identity import ACCOUNT, PARTITION
from moto.s3.models import s3_backends

AGE = timedelta(days=40)


def age_plugin(cloud, name):
    then = (datetime.now(UTC) - AGE).isoformat()
    cloud.client("dynamodb").update_item(
        TableName=cloud.outputs["PluginsTable"],
        Key={"name": {"S": name}},
        UpdateExpression="SET createdAt = :then, wantedAt = :then",
        ConditionExpression="attribute_exists(bundleKey)",
        ExpressionAttributeValues={":then": {"S": then}},
    )


def age_objects(cloud, prefix):
    keys = s3_backends[ACCOUNT][PARTITION].buckets[cloud.outputs["BundleBucket"]].keys
    for name, one in keys.items():
        if name.startswith(prefix):
            one.last_modified -= AGE
