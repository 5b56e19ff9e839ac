"""What the command `connectpilot` runs: the commands, and in one line what they could not know would go wrong."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> None:
    try:
        _run()
    except KeyboardInterrupt:  # while modules are still read; later typer ends a command with the same code
        sys.exit(INTERRUPTED)


def _run() -> None:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - reading takes a while, see main
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    from .api import ApiError  # noqa: PLC0415
    from .main import app  # noqa: PLC0415
    from .output import failed  # noqa: PLC0415

    try:
        app()
    except ApiError as error:
        sys.exit(failed(f"The API answered {error.status}: {error}", code=1).exit_code)
    except (HTTPError, OSError, BotoCoreError, ClientError) as error:
        sys.exit(failed(f"This cannot go on: {error}", code=1).exit_code)
