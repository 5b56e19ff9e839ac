"""A JSON document of a bucket, read by who may list no more of it than what begins with the document's key."""

from __future__ import annotations

import json
from typing import Any

from ..ports.objects import ListedStore

MAX_BYTES = 4 << 20
"""An answer of Lambda has 6 MB at most."""


def read_document(store: ListedStore, key: str) -> dict[str, Any] | None:
    """None where there is none, or what stands there is too large or no JSON object."""
    # Listed first: to read what is not there S3 answers 403, not 404, unless the whole bucket may be listed.
    found = next((one for one in store.list(key) if one.key == key), None)
    if found is None or found.size > MAX_BYTES:
        return None
    try:
        document = json.loads(b"".join(store.chunks(key)))
    except (FileNotFoundError, ValueError):
        return None
    return document if isinstance(document, dict) else None
