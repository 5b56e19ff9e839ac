"""Every notification's link leads somewhere, and the pages say what the table says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from connectpilot.domain.care.diagnosis import Diagnosis
from connectpilot.domain.care.incident import Incident, Moment, entry
from connectpilot.domain.care.notice import notice
from connectpilot.domain.care.remedy import Escalate
from connectpilot.domain.care.symptom import Kind
from connectpilot.domain.care.symptoms import SIGNS, SYMPTOMS
from fakes.healing_world import BEGIN

ROOT = Path(__file__).parents[3]
spec = importlib.util.spec_from_file_location("write_runbooks", ROOT / "tools" / "write_runbooks.py")
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)


@pytest.mark.parametrize("kind", Kind)
def test_a_runbook_is_what_the_table_says(kind):
    assert (ROOT / "docs" / "runbooks" / f"{kind}.md").read_text() == tool.page(kind)


@pytest.mark.parametrize("row", [*SYMPTOMS, *SIGNS], ids=lambda row: row.code)
def test_each_notification_links_to_a_section_that_exists(row):
    path, _, anchor = Diagnosis(row, "shown").runbook.partition("#")
    assert f"\n## {anchor}\n" in (ROOT / path).read_text()


@pytest.mark.parametrize("row", [*SYMPTOMS, *SIGNS], ids=lambda row: row.code)
def test_a_notification_says_what_why_evidence_and_next_step_and_fits_sns(row):
    tried = entry(BEGIN, Moment.OUTCOME, "attempt 1 (Restart): unhealthy")
    incident = Incident("c" * 128, "2026-03-02T12:00:00+00:00", entries=(tried,))
    told = notice(incident, Diagnosis(row, "the line that shows it"), Escalate("still ill after 7 attempts"))
    assert len(told["subject"]) < 100
    assert told["subject"].isascii()
    for part in (row.title, "still ill after 7 attempts", "the line that shows it", row.fix, "attempt 1 (Restart)"):
        assert part in told["message"]
