"""One run's bus, alarms, object events and schedules, put together."""

from __future__ import annotations

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.events.alarms import Alarms
from connectpilot_local.cloud.events.bus import Bus
from connectpilot_local.cloud.events.courier import Courier
from connectpilot_local.cloud.events.delivery import Deliverer
from connectpilot_local.cloud.events.envelope import Event
from connectpilot_local.cloud.events.s3_events import ObjectEvents
from connectpilot_local.cloud.events.schedules import Schedules
from connectpilot_local.cloud.events.service_metrics import ServiceMetrics
from connectpilot_local.cloud.ticker import Ticker

_ALARM_TICK = 10.0
_SCHEDULE_TICK = 5.0
_METRICS_TICK = 10.0
PART = "events"


class Events:
    """What happens by itself in the local cloud. Deliveries wait until `start`."""

    def __init__(self, context: Context) -> None:
        self.context = context
        clock = context.clock
        self._courier = Courier(clock, self._report)
        self._deliverer = Deliverer(context=context, courier=self._courier, publish=self.publish, fail=self._fail)
        self.bus = Bus(clock, self._deliverer)
        self.objects = ObjectEvents(clock, self.bus)
        self.alarms = Alarms(now=clock.now, bus=self.bus, courier=self._courier)
        self.schedules = Schedules(clock=clock, bus=self.bus, deliverer=self._deliverer, fail=self._fail)
        self.service_metrics = ServiceMetrics(clock.now)
        self._tickers = (
            Ticker("service-metrics", clock, _METRICS_TICK, self.service_metrics.tick, self._report),
            Ticker("alarms", clock, _ALARM_TICK, self.alarms.tick, self._report),
            Ticker("schedules", clock, _SCHEDULE_TICK, self.schedules.tick, self._report),
        )

    def publish(self, event: Event, bus: str = "default") -> None:
        """Put an event on a bus as a service does."""
        self.bus.publish(event, bus)

    def start(self, *, tickers: bool = True) -> None:
        """Begin to deliver; tests on a driven clock leave the tickers out and call tick() themselves."""
        self._courier.start()
        if tickers:
            for ticker in self._tickers:
                ticker.start()

    def stop(self) -> None:
        for ticker in self._tickers:
            ticker.stop()
        self._courier.stop()

    def drain(self, timeout: float = 10.0) -> None:
        """Wait until everything that is due was delivered."""
        self._courier.drain(timeout)

    def waiting(self) -> int:
        """How many deliveries wait for their next attempt."""
        return self._courier.waiting()

    def _fail(self, what: str, detail: str) -> None:
        self.context.fail(PART, what, detail)

    def _report(self, what: str, error: BaseException) -> None:
        self.context.fail(PART, what, f"{type(error).__name__}: {error}")
