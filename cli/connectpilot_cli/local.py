"""connectpilot local: the whole product on this machine until Ctrl-C."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from typing import Annotated, Any
from urllib.parse import quote

import typer

from .artifact_cache import keep, restore
from .fetching import MavenUrls
from .local_cloud import Running, local_cloud
from .output import console, errors, failed, show_json
from .stack import is_local

app = typer.Typer()


@app.callback(invoke_without_command=True)
def local(
    context: typer.Context,
    speed: Annotated[float, typer.Option(help="Seconds of the cloud's time per second of yours.", min=1, max=120)] = 30,
    port: Annotated[int, typer.Option(help="Port of the AWS endpoint; 0 takes a free one.")] = 0,
    maven_url: MavenUrls = None,
) -> None:
    """The whole product on this machine, until Ctrl-C: no AWS account, no Docker.

    Starts the local cloud, deploys template.yaml into it and prints how to reach it.
    """
    if context.invoked_subcommand:
        return
    with local_cloud(speed=speed, port=port, maven_urls=maven_url) as running:
        restore(running.stack)
        stay(running)


def stay(running: Running) -> None:
    """Print how to reach it, then wait for Ctrl-C; what was downloaded meanwhile is kept for the next time."""
    show_doors(running)
    try:
        running.process.wait()
        raise ConnectionError("the local cloud has gone")
    except KeyboardInterrupt:
        console.print("stopping ...")
        keep(running.stack)


def show_doors(running: Running) -> None:
    bucket, api = running.stack.outputs["IntakeBucket"], running.api_urls["HttpApi"]
    console.print("In another terminal:", style="bold")
    for name, value in (running.variables | {"API_URL": api}).items():
        console.out(f"export {name}={value}")
    signed = '--aws-sigv4 "aws:amz:us-east-1:execute-api" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"'
    console.out(f'\ncurl -s {signed} "$API_URL/connectors?expand=status"')
    console.out(f"aws --endpoint-url {running.endpoint_url} s3 cp recipes/debezium-mysql.yaml s3://{bucket}/uploads/")
    console.out(f"aws --endpoint-url {running.endpoint_url} kafkaconnect list-connectors")
    console.out("connectpilot connectors list")
    console.out('connectpilot local fault orders-cdc \'{"kind": "task_failure"}\'')
    console.print("\nCtrl-C stops it; nothing is left behind but the downloads.")


@app.command()
def fault(
    connector: Annotated[str, typer.Argument(help="The connector to trouble.")],
    what: Annotated[str, typer.Argument(help='JSON: {"kind": "task_failure", "times": 2}; an unknown kind lists all.')],
) -> None:
    """Trouble a connector of the local cloud: fail a task, raise its load, make an update roll back ..."""
    try:
        wanted = json.loads(what)
    except ValueError as error:
        raise failed(f"the fault must be JSON: {error}") from None
    endpoint_url = os.environ.get("AWS_ENDPOINT_URL", "")
    if not is_local():
        raise failed(
            f"no local cloud at AWS_ENDPOINT_URL={endpoint_url!r}",
            "faults are of the local cloud only: run `connectpilot local` in another terminal and copy the export lines"
            " that it prints",
        )
    show_json(schedule_fault(endpoint_url, connector, wanted))
    # A name that only has faults is listed, too, without a state.
    there = sorted(view["name"] for view in _ask(f"{endpoint_url}/_local/connectors") if view["state"])
    if connector not in there:
        known = f"there are {', '.join(there)}" if there else "there is none at all"
        waits = f"no connector {connector} yet, {known}: the fault waits for one of this name"
        errors.print(waits, style="yellow", markup=False)


def schedule_fault(endpoint_url: str, connector: str, what: dict[str, Any]) -> Any:
    """Ends the command where the stand-in refuses the fault, with its words."""
    url = f"{endpoint_url}/_local/connectors/{quote(connector, safe='')}/faults"
    return _ask(url, what)


def _ask(url: str, what: dict[str, Any] | None = None) -> Any:
    body = None if what is None else json.dumps(what).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 (the local cloud)
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise failed(f"not scheduled: {error.read().decode()}", code=1) from None
    except (urllib.error.URLError, ValueError) as error:
        raise failed(f"no local cloud at {url}: {error}") from None
