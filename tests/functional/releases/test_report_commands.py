"""connectpilot plugins reports and report: the API's real handler over what the release's real handlers wrote."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http import HTTPStatus
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
import typer
from connectpilot.bootstrap import api as wiring
from connectpilot_cli import plugin_reports, plugins, reports
from connectpilot_cli.main import app
from fakes.java import class_file, jar, zipped
from fakes.release_handlers import INTAKE
from typer.testing import CliRunner

WANTED = {"orders.zip": "released", "team/a letter.pdf": "refused"}


class Front:
    """API Gateway, as far as a GET is concerned: it hands on a decoded path."""

    def __init__(self, handler):
        self.handler = handler

    def get(self, path, **query):
        path = unquote(path)
        http = {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"}
        context = {"requestId": "1", "stage": "$default", "http": http}
        event = {"version": "2.0", "rawPath": path, "queryStringParameters": query, "requestContext": context}
        answer = self.handler(event)
        body = json.loads(answer["body"])
        if answer["statusCode"] != HTTPStatus.OK:
            typer.echo(body["message"])
            raise typer.Exit(1)
        return body


@pytest.fixture
def cli(way, monkeypatch):
    """One upload that was released, one in a folder that was refused later."""
    way.release(way.upload("uploads/orders.zip", zipped({"orders.jar": jar({"com/example/Orders": class_file()})})))
    way.stand.clock.advance(seconds=60)
    way.release(way.upload("uploads/team/a letter.pdf", b"%PDF-1.7"))
    wiring.show_reports.cache_clear()

    @contextmanager
    def api_of(_):
        yield Front(way.serve_api)

    monkeypatch.setattr(plugin_reports, "api_of", api_of)
    yield lambda *words: CliRunner().invoke(app, ["plugins", *words], catch_exceptions=False)
    wiring.show_reports.cache_clear()


def test_reports_are_listed(cli):
    found = {one["name"]: one for one in json.loads(cli("reports", "--json").stdout)}
    assert {name: one["outcome"] for name, one in found.items()} == WANTED
    lines = sorted(cli("reports").stdout.splitlines())
    for line, name in zip(lines, sorted(WANTED), strict=True):
        assert line.startswith(name)
        assert WANTED[name] in line
        assert found[name]["reportedAt"][:16] in line
    assert len(cli("reports", "--limit", "1").stdout.splitlines()) == 1
    assert "no reports here" in cli("reports", "--offset", "2").stderr


def test_a_report_is_shown_as_upload_shows_it(cli, way):
    shown = cli("report", "orders.zip").stdout
    report = way.report("uploads/orders.zip")
    assert shown.splitlines()[0] == report["summary"]
    assert report["bundle"]["sha256"] in shown
    assert json.loads(cli("report", "orders.zip", "--json").stdout) == report


def test_a_plugin_that_its_findings_refuse_is_reported_without_a_bundle(cli, way):
    too_new = zipped({"orders.jar": jar({"com/example/Orders": class_file(java=21)})})
    way.release(way.upload("uploads/too new.zip", too_new))
    shown = cli("report", "too new.zip")
    assert shown.exit_code == 0
    assert "error java-level: see docs/findings/java-level.md" in shown.stdout
    assert "what to do:" in shown.stdout


def test_an_upload_that_nobody_waits_for_is_known_by_its_version(way, monkeypatch, tmp_path):
    stack = SimpleNamespace(client=way.stand.client, outputs={"IntakeBucket": INTAKE})
    monkeypatch.setattr(plugins, "open_stack", lambda _: stack)
    (tmp_path / "x.zip").write_bytes(zipped({"orders.jar": jar({"com/example/Orders": class_file()})}))
    words = ["plugins", "upload", str(tmp_path / "x.zip"), "--no-wait", "--json"]
    told = json.loads(CliRunner().invoke(app, words, catch_exceptions=False).stdout)
    head = way.s3.head_object(Bucket=INTAKE, Key="uploads/x.zip")
    assert told == {"name": "x.zip", "versionId": head["VersionId"]}


def test_nobody_waits_for_the_report_of_an_upload_that_was_overtaken(way, capsys):
    stack = SimpleNamespace(client=way.stand.client, outputs={"IntakeBucket": INTAKE})
    older, newer = (way.upload("uploads/x.pdf", body) for body in (b"%PDF-1.6", b"%PDF-1.7"))
    way.release(newer)
    with pytest.raises(typer.Exit):
        reports.wait_for_report(stack, "x.pdf", older["detail"]["object"]["version-id"], seconds=5)
    assert "a newer upload of x.pdf overtook this one" in capsys.readouterr().err


def test_a_file_of_this_machine_is_known_by_its_name(cli, tmp_path):
    (tmp_path / "orders.zip").write_bytes(b"")
    assert "is ACTIVE" in cli("report", str(tmp_path / "orders.zip")).stdout


def test_an_upload_in_a_folder_has_its_report_there(cli):
    shown = cli("report", "team/a letter.pdf").stdout
    assert "a PDF document" in shown
    assert "what to do: Upload a recipe" in shown


def test_a_report_that_is_not_there_ends_the_command_with_what_to_do(cli):
    answer = cli("report", "nobody.zip")
    assert answer.exit_code == 1
    assert "GET /connectpilot/reports lists" in answer.stdout
