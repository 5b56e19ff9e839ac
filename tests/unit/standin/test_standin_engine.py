"""The simulated engine by itself: tasks, faults, positions and log lines on a driven clock."""

import pytest
from connectpilot_local.clock import DrivenClock
from connectpilot_local.engines.archive import PluginArchive
from connectpilot_local.engines.base import Engine, Launch, Phase, PluginFile, TaskState
from connectpilot_local.engines.faults import FAULT_KINDS, FaultBook, fault_from_json
from connectpilot_local.engines.load import on_curve
from connectpilot_local.engines.simulated import SimulatedEngine
from connectpilot_local.engines.traces import TRACES
from connectpilot_local.msk_connect.testing_requests import MYSQL_CLASS, SINK_CLASS, jar, plugin_zip
from pydantic import ValidationError


@pytest.fixture
def bench(tmp_path):
    return EngineBench(tmp_path)


class EngineBench:
    def __init__(self, tmp_path):
        self.clock, self.faults = DrivenClock(), FaultBook()
        self.engine: Engine = SimulatedEngine(self.clock.now, self.faults)
        self.file = tmp_path / "plugin"
        self.file.write_bytes(plugin_zip(MYSQL_CLASS, SINK_CLASS))

    def launch(self, tasks=1, workers=1, **configuration):
        configuration = {"connector.class": SINK_CLASS, "topics": "t", "tasks.max": str(tasks)} | configuration
        return Launch(
            name="c",
            uuid="u-1",
            configuration=configuration,
            worker_properties={},
            plugin=PluginFile(self.file, "ZIP"),
            connect_version="3.7.x",
            workers=workers,
            mcu=1,
            tasks_max=tasks,
        )

    def start(self, **options):
        self.engine.start(self.launch(**options))
        self.clock.advance(seconds=10)

    def fault(self, **document):
        self.faults.schedule("c", fault_from_json(document), self.clock.now())

    def states(self):
        return [task.state.value for task in self.engine.status("c").tasks]


def test_tasks_take_a_moment_to_run_and_are_spread_over_workers(bench):
    bench.engine.start(bench.launch(tasks=4, workers=2))
    assert bench.engine.status("c").phase is Phase.STARTING
    bench.clock.advance(seconds=10)
    status = bench.engine.status("c")
    assert status.phase is Phase.UP
    assert status.count(TaskState.RUNNING) == 4
    assert len({task.worker for task in status.tasks}) == 2


def test_one_task_connectors_run_one_whatever_is_asked(bench):
    bench.start(tasks=8, **{"connector.class": MYSQL_CLASS})
    assert bench.states() == ["RUNNING"]


@pytest.mark.parametrize("class_name", ["JdbcSinkConnector", "JdbcSink", SINK_CLASS])
def test_a_class_may_be_named_shortly_as_in_kafka(bench, class_name):
    bench.start(**{"connector.class": class_name})
    assert bench.states() == ["RUNNING"]


def test_the_same_task_fails_always_when_times_is_none(bench):
    bench.start(tasks=2)
    bench.fault(kind="task_failure", task=1, times=None, again_after_seconds=5)
    for _ in range(4):
        bench.clock.advance(seconds=30)
        assert bench.states() == ["RUNNING", "FAILED"]
        bench.engine.restart("c", only_failed=True, tasks_too=True)
        assert bench.states() == ["RUNNING", "UNASSIGNED"]


def test_every_task_can_fail_so_many_times_each(bench):
    bench.start(tasks=3)
    bench.fault(kind="task_failure", task="all", times=2, again_after_seconds=0)
    seen = []
    for _ in range(3):
        seen.append(bench.states())
        bench.engine.restart("c", only_failed=True, tasks_too=True)
        bench.clock.advance(seconds=10)
    assert seen == [["FAILED"] * 3] * 2 + [["RUNNING"] * 3]


