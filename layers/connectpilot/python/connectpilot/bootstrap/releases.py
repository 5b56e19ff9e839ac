"""The use cases of `release-plugin`, with the adapters that serve them."""

from __future__ import annotations

import tempfile
from typing import BinaryIO

from .. import bootstrap
from ..adapters.custom_plugins import CustomPlugins
from ..adapters.object_store import S3Bucket
from ..adapters.plugins_table import PluginsTable
from ..usecases.check_plugin import CheckPlugin
from ..usecases.register_plugin import RegisterPlugin
from ..usecases.report_release import ReportRelease

# Each function needs one or two of these, and imports no more than them.


def scratch() -> BinaryIO:
    """A file that goes when it is closed; on disk from its first byte, since it may be written far ahead."""
    return tempfile.TemporaryFile()


def bucket(name: str) -> S3Bucket:
    return S3Bucket(bootstrap.client("s3"), name)


def intake() -> S3Bucket:
    return bucket(bootstrap.settings().intake_bucket)


def bundles() -> S3Bucket:
    return bucket(bootstrap.settings().bundle_bucket)


def plugins() -> PluginsTable:
    return PluginsTable(bootstrap.table(bootstrap.settings().plugins_table))


def registry() -> CustomPlugins:
    client = bootstrap.client("kafkaconnect")
    partition = client.meta.partition
    return CustomPlugins(client, bucket_arn=f"arn:{partition}:s3:::{bootstrap.settings().bundle_bucket}")


def register_plugin() -> RegisterPlugin:
    return RegisterPlugin(bundles=bundles(), registry=registry(), plugins=plugins())


def check_plugin() -> CheckPlugin:
    return CheckPlugin(bundles=bundles(), registry=registry(), plugins=plugins())


def report_release() -> ReportRelease:
    return ReportRelease(intake=intake(), bundles=bundles())
