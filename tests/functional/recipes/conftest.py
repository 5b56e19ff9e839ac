"""A Maven repository on this machine, made by test code, and the command line with a cache of its own."""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from connectpilot_cli.main import app
from fakes.java import class_file, jar
from typer.testing import CliRunner

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>{0}</groupId><artifactId>{1}</artifactId><version>{2}</version><dependencies>{3}</dependencies></project>"""
NEEDS = ("groupId", "artifactId", "version", "type", "classifier", "scope", "optional")
METADATA = "<metadata><versioning><versions>{0}</versions></versioning></metadata>"


def dependency(text):
    """group:artifact:version[:type[:classifier[:scope[:optional]]]]; without what is empty."""
    named = zip(NEEDS, text.split(":"), strict=False)
    return f"<dependency>{''.join(f'<{name}>{value}</{name}>' for name, value in named if value)}</dependency>"


class Repository:
    """What is put into it is served; what was asked for is remembered."""

    def __init__(self):
        self.files, self.asked, self.versions = {}, [], {}
        self.wants = None
        """The Authorization header without which nothing is served."""
        self.cut = None
        """After so many bytes the next answer breaks off, once."""

    def put(self, coordinate, body, needs=(), checksum="sha1"):
        group, artifact, version = coordinate.split(":")
        folder = f"/{group.replace('.', '/')}/{artifact}"
        base = f"{folder}/{version}/{artifact}-{version}"
        wanted = "".join(map(dependency, needs))
        self.files[f"{base}.pom"] = POM.format(group, artifact, version, wanted).encode()
        self.files[f"{base}.jar"] = body
        if checksum:
            self.files[f"{base}.jar.{checksum}"] = hashlib.new(checksum, body).hexdigest().encode()
        known = self.versions.setdefault(folder, [])
        known.append(version)
        listed = "".join(f"<version>{one}</version>" for one in known)
        self.files[f"{folder}/maven-metadata.xml"] = METADATA.format(listed).encode()

    def handler(self):
        repository = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                repository.asked.append(self.path)
                body = repository.files.get(self.path.partition("?")[0])
                welcome = repository.wants in (None, self.headers.get("Authorization"))
                body = body if welcome else None
                self.send_response(401 if not welcome else 200 if body is not None else 404)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write((body or b"")[: repository.cut])
                repository.cut = None

            def log_message(self, *_):
                pass

        return Handler


@pytest.fixture
def repository():
    found = Repository()
    server = ThreadingHTTPServer(("127.0.0.1", 0), found.handler())
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def cli(repository, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("CONNECTPILOT_MAVEN_URL", repository.url)
    monkeypatch.delenv("CONNECTPILOT_STACK", raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*words):
        answer = CliRunner().invoke(app, [str(word) for word in words])
        if answer.exception and not isinstance(answer.exception, SystemExit):
            raise answer.exception
        return SimpleNamespace(code=answer.exit_code, out=answer.stdout, err=answer.stderr)

    return run


@pytest.fixture
def orders(repository):
    """A connector that needs one library directly and one by way of that, in two versions."""
    repository.put(
        "com.example:base:1.0", jar({"com/example/Base": class_file("com/example/Base", "java/lang/Object")})
    )
    repository.put(
        "com.example:base:1.4", jar({"com/example/Base": class_file("com/example/Base", "java/lang/Object", java=11)})
    )
    repository.put(
        "com.example:lib:2.0",
        jar({"com/example/Lib": class_file("com/example/Lib", "java/lang/Object")}),
        ["com.example:base:[1.0,2)"],
    )
    repository.put("com.example:orders:1.0.0", jar(), ["com.example:lib:2.0"], checksum="sha256")
    newer = jar({"com/example/Orders": class_file(java=21), "com/example/Clock": class_file("com/example/Clock")})
    repository.put("com.example:orders:1.1.0", newer, ["com.example:base:1.0"], checksum="sha512")
    repository.put("com.example:orders:2.0.0.Alpha1", jar())
    return "com.example:orders:1.0.0"


@pytest.fixture
def recipe(cli, orders):
    assert cli("recipe", "new", "orders", orders, "--dependencies").code == 0
    return Path("orders.yaml")
