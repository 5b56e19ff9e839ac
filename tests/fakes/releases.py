"""Fakes of ports/releases.py: a bucket, the internet and MSK Connect's custom plugins in memory."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from connectpilot.domain.errors import ArtifactUnavailableError, NameTakenError
from connectpilot.domain.plugins.stored import Stored
from connectpilot.ports.objects import StoredObject
from connectpilot.ports.releases import RegisteredPlugin


class FakeStore:
    """The ports `ObjectStore` and `ListedStore`; `writes` lists every key that was really written."""

    def __init__(self, objects=None):
        self.objects = dict(objects or {})
        self.writes = []
        self.times = {}
        """When a key was modified, where a test says so."""

    def list(self, prefix):
        for key in sorted(self.objects):
            if key.startswith(prefix):
                yield Stored(key, len(self.objects[key]), self.times.get(key, datetime(2026, 1, 1, tzinfo=UTC)))

    def find(self, key, version_id=None):
        body = self.objects.get(key)
        return None if body is None else StoredObject(key, "v1", len(body))

    def chunks(self, key, version_id=None):
        if key not in self.objects:
            raise FileNotFoundError(f"{key} is not there")
        yield self.objects[key]

    def keep(self, key, body, *, sha256):
        body.seek(0)
        text = body.read()
        assert hashlib.sha256(text).hexdigest() == sha256
        if key not in self.objects:
            self.objects[key] = text
            self.writes.append(key)
        return self.find(key)

    def keep_stream(self, key, chunks):
        if key in self.objects:
            return None
        self.objects[key] = b"".join(chunks)
        self.writes.append(key)
        return StoredObject(key, "v1", len(self.objects[key]))

    def delete(self, key):
        self.objects.pop(key, None)

    def write(self, key, body, *, content_type):
        self.objects[key] = body
        self.writes.append(key)


class FakeUploads:
    """The `Uploads` port: what was uploaded when."""

    def __init__(self, *uploaded):
        self.uploaded = list(uploaded)

    def newest(self):
        return list(self.uploaded)


class FakeClaims:
    """The `Claims` port, by the upload's key; `asked` lists each key that was looked up."""

    def __init__(self, **claims):
        self.claims = dict(claims)
        self.asked = []

    def of(self, upload):
        self.asked.append(upload.key)
        return self.claims.get(upload.key)


class FakeDownloads:
    """The `Downloads` port: URL -> bytes, or the error to raise; `asked` lists each URL, and if it was trusted."""

    def __init__(self, answers=None):
        self.answers = dict(answers or {})
        self.asked = []

    @contextmanager
    def fetch(self, place, *, trusted):
        self.asked.append((str(place), trusted))
        answer = self.answers.get(str(place), ArtifactUnavailableError(f"{place}: the host answered 404 Not Found"))
        if isinstance(answer, Exception):
            raise answer
        yield iter([answer[:7], answer[7:]])


class FakePluginRegistry:
    """The `PluginRegistry` port: what is created is CREATING until `finish`."""

    def __init__(self):
        self.plugins = {}
        self.bundles = {}
        self.created = []
        self.others = 0
        """Plugins of the account that are not ours."""
        self.refuses = None
        self.hidden_once = False
        """The next `find` does not see what is there, as when two executions race."""

    def find(self, name):
        if self.hidden_once:
            self.hidden_once = False
            return None
        return self.plugins.get(name)

    def describe(self, arn):
        return next((one for one in self.plugins.values() if one.arn == arn), None)

    def count(self):
        return len(self.plugins) + self.others

    def delete(self, arn):
        name = next(name for name, one in self.plugins.items() if one.arn == arn)
        self.plugins[name] = replace(self.plugins[name], state="DELETING")

    def create(self, name, bundle, *, description, tags):
        if self.refuses:
            raise self.refuses
        if name in self.plugins:
            raise NameTakenError("A resource with this name already exists")
        arn = f"arn:aws:kafkaconnect:us-east-1:123456789012:custom-plugin/{name}/1"
        self.plugins[name] = RegisteredPlugin(arn, name, "CREATING", "", None, None)
        self.bundles[name] = bundle
        self.created.append((name, bundle, dict(tags)))
        return arn

    def finish(self, name, state="ACTIVE", reason="", **other):
        bundle = self.bundles.get(name)
        known = {"md5": bundle.md5, "size": bundle.size} if bundle and state == "ACTIVE" else {}
        self.plugins[name] = replace(self.plugins[name], state=state, reason=reason, **(known | other))
