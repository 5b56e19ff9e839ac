"""What the API tells of uploads: the reports, and what is inside a plugin."""

import json
from datetime import timedelta

import pytest
from connectpilot.domain.plugins.finding import Finding
from connectpilot.domain.plugins.release import Upload
from connectpilot.domain.plugins.report import Problem, Report

from .conftest import NOW, PLUGIN

WARNING = Finding("two-versions", "warning", "lib/a.jar", "two versions of a", "Take one.")


def reported(world, name, minutes=0, **given):
    """A report as report_release writes it."""
    upload, at = Upload(bucket="intake", key=f"uploads/{name}", version_id="v1"), NOW + timedelta(minutes=minutes)
    report = Report(upload, given.pop("outcome", "released"), at, plugin="debezium-1", plugin_arn="arn:1", **given)
    world.intake.objects[upload.report_key] = json.dumps(report.to_json()).encode()
    world.intake.times[upload.report_key] = at
    return report.to_json()


def names(answer):
    assert answer.status == 200, answer.text
    return [one["name"] for one in answer.json]


def test_reports_are_listed_the_newest_first_and_in_short(world):
    reported(world, "a.yaml", 1)
    reported(
        world, "team/b.yaml", 3, outcome="refused", findings=(WARNING,), problem=Problem("InvalidRecipeError", "x")
    )
    reported(world, "c.zip", 2)
    answer = world.call("GET", "/connectpilot/reports")
    assert names(answer) == ["team/b.yaml", "c.zip", "a.yaml"]
    assert answer.json[0] == {
        "name": "team/b.yaml",
        "outcome": "refused",
        "summary": "uploads/team/b.yaml was refused: x",
        "plugin": "debezium-1",
        "errors": 0,
        "warnings": 1,
        "versionId": "v1",
        "reportedAt": "2026-01-01T12:03:30+00:00",
    }


def test_a_list_of_reports_is_bounded_and_goes_on_where_it_is_told(world):
    for number in range(25):
        reported(world, f"{number:02}.yaml", number)
    newest_first = [f"{number:02}.yaml" for number in reversed(range(25))]
    assert names(world.call("GET", "/connectpilot/reports")) == newest_first[:20]
    assert names(world.call("GET", "/connectpilot/reports", query="limit=2&offset=3")) == newest_first[3:5]
    assert names(world.call("GET", "/connectpilot/reports", query="offset=25")) == []


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=many", "offset=-1", "limit=%C2%B2"])
def test_a_bound_that_cannot_be_is_refused_with_those_that_can(world, query):
    answer = world.call("GET", "/connectpilot/reports", query=query)
    assert answer.status == 400
    assert f'"{query.partition("=")[0]}" must be a number, ' in answer.json["message"]


@pytest.mark.parametrize("name", ["orders.yaml", "team/orders and items.zip", "a#b.jar"])
def test_one_report_is_told_as_it_was_written(world, name):
    written = reported(world, name, findings=(WARNING,))
    answer = world.call("GET", f"/connectpilot/reports/{name}")
    assert (answer.status, answer.json) == (200, written)
    assert answer.json["findings"][0]["page"] == WARNING.page


def test_a_report_that_is_not_there_is_404_and_says_what_to_do(world):
    reported(world, "orders.yaml.old")
    answer = world.call("GET", "/connectpilot/reports/orders.yaml")
    assert answer.status == answer.json["error_code"] == 404
    assert "uploads/orders.yaml" in answer.json["message"]
    assert "GET /connectpilot/reports lists" in answer.json["message"]


@pytest.mark.parametrize("text", [b"not JSON", b"[]", b'{"x": "' + b"x" * (5 << 20) + b'"}'])
def test_what_somebody_else_put_there_is_no_report_and_hides_none(world, text):
    reported(world, "a.yaml")
    world.intake.objects["reports/odd.yaml.json"] = text
    assert world.call("GET", "/connectpilot/reports/odd.yaml").status == 404
    odd = next(one for one in world.call("GET", "/connectpilot/reports").json if one["name"] == "odd.yaml")
    assert (odd["outcome"], "upload the file again" in odd["summary"]) == (None, True)


def test_a_plugin_is_told_with_what_is_inside(world):
    inside = {"title": "t", "bundle": None, "findings": [{"code": "x"}], "manifest": {"format": 2, "files": []}}
    world.bundles.objects["bundles/x.json"] = json.dumps(inside).encode()
    listed = next(one for one in world.call("GET", "/connectpilot/plugins").json if one["name"] == PLUGIN.name)
    answer = world.call("GET", f"/connectpilot/plugins/{PLUGIN.name}")
    assert answer.json == listed | {"findings": inside["findings"], "manifest": inside["manifest"]}


def test_a_plugin_of_which_nothing_is_known_is_told_without_its_inside(world):
    answer = world.call("GET", f"/connectpilot/plugins/{PLUGIN.name}")
    assert (answer.status, answer.json["findings"], answer.json["manifest"]) == (200, None, None)


def test_a_plugin_that_is_not_there_is_404(world):
    answer = world.call("GET", "/connectpilot/plugins/nobody")
    assert answer.status == 404
    assert "GET /connectpilot/plugins lists" in answer.json["message"]
