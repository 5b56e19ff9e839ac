"""Register a bundle as a custom plugin, or adopt the one that is there already and is the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, final

from ..domain.errors import (
    NameTakenError,
    PlatformThrottledError,
    PlatformUnavailableError,
    QuotaExceededError,
    RefusedPluginError,
)
from ..domain.names import plugin_name
from ..domain.plugin import Plugin
from ..domain.plugins.plugin_quota import QUOTA, quota_reached
from ..domain.plugins.release import Bundle, Reading, Upload
from ..ports.objects import ObjectStore
from ..ports.records import Plugins
from ..ports.releases import PluginRegistry, RegisteredPlugin
from .bundle_shelf import BundleShelf


@dataclass(frozen=True, slots=True)
class Registration:
    name: str
    arn: str
    state: str
    outcome: Literal["released", "unchanged"]
    count: int | None = None
    """How many plugins the account has with this one, where it was made now."""


@final
class RegisterPlugin:
    def __init__(self, *, bundles: ObjectStore, registry: PluginRegistry, plugins: Plugins) -> None:
        self._shelf = BundleShelf(bundles)
        self._registry = registry
        self._plugins = plugins

    def __call__(self, upload: Upload, reading: Reading, *, now: datetime) -> Registration:
        recipe, build_key = reading.name, reading.build_key
        built = self._shelf.read(build_key)
        if built is None or built.bundle is None:
            raise RefusedPluginError(f"no bundle was built under {build_key}")
        bundle = built.bundle
        name = plugin_name(reading.title, bundle.sha256)
        recorded = self._plugins.get(name)
        there = self._registry.find(name)
        if there is not None and there.state in ("CREATE_FAILED", "DELETING"):
            self._clear(there)
        found = there or self._create(name, bundle, recipe, upload)
        check_same(found, bundle.md5, bundle.size)
        self._plugins.put(
            Plugin(
                name=name,
                recipe=recipe,
                bundle_key=bundle.key,
                sha256=bundle.sha256,
                size=bundle.size,
                java_level=built.manifest.java_level,
                classes=built.manifest.classes,
                arn=found.arn,
                state=found.state,
                origin=recorded.origin if recorded else str(upload),
                created_at=recorded.created_at if recorded else now,
                wanted_at=now,
            )
        )
        known = (
            recorded is not None
            and recorded.state == found.state == "ACTIVE"
            and recorded.arn == found.arn
            and recorded.origin != str(upload)  # else a run that was lost made it, for this very upload
        )
        count = None if known else self._registry.count()
        return Registration(name, found.arn, found.state, "unchanged" if known else "released", count)

    def _clear(self, failed: RegisteredPlugin) -> None:
        """Nothing can use what could not be made: it goes, and the state machine's next try makes it anew."""
        if failed.state == "CREATE_FAILED":
            self._registry.delete(failed.arn)
        raise PlatformUnavailableError(
            f"{failed.name}: MSK Connect is deleting what it could not make before ({failed.reason or failed.arn})"
        )

    def _create(self, name: str, bundle: Bundle, recipe: str, upload: Upload) -> RegisteredPlugin:
        tags = {"connectpilot:recipe": recipe, "connectpilot:sha256": bundle.sha256}
        try:
            arn = self._registry.create(name, bundle, description=f"Connectpilot: {upload.key}", tags=tags)
        except NameTakenError:
            # Made meanwhile, by another execution or by our own request whose answer was lost: compared like any other.
            found = self._registry.find(name)
            if found is None:
                raise PlatformUnavailableError(f"{name} is taken, and not to be found: it is being deleted") from None
            return found
        except PlatformThrottledError as error:
            # MSK Connect has one answer for too many requests and for too many plugins.
            count = self._registry.count()
            if count < QUOTA:
                raise
            raise QuotaExceededError(quota_reached(count)) from error
        return RegisteredPlugin(arn, name, "CREATING", "", None, None)


def check_same(found: RegisteredPlugin, md5: str, size: int) -> None:
    """MSK Connect says what it stored only once it has stored it."""
    same = found.md5 in (None, md5) and found.size in (None, size)
    if not same:
        raise NameTakenError(
            f"{found.name} is registered with other bytes: {found.size:,} bytes, MD5 {found.md5}; "
            f"ours has {size:,} bytes, MD5 {md5} ({found.arn})"
        )
