"""Which repositories the local cloud's stack is told of."""

import pytest
import typer
from connectpilot_cli import local_cloud
from connectpilot_cli.main import app
from typer.testing import CliRunner


@pytest.mark.parametrize("command", ["local", "demo"])
def test_the_local_cloud_fetches_from_where_the_other_commands_do(monkeypatch, command):
    def started(process, **_):
        asked.append(process)
        raise typer.Exit

    asked: list[list[str]] = []
    monkeypatch.setattr(local_cloud.subprocess, "Popen", started)
    mirrors = {"CONNECTPILOT_MAVEN_URL": "https://one.example/maven2 https://two.example/maven2"}
    assert CliRunner().invoke(app, [command], env=mirrors, catch_exceptions=False).exit_code == 0
    assert '"MavenRepositoryUrls": "https://one.example/maven2,https://two.example/maven2"' in asked[0][-1]
