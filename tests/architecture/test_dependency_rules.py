"""Which way dependencies point: nothing deployable knows the local cloud, the domain knows nobody."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "layers/connectpilot/python/connectpilot"
OUTSIDE = ("boto3", "botocore", "aws_lambda_powertools", "os", "urllib3", "requests")

# folder -> what no module in it may import
FORBIDDEN = {
    PACKAGE / "domain": (*OUTSIDE, "adapters", "usecases", "bootstrap", "api", "ports", "connectpilot_local"),
    PACKAGE / "ports": (*OUTSIDE, "adapters", "usecases", "bootstrap", "api", "connectpilot_local"),
    PACKAGE / "usecases": (*OUTSIDE, "adapters", "bootstrap", "api", "connectpilot_local"),
    PACKAGE / "adapters": ("usecases", "bootstrap", "api", "connectpilot_local"),
    PACKAGE / "api": ("boto3", "botocore", "adapters", "connectpilot_local"),
    PACKAGE / "bootstrap": ("api", "connectpilot_local"),
    ROOT / "functions": ("boto3", "botocore", "adapters", "connectpilot_local", "connectpilot_cli"),
}
NOW = {"now", "utcnow", "today"}


def imports(path: Path) -> set[str]:
    """Every dotted part of every imported module, so that `..adapters.x` is seen as `adapters`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {part for alias in node.names for part in alias.name.split(".")[:1]}
        elif isinstance(node, ast.ImportFrom):
            parts = (node.module or "").split(".")
            found |= {*parts} if node.level or parts[0].startswith("connectpilot") else {parts[0]}
            if node.level and not node.module:
                found |= {alias.name for alias in node.names}
    return found


def modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


@pytest.mark.parametrize("folder", FORBIDDEN, ids=lambda folder: folder.name)
def test_no_module_imports_what_it_must_not_know(folder):
    wrong = {
        str(path.relative_to(ROOT)): sorted(imports(path) & set(FORBIDDEN[folder]))
        for path in modules(folder)
        if imports(path) & set(FORBIDDEN[folder])
    }
    assert modules(folder)
    assert not wrong


def test_only_bootstrap_reads_the_clock():
    deployable = [path for path in [*modules(PACKAGE), *modules(ROOT / "functions")] if path.parent.name != "bootstrap"]
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in deployable
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and asks_the_world(node.func)
    ]
    assert not wrong


def asks_the_world(called):
    """Whether this is datetime.now(), date.today(), uuid4() or the like."""
    if not isinstance(called, ast.Attribute) or not isinstance(called.value, ast.Name):
        return False
    return called.attr == "uuid4" or (called.value.id in ("datetime", "date") and called.attr in NOW)


def test_the_rules_see_a_relative_import(tmp_path):
    module = tmp_path / "module.py"
    module.write_text("from ..adapters.msk_connect import MskConnect\nfrom .. import bootstrap\nimport boto3.session\n")
    assert {"adapters", "bootstrap", "boto3"} <= imports(module)


@pytest.mark.parametrize("path", sorted((ROOT / "functions").glob("*/app.py")), ids=lambda path: path.parent.name)
def test_a_handler_is_thin(path):
    assert len(path.read_text().splitlines()) <= 65
