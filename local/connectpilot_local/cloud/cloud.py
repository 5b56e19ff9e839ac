"""The local cloud: moto's server with all that moto lacks, the template deployed into it, up and down as one thing."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from connectpilot_local.clock import Clock, ScaledClock
from connectpilot_local.cloud import api_front, events, workflows
from connectpilot_local.cloud.cloudformation import install as types
from connectpilot_local.cloud.cloudformation.apis import APIS
from connectpilot_local.cloud.cloudformation.base import Clients
from connectpilot_local.cloud.context import Context, Failure
from connectpilot_local.cloud.control import control_doors
from connectpilot_local.cloud.deploy import Deployed, deploy
from connectpilot_local.cloud.functions import install as functions
from connectpilot_local.cloud.identity import ACCOUNT, REGION
from connectpilot_local.cloud.rights import install as rights_part
from connectpilot_local.cloud.server import Server, reset_backends
from connectpilot_local.cloud.work_dirs import WorkDir
from connectpilot_local.msk_connect import install as msk_connect
from connectpilot_local.msk_connect.durations import Durations

if TYPE_CHECKING:
    from connectpilot_local.cloud.rights.log import RightsLog


@contextmanager
def unhurried_collector() -> Iterator[None]:
    """What a start makes lives as long as the cloud; to look at it again and again costs a second."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def end_executions() -> None:
    """Stop what still runs: its threads would call a cloud that is gone."""
    backend: Any = stepfunctions_parser_backends[ACCOUNT][REGION]
    for machine in list(backend.state_machines):
        for execution in list(machine.executions):
            if execution.status == "RUNNING":
                execution.stop(datetime.now(UTC), None, "the local cloud goes down")


class LocalCloud:
    """One run. Every moto backend belongs to the process, so there is one running local cloud a process."""

    _running: ClassVar[LocalCloud | None] = None

    def __init__(
        self,
        *,
        template: Path,
        clock: Clock | None = None,
        parameters: Mapping[str, str] | None = None,
        rights: Literal["enforce", "off"] = "enforce",
        port: int = 0,
        durations: Durations | None = None,
    ) -> None:
        """`durations`: how long MSK Connect takes, where a run has no time for what it really takes."""
        self._template = template
        self._durations = durations
        self._parameters = dict(parameters or {})
        self._deployed: Deployed | None = None
        # What stop() undoes, in the opposite order.
        self._undo = ExitStack()
        self._work_dir = WorkDir()
        self._undo.callback(self._work_dir.remove)
        self._server = Server(port)
        self._undo.callback(self._server.stop)
        self.api_urls: dict[str, str] = {}
        self.context = Context(
            clock=clock or ScaledClock(),
            endpoint_url=self._server.url,
            work_dir=self._work_dir.path,
            rights=rights,
        )
        self.client = Clients(self.endpoint_url)

    @property
    def endpoint_url(self) -> str:
        return self._server.url

    @property
    def failures(self) -> list[Failure]:
        return self.context.failures

    @property
    def rights(self) -> RightsLog:
        return self._rights.log

    @property
    def deployed(self) -> Deployed:
        if self._deployed is None:
            raise RuntimeError("the local cloud has not been started")
        return self._deployed

    @property
    def resources(self) -> dict[str, str]:
        return self.deployed.resources

    @property
    def outputs(self) -> dict[str, str]:
        """The stack's outputs; an API's address is the local one, since nobody answers at AWS's."""
        return {name: self._local_address(value) for name, value in self.deployed.outputs.items()}

    def start(self) -> Self:
        """Up, deployed and running; nothing is left behind if that fails."""
        try:
            with unhurried_collector():
                self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def _start(self) -> None:
        context = self.context
        if LocalCloud._running is not None:
            raise RuntimeError("there is one running local cloud a process")
        LocalCloud._running = self
        self._undo.callback(self._let_others_run)
        reset_backends()
        context.control["health"] = self._health
        # Rights come last: they replace the credentials that the others would make.
        types.install(self.client)
        stand_in = msk_connect.install(context, durations=self._durations)
        self._undo.callback(stand_in.stop)  # after the functions, which ask it until their end
        self.functions = functions.install(context)
        self._undo.callback(self.functions.stop)
        workflows.install(context)
        self._undo.callback(end_executions)
        events.install(context)
        self._undo.callback(events.stop)
        self._rights = rights_part.install(context)
        self._server.start([control_doors(context), *context.middlewares])
        self._deployed = deploy(self._template, self._parameters, self.client)
        self._undo.callback(api_front.stop)
        self.api_urls = api_front.start(context, APIS)
        events.start(context)
        stand_in.start()

    def stop(self) -> None:
        """Down: threads, processes, port and directory."""
        self.context.stop.set()
        self._undo.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    def _let_others_run(self) -> None:
        LocalCloud._running = None

    def _local_address(self, value: str) -> str:
        for api_id, definition in APIS.items():
            host = f"https://{api_id}.execute-api.{REGION}.amazonaws.com"
            value = value.replace(host, self.api_urls.get(definition.logical_id, host))
        return value

    def _health(self, method: str, tail: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        ready = self._deployed is not None
        clock = self.context.clock
        return HTTPStatus.OK, {
            "state": "ready" if ready else "starting",
            "outputs": self.outputs if ready else {},
            "apis": self.api_urls,
            "now": clock.now().isoformat(),
            "speed": clock.speed if isinstance(clock, ScaledClock) else None,
            "failures": [f"{one.part}: {one.what} {one.detail}".strip() for one in self.failures],
        }
