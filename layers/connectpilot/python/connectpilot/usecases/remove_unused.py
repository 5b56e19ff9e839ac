"""Find what nothing uses any more, and remove what was chosen of it: the one way by which plugins and bundles go.

This is not the door's work, for no connector is changed. What keeps a plugin from being taken away from under one: it
is marked as going first, so that no connector is given it from then on; then all are asked again; only then does it go.
The record goes once MSK Connect has the plugin no more, the bundle once no record names it, documents before their
archive, artefacts last: a run that dies leaves nothing that refers to something gone, and the next one goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import final

from ..domain.errors import ConnectpilotError, PlatformUnavailableError
from ..domain.plugin import Plugin
from ..domain.plugins.prune_notice import Ended
from ..domain.plugins.pruning import (
    Unused,
    Uses,
    digests_in,
    spec_digests,
    stem,
    unused_artifacts,
    unused_bundles,
    unused_plugins,
    uses,
    why_kept,
)
from ..domain.plugins.release import ARTIFACTS, BUNDLES
from ..domain.plugins.stored import Stored
from ..ports.msk_connect import Connectors
from ..ports.objects import ListedStore
from ..ports.records import ConnectorRecords, Plugins, Specs
from ..ports.releases import PluginRegistry, Releases

_GOING = "DELETING"
_RELEASE = "a release is in progress, or began meanwhile: what it needs is not known yet; prune again when it has ended"


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, and what must not have changed since."""

    at: datetime
    older_than: timedelta
    unused: tuple[Unused, ...]
    used: tuple[str, ...]
    """Names of the plugins that are in use."""
    newest_release: str | None


def nothing_hinders() -> str | None:
    return None


@final
@dataclass(slots=True)
class RemoveUnused:
    """One of it for one run: what plugin a spec names is asked once."""

    records: ConnectorRecords
    specs: Specs
    plugins: Plugins
    connectors: Connectors
    registry: PluginRegistry
    releases: Releases
    bundles: ListedStore
    _plugins_of_specs: dict[str, str] = field(default_factory=dict)

    def look(self, *, now: datetime, older_than: timedelta, artifacts: bool = True) -> Look:
        """Changes nothing. Without `artifacts` no document of a bundle has to be read."""
        newest_release = self.releases.newest()
        plugins, used, age = list(self.plugins.all()), self._uses(), older_than
        old_plugins = unused_plugins(plugins, used, now=now, older_than=age)
        gone = {one.name for one in old_plugins} & {one.name for one in plugins if self._is_gone(one)}
        stored = list(self.bundles.list(BUNDLES))
        staying = [one.bundle_key for one in plugins if one.name not in gone]
        old_bundles = unused_bundles(stored, staying, now=now, older_than=age)
        old_artifacts: tuple[Unused, ...] = ()
        if artifacts:
            going = {key for one in old_bundles for key in one.keys}
            named = self._digests(one for one in stored if one.key not in going)
            old_artifacts = unused_artifacts(self.bundles.list(ARTIFACTS), named, now=now, older_than=age)
        return Look(
            at=now,
            older_than=older_than,
            unused=(*old_plugins, *old_bundles, *old_artifacts),
            used=tuple(one.name for one in plugins if used.of(one)),
            newest_release=newest_release,
        )

    def __call__(
        self, look: Look, chosen: Iterable[Unused], *, hindrance: Callable[[], str | None] = nothing_hinders
    ) -> Iterator[Ended]:
        """Remove these of `look`, each only where nothing speaks against it at that moment."""
        wanted = set(chosen)
        for one in (one for one in look.unused if one in wanted):
            try:
                why = hindrance() or self._release_since(look)
                yield Ended(one, "kept", why) if why else self._remove(one, look)
            except ConnectpilotError as error:
                yield Ended(one, "kept", str(error))

    def mend(self) -> None:
        """What a run that died had marked as going, and MSK Connect still has, can be used again."""
        for plugin in self.plugins.all():
            if plugin.state == _GOING and plugin.arn:
                found = self.registry.describe(plugin.arn)
                if found and found.state != _GOING:
                    self.plugins.put(replace(plugin, state=found.state))

    def _uses(self) -> Uses:
        records = list(self.records.all())
        for digest in {one for record in records for one in spec_digests(record)} - self._plugins_of_specs.keys():
            if name := self.specs.plugin_of(digest):
                self._plugins_of_specs[digest] = name
        return uses(records, self.connectors.list(), self._plugins_of_specs)

    def _is_gone(self, plugin: Plugin) -> bool:
        return plugin.state == _GOING and (not plugin.arn or self.registry.describe(plugin.arn) is None)

    def _digests(self, documents: Iterable[Stored]) -> set[str]:
        """All that the documents beside bundles name: their inputs are among them."""
        keys = [one.key for one in documents if one.key.endswith(".json")]
        texts = (b"".join(self.bundles.chunks(key)).decode(errors="replace") for key in keys)
        return {digest for text in texts for digest in digests_in(text)}

    def _release_since(self, look: Look) -> str | None:
        unchanged = self.releases.newest() == look.newest_release and not self.releases.running()
        return None if unchanged else _RELEASE

    def _remove(self, one: Unused, look: Look) -> Ended:
        if one.kind == "plugin":
            plugin = self.plugins.get(one.name)
            return self._remove_plugin(one, plugin, look) if plugin else Ended(one, "removed", "its record was gone")
        if one.kind == "bundle" and stem(one.name) in {stem(plugin.bundle_key) for plugin in self.plugins.all()}:
            return Ended(one, "kept", "a plugin is made of it")
        for key in one.keys:
            self.bundles.delete(key)
        return Ended(one, "removed", one.why)

    def _remove_plugin(self, one: Unused, plugin: Plugin, look: Look) -> Ended:
        arn = plugin.arn
        there = self.registry.describe(arn) if arn else None
        if there is None or arn is None:
            self.plugins.forget(plugin.name)
            return Ended(one, "removed", f"{one.why}; MSK Connect has it no more")
        if there.state == _GOING:
            return Ended(one, "going", one.why)
        plugin = replace(plugin, state=there.state)
        self.plugins.put(replace(plugin, state=_GOING))
        try:
            if why := self._kept_after_all(plugin, look):
                self.plugins.put(plugin)
                return Ended(one, "kept", why)
            self.registry.delete(arn)
        except PlatformUnavailableError:
            raise  # it may have been deleted: the mark stays, and the next run looks
        except ConnectpilotError:
            self.plugins.put(plugin)
            raise
        if self.registry.describe(arn) is not None:
            return Ended(one, "going", one.why)
        self.plugins.forget(plugin.name)
        return Ended(one, "removed", one.why)

    def _kept_after_all(self, plugin: Plugin, look: Look) -> str | None:
        plugins = [plugin if one.name == plugin.name else one for one in self.plugins.all()]
        return why_kept(plugin, plugins, self._uses(), now=look.at, older_than=look.older_than)
