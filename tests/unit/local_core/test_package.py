"""What the template names on disk is deployed by pointer; definitions in YAML become JSON."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from connectpilot_local.cloud.cloudformation.base import DeploymentError
from connectpilot_local.cloud.functions.code import directory_of, pointer_to
from connectpilot_local.cloud.functions.image import site_packages
from connectpilot_local.cloud.package import ARTIFACTS, package

DEFINITION = "StartAt: A\nStates: {A: {Type: Pass, Result: '${Value}', End: true}}\n"


@pytest.fixture
def packaged(tmp_path):
    for name in ("functions/a", "layers/ours", "statemachines"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "statemachines" / "m.asl.yaml").write_text(
        "StartAt: A\nStates: {A: {Type: Pass, Result: '${Value}', End: true}}\n"
    )
    stored = {}

    def run(**resources):
        template = {
            "Resources": {name: {"Type": kind, "Properties": dict(given)} for name, (kind, given) in resources.items()}
        }
        package(template, tmp_path, stored.__setitem__)
        return {name: one["Properties"] for name, one in template["Resources"].items()}, stored

    return run


def stored_at(uri, stored):
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    assert bucket == ARTIFACTS
    return stored[key]


def test_a_function_runs_where_its_code_lies(packaged, tmp_path):
    made, stored = packaged(F=("AWS::Serverless::Function", {"CodeUri": "functions/a/"}))
    assert directory_of(stored_at(made["F"]["CodeUri"], stored), tmp_path / "cache") == tmp_path / "functions/a"


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        pytest.param("layers/ours/", lambda root: root / "layers/ours", id="our own code"),
        pytest.param("layers/dependencies/", lambda root: site_packages(), id="the locked packages are already here"),
    ],
)
def test_a_layer(packaged, tmp_path, uri, expected):
    made, stored = packaged(L=("AWS::Serverless::LayerVersion", {"ContentUri": uri}))
    assert directory_of(stored_at(made["L"]["ContentUri"], stored), tmp_path / "cache") == expected(tmp_path).resolve()


def test_a_definition_in_yaml_is_stored_as_json_with_its_placeholders(packaged):
    made, stored = packaged(M=("AWS::Serverless::StateMachine", {"DefinitionUri": "statemachines/m.asl.yaml"}))
    document = json.loads(stored[made["M"]["DefinitionUri"]["Key"]])
    assert document["States"]["A"]["Result"] == "${Value}"


def test_what_is_already_in_s3_stays_there(packaged):
    made, stored = packaged(F=("AWS::Serverless::Function", {"CodeUri": "s3://b/k"}))
    assert made["F"]["CodeUri"] == "s3://b/k"
    assert stored == {}


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(("AWS::Serverless::Function", {"CodeUri": "functions/none/"}), id="function"),
        pytest.param(("AWS::Serverless::StateMachine", {"DefinitionUri": "none.yaml"}), id="definition"),
    ],
)
def test_what_is_not_there_is_an_error(packaged, resource):
    with pytest.raises(DeploymentError, match="none"):
        packaged(R=resource)


def test_an_uploaded_archive_is_unpacked_once(tmp_path):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as pack:
        pack.writestr("app.py", "x = 1")
    first = directory_of(archive.getvalue(), tmp_path)
    (first / "kept").touch()
    assert (first / "app.py").read_text() == "x = 1"
    assert (directory_of(archive.getvalue(), tmp_path) / "kept").exists()


def test_equal_directories_have_equal_pointers(tmp_path):
    assert pointer_to(tmp_path) == pointer_to(tmp_path)
