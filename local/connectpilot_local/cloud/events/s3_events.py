"""S3's events on the bus as AWS words them: reason, version, sequencer, and one event for a multipart upload."""

from __future__ import annotations

import itertools
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.s3 import notifications
from moto.s3.models import FakeDeleteMarker, S3Backend
from moto.s3.responses import S3Response

from connectpilot_local.clock import Clock
from connectpilot_local.cloud.events.active import active
from connectpilot_local.cloud.events.bus import Bus
from connectpilot_local.cloud.events.envelope import Event, event
from connectpilot_local.cloud.identity import ACCOUNT
from connectpilot_local.cloud.repairs import repair

# S3 user guide, "Event message structure" of the EventBridge integration.
_REASONS = {
    "Put": "PutObject",
    "Post": "POST Object",
    "Copy": "CopyObject",
    "CompleteMultipartUpload": "CompleteMultipartUpload",
}


class _Request(threading.local):
    """What this thread was asked for: moto carries some requests out by way of others, which must stay unheard."""

    completing = False
    tagging = False


_request = _Request()


class ObjectEvents:
    """Makes and publishes the events of one run; sequencers grow with each event, also when the clock stands."""

    def __init__(self, clock: Clock, bus: Bus) -> None:
        self._clock = clock
        self._bus = bus
        self._count = itertools.count()

    def publish(self, bucket: Any, event_name: str, key: Any) -> None:
        self._bus.publish(self.event(bucket, event_name, key))

    def event(self, bucket: Any, event_name: str, key: Any) -> Event:
        now = self._clock.now()
        kind = str(getattr(event_name, "value", event_name)).rsplit(":", 1)[-1]
        detail_type = notifications._detail_type(event_name)
        thing: dict[str, Any] = {"key": key.name}
        detail: dict[str, Any] = {
            "version": "0",
            "bucket": {"name": bucket.name},
            "object": thing,
            "request-id": uuid.uuid4().hex[:16].upper(),
            "requester": ACCOUNT,
            "source-ip-address": "127.0.0.1",
        }
        marker = isinstance(key, FakeDeleteMarker)
        if not marker:
            thing["etag"] = key.etag.strip('"')
        if detail_type == "Object Created":
            thing["size"] = key.size
            detail["reason"] = _REASONS[kind]
        if detail_type == "Object Deleted":
            detail["reason"] = "DeleteObject"
            detail["deletion-type"] = "Delete Marker Created" if marker else "Permanently Deleted"
        if bucket.is_versioned:
            thing["version-id"] = key.version_id
        thing["sequencer"] = f"{int(now.timestamp() * 1000):012X}{next(self._count):06X}"
        return event("aws.s3", detail_type, detail, at=now, resources=[bucket.arn])


def install() -> None:
    repair(notifications, "_send_event_bridge_message", "account_id bucket event_name key", _publishing)
    repair(notifications, "send_event", "account_id event_name bucket key", _once)
    repair(S3Backend, "complete_multipart_upload", "self bucket_name multipart_id body", _completing)
    repair(S3Response, "put_object_tagging", "self", _tagging)
    repair(S3Backend, "_set_delete_marker", "self bucket_name key_name", _announcing_markers)


def _publishing(original: Any) -> Any:
    # moto's event has a constant id, sequencer and request id, "ObjectCreated" for a reason, and goes to every bus.
    def send(account_id: str, bucket: Any, event_name: str, key: Any) -> None:
        objects = active(ObjectEvents)
        if objects is None:
            original(account_id, bucket, event_name, key)
        else:
            objects.publish(bucket, event_name, key)

    return send


def _once(original: Any) -> Any:
    # moto's CompleteMultipartUpload calls its PutObject, its PutObject its PutObjectTagging, and all tell: AWS once.
    def send_event(account_id: str, event_name: Any, bucket: Any, key: Any) -> None:
        kinds = notifications.S3NotificationEvent
        inner_put = _request.completing and event_name == kinds.OBJECT_CREATED_PUT_EVENT
        inner_tags = not _request.tagging and event_name == kinds.OBJECT_TAGGING_PUT_EVENT
        if active(ObjectEvents) is None or not (inner_put or inner_tags):
            original(account_id, event_name, bucket, key)

    return send_event


def _completing(original: Any) -> Any:
    def complete_multipart_upload(self: Any, bucket_name: str, multipart_id: str, body: Any) -> Any:
        with _asked_for("completing"):
            return original(self, bucket_name, multipart_id, body)

    return complete_multipart_upload


def _tagging(original: Any) -> Any:
    def put_object_tagging(self: Any) -> Any:
        with _asked_for("tagging"):
            return original(self)

    return put_object_tagging


@contextmanager
def _asked_for(what: str) -> Iterator[None]:
    setattr(_request, what, True)
    try:
        yield
    finally:
        setattr(_request, what, False)


def _announcing_markers(original: Any) -> Any:
    # moto says nothing when a delete in a versioned bucket leaves a marker.
    def _set_delete_marker(self: Any, bucket_name: str, key_name: str) -> Any:
        marker = original(self, bucket_name, key_name)
        objects, bucket = active(ObjectEvents), self.get_bucket(bucket_name)
        configuration = bucket.notification_configuration
        if objects is not None and configuration is not None and configuration.event_bridge is not None:
            kind = notifications.S3NotificationEvent.OBJECT_REMOVED_DELETE_MARKER_CREATED_EVENT
            objects.publish(bucket, kind, marker)
        return marker

    return _set_delete_marker