def test_the_trace_is_the_named_one_or_the_text_given(bench):
    bench.start(tasks=2)
    bench.fault(kind="task_failure", task=0, trace="out of memory")
    bench.fault(kind="task_failure", task=1, trace="com.example.Odd: thing")
    traces = [task.trace for task in bench.engine.status("c").tasks]
    assert traces == [TRACES["out of memory"], "com.example.Odd: thing"]
    assert traces[0].startswith("java.lang.OutOfMemoryError")


def test_a_failed_task_stays_failed_while_paused_and_resumed(bench):
    bench.start(tasks=2)
    bench.fault(kind="task_failure", task=0)
    bench.states()
    bench.engine.pause("c")
    assert bench.states() == ["FAILED", "PAUSED"]
    bench.clock.advance(minutes=10)
    bench.engine.resume("c")
    bench.clock.advance(minutes=1)
    assert bench.states() == ["FAILED", "RUNNING"]


def test_a_position_stands_still_while_nothing_runs(bench):
    bench.start()
    bench.engine.pause("c")
    before = bench.engine.offsets("c")
    bench.clock.advance(minutes=10)
    assert bench.engine.offsets("c") == before
    bench.engine.resume("c")
    bench.clock.advance(minutes=10)
    bench.engine.status("c")
    bench.clock.advance(minutes=10)
    assert bench.engine.offsets("c") != before


def test_log_lines_are_handed_out_once(bench):
    bench.start()
    bench.engine.status("c")
    assert [line.text for line in bench.engine.log_lines("c")] != []
    assert bench.engine.log_lines("c") == []


def test_configuration_values_are_in_no_log_line_and_in_no_repr(bench):
    secret = {"connection.password": "very-secret", "topics": ""}
    launch = bench.launch(**secret)
    bench.engine.start(launch)
    bench.clock.advance(minutes=1)
    assert bench.engine.status("c").phase is Phase.FAILED
    text = " ".join(line.text for line in bench.engine.log_lines("c"))
    assert "topics" in text
    assert "very-secret" not in text + repr(launch)


def test_what_is_no_archive_has_no_classes(tmp_path):
    file = tmp_path / "odd"
    file.write_bytes(b"%PDF-1.7")
    assert PluginArchive(PluginFile(file, "ZIP")).classes == frozenset()


def test_a_bare_jar_and_its_class_level(tmp_path):
    file = tmp_path / "jar"
    file.write_bytes(jar("a.B", class_major=61))
    archive = PluginArchive(PluginFile(file, "JAR"))
    assert archive.classes == {"a.B"}
    assert archive.class_major("a.B") == 61
    assert archive.class_major("a.C") is None


@pytest.mark.parametrize(("seconds", "value"), [(-5, 10), (0, 10), (50, 60), (75, 85), (100, 110), (500, 110)])
def test_a_curve_is_straight_between_its_points(seconds, value):
    assert on_curve([(50, 60), (0, 10), (100, 110)], seconds) == value


@pytest.mark.parametrize("kind", FAULT_KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_fault_goes_through_json(kind):
    needed = {"seconds": 1, "delay_seconds": 1, "arrives_per_minute": 1, "handles_per_minute": 1, "points": [[0, 1]]}
    required = {name: needed[name] for name, member in kind.model_fields.items() if member.is_required()}
    document = {"kind": kind.model_fields["kind"].default, **required}
    fault = fault_from_json(document)
    assert isinstance(fault, kind)
    assert fault_from_json(fault.model_dump(mode="json")) == fault


@pytest.mark.parametrize("document", [{}, {"kind": "x"}, {"kind": "cpu", "points": []}, {"kind": "slow_start"}, []])
def test_a_fault_that_is_none_is_refused(document):
    with pytest.raises(ValidationError):
        fault_from_json(document)


def test_a_task_runs_for_a_while_before_it_fails_again(bench):
    bench.start()
    bench.fault(kind="task_failure", times=2, again_after_seconds=60)
    assert bench.states() == ["FAILED"]
    bench.engine.restart("c", only_failed=True, tasks_too=True)
    bench.clock.advance(seconds=50)
    assert bench.states() == ["RUNNING"]
    bench.clock.advance(seconds=30)
    assert bench.states() == ["FAILED"]
