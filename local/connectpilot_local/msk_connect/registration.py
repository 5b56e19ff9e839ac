"""Teaches moto a service from outside: its directory on moto's path, its address in moto's list.

moto imports `moto.<service>` by name and its stubber and server read one list object of addresses, so both can be added
to without a fork. Before mock_aws or the server starts.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import moto
import moto.backend_index

_DIRECTORY = str(Path(__file__).parent / "moto_backend")
_SERVICE = "kafkaconnect"


def register() -> None:
    """Make moto answer for kafkaconnect; a second call changes nothing."""
    patterns = getattr(moto.backend_index, "backend_url_patterns", None)
    if not isinstance(patterns, list) or not hasattr(moto.__path__, "append"):
        raise RuntimeError("moto has changed: its list of services or its package path can no longer be added to")
    if _DIRECTORY not in moto.__path__:
        moto.__path__.append(_DIRECTORY)
    if all(service != _SERVICE for service, _ in patterns):
        urls = importlib.import_module(f"moto.{_SERVICE}.urls")
        patterns += [(_SERVICE, re.compile(base)) for base in urls.url_bases]
