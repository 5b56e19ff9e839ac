"""The real handlers of release-plugin, and the environment that they are told by."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
INTAKE, BUNDLES = "connectpilot-intake", "connectpilot-bundles"
STEPS = ("read_upload", "fetch_artifact", "build_bundle", "register_plugin", "check_plugin", "report_release")
TABLES = ("connectors", "specs", "plugins", "incidents", "events", "control")
ENVIRONMENT = {f"{name.upper()}_TABLE": name for name in TABLES} | {
    "STACK_NAME": "connectpilot",
    "INTAKE_BUCKET": INTAKE,
    "BUNDLE_BUCKET": BUNDLES,
    "TARGETS_PATH": "/connectpilot/targets/",
    "RELEASE_PLUGIN_ARN": "arn:aws:states:us-east-1:123456789012:stateMachine:release-plugin",
    "NOTIFICATION_TOPIC_ARN": "arn:aws:sns:us-east-1:123456789012:connectpilot",
    "MAVEN_REPOSITORY_URLS": "https://repository.example/maven2,https://mirror.example/maven2",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
}
CONTEXT = SimpleNamespace(
    function_name="release",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:release",
    aws_request_id="1",
)


def load(name: str) -> Callable[[Any, Any], Any]:
    spec = importlib.util.spec_from_file_location(f"{name}_app", ROOT / f"functions/{name}/app.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # pydantic looks up an event's types there
    spec.loader.exec_module(module)
    return module.handler


def uploaded(key: str, version: str, size: int, sequencer: str | None = None) -> dict[str, Any]:
    """The event of an upload, as in events/."""
    event: dict[str, Any] = json.loads((ROOT / "events/recipe_uploaded.json").read_text())
    event["detail"]["object"] |= {"key": key, "version-id": version, "size": size}
    if sequencer:
        event["detail"]["object"]["sequencer"] = sequencer
    return event
