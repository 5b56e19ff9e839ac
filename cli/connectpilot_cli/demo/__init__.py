"""connectpilot demo: the main job, end to end, through public doors only."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from ..api import Api
from ..artifact_cache import keep, restore
from ..fetching import MavenUrls
from ..local import stay
from ..local_cloud import local_cloud
from ..output import console
from .capacity import adjust
from .connectors import bring_up
from .illness import heal
from .plugins import release
from .progress import Progress
from .summary import summarise


def demo(
    keep_running: Annotated[bool, typer.Option("--keep", help="Leave it running afterwards, until Ctrl-C.")] = False,
    speed: Annotated[float, typer.Option(help="Seconds of the cloud's time per second of yours.", min=1, max=120)] = 40,
    maven_url: MavenUrls = None,
) -> None:
    """Upload a recipe, create connectors, break one, load another: watch plugins, healing and scaling at work.

    Everything runs on this machine: the real template in a local cloud, MSK Connect as a stand-in whose minutes pass
    faster. What you see asked for and answered goes through S3, the API and CloudWatch, as it would on AWS.
    """
    progress = Progress()
    with local_cloud(speed=speed, maven_urls=maven_url) as running:
        console.print(f"[bold]Local cloud up, stack deployed[/] in {running.seconds:.1f} s ({speed:g} x speed)")
        if cached := restore(running.stack):
            progress.say(f"{cached} artefacts from an earlier run were put into its bundle bucket")
        api = Api(running.stack.api_url, running.stack.session)
        has_provider = release(progress, running.stack)
        keep(running.stack)
        bring_up(progress, api, has_provider=has_provider)
        heal(progress, api, running)
        adjust(progress, api, running)
        progress.end_step()
        summarise(progress, api, running, total=time.monotonic() - progress.started)
        if keep_running:
            stay(running)
