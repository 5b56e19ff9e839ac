"""Pruning's use case over AWS."""

from __future__ import annotations

from ..adapters.connectors_table import ConnectorsTable
from ..adapters.control_table import ControlTable
from ..adapters.custom_plugins import CustomPlugins
from ..adapters.msk_connect import MskConnect
from ..adapters.notification_topic import NotificationTopic
from ..adapters.object_store import S3Bucket
from ..adapters.plugins_table import PluginsTable
from ..adapters.release_executions import ReleaseExecutions
from ..adapters.specs_table import SpecsTable
from ..usecases.prune_plugins import PrunePlugins
from ..usecases.remove_unused import RemoveUnused
from . import client, settings, table


def prune_plugins() -> PrunePlugins:
    told = settings()
    plugins = PluginsTable(table(told.plugins_table))
    remove = RemoveUnused(
        records=ConnectorsTable(table(told.connectors_table)),
        specs=SpecsTable(table(told.specs_table)),
        plugins=plugins,
        connectors=MskConnect(client("kafkaconnect")),
        registry=CustomPlugins(client("kafkaconnect")),
        releases=ReleaseExecutions(client("stepfunctions"), told.release_plugin_arn),
        bundles=S3Bucket(client("s3"), told.bundle_bucket),
    )
    return PrunePlugins(
        remove=remove,
        plugins=plugins,
        control=ControlTable(table(told.control_table)),
        notifications=NotificationTopic(client("sns"), told.notification_topic_arn),
        after_days=told.prune_plugins_after_days,
        artifacts=told.prune_artifacts,
    )
