"""Has no layer and tells what it can import; sleeps when asked to."""

import importlib.util
import time


def handler(event, context):
    time.sleep(event.get("sleep", 0))
    return [name for name in event.get("modules", []) if importlib.util.find_spec(name)]
