"""An archive that its publisher lets people download by hand only, shaped as Confluent's: file, stack, plugin."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from connectpilot_cli import artifacts
from connectpilot_cli.main import app
from fakes.java import SINK, class_file, jar, zipped
from typer.testing import CliRunner

INTAKE, BUNDLES = "connectpilot-intake", "connectpilot-bundles"
NAME = "confluentinc-kafka-connect-s3-10.5.0"
CONNECTOR = "io/confluent/connect/s3/S3SinkConnector"


def archive():
    """Every kind of file that such an archive has; what is in the jars is made up."""
    files = {
        "manifest.json": b'{"name": "kafka-connect-s3", "version": "10.5.0"}',
        "assets/confluent.png": b"\x89PNG",
        "doc/README.md": b"# S3",
        "doc/licenses/LICENSE-avro-1.11.0.txt": b"Apache License",
        "doc/version.txt": b"10.5.0",
        "etc/quickstart-s3.properties": b"name=s3-sink",
        "lib/kafka-connect-s3-10.5.0.jar": jar({CONNECTOR: class_file(CONNECTOR, SINK, java=8)}),
        "lib/aws-java-sdk-core-1.12.268.jar": jar(
            {"com/amazonaws/A": class_file("com/amazonaws/A", "java/lang/Object")}
        ),
    }
    return zipped({f"{NAME}/{path}": body for path, body in files.items()})


@pytest.fixture
def cli(way, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CONNECTPILOT_STACK", raising=False)
    monkeypatch.chdir(tmp_path)
    stack = SimpleNamespace(client=way.stand.client, outputs={"BundleBucket": BUNDLES})
    monkeypatch.setattr(artifacts, "open_stack", lambda _: stack)
    Path(f"{NAME}.zip").write_bytes(archive())

    def run(*words):
        answer = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
        return answer

    return run


def upload(way):
    return way.release(way.upload("uploads/confluent-s3-sink.yaml", Path("confluent-s3-sink.yaml").read_bytes()))


def test_three_commands_lead_from_the_downloaded_file_to_a_plugin(way, cli):
    written = cli("recipe", "new", "confluent-s3-sink", f"{NAME}.zip", "--take", "*.jar")
    assert f"connectpilot artifacts add {NAME}.zip --stack" in written.stderr
    cli("artifacts", "add", f"{NAME}.zip", "--stack", "connectpilot")
    assert upload(way)["outcome"] == "released"
    report = way.report("uploads/confluent-s3-sink.yaml")
    assert [(one["kind"], one["class_name"]) for one in report["classes"]] == [
        ("sink", "io.confluent.connect.s3.S3SinkConnector")
    ]
    assert report["plugin"]["name"].startswith("confluent-s3-sink-10-5-0-")
    bundle = next(one for one in keys(way) if one.startswith("bundles/") and one.endswith(".zip"))
    way.s3.download_file(BUNDLES, bundle, "bundle.zip")
    assert sorted(zipfile.ZipFile("bundle.zip").namelist()) == [
        f"{NAME}/lib/aws-java-sdk-core-1.12.268.jar",
        f"{NAME}/lib/kafka-connect-s3-10.5.0.jar",
    ]
    papers = way.s3.get_object(Bucket=BUNDLES, Key=bundle.replace(".zip", ".provenance.json"))["Body"].read()
    [given] = json.loads(papers)["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert given["name"] == f"{NAME}.zip"
    assert "uri" not in given
    assert way.downloads.asked == []


def test_without_the_file_the_report_says_which_command_is_missing_and_it_then_works(way, cli):
    cli("recipe", "new", "confluent-s3-sink", f"{NAME}.zip")
    assert upload(way)["outcome"] == "refused"
    report = way.report("uploads/confluent-s3-sink.yaml")
    assert f"connectpilot artifacts add {NAME}.zip" in report["problem"]["what"]
    assert way.plugins() == []
    cli("artifacts", "add", f"{NAME}.zip", "--stack", "connectpilot")
    assert upload(way)["outcome"] == "released"


def test_the_recipe_is_built_on_this_machine_from_the_file_that_it_was_made_of(cli):
    cli("recipe", "new", "confluent-s3-sink", f"{NAME}.zip", "--take", "*.jar")
    Path(f"{NAME}.zip").unlink()
    found = json.loads(cli("build", "confluent-s3-sink.yaml", "--json").stdout)
    assert [one["path"].rpartition("/")[2] for one in found["files"]] == [
        "aws-java-sdk-core-1.12.268.jar",
        "kafka-connect-s3-10.5.0.jar",
    ]
    assert not [one for one in found["findings"] if one["severity"] == "error"]


def keys(way):
    return [one["Key"] for one in way.s3.list_objects_v2(Bucket=BUNDLES)["Contents"]]
