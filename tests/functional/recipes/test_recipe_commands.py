"""connectpilot recipe, inspect and artifacts, against a Maven repository on loopback."""

# ruff: noqa: E501
from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from connectpilot.usecases.parse_recipe import parse_recipe
from fakes.java import class_file, jar, targz, zipped


def test_a_new_recipe_is_pinned_and_locked_with_ranges_resolved_to_their_highest(recipe):
    found = parse_recipe(recipe.read_bytes())
    assert [one.maven for one in found.all_artifacts] == [
        "com.example:orders:1.0.0",
        "com.example:base:1.4",
        "com.example:lib:2.0",
    ]
    assert found.version == "1.0.0"


def test_a_recipe_that_is_there_is_not_written_over(cli, recipe, orders):
    before = recipe.read_text()
    answer = cli("recipe", "new", "orders", orders)
    assert answer.code == 2
    assert "there already" in answer.err
    assert recipe.read_text() == before


def test_what_is_locked_is_fetched_by_a_build_and_nothing_is_resolved(cli, recipe, repository):
    repository.asked.clear()
    repository.files = {path: body for path, body in repository.files.items() if path.endswith(".jar")}
    answer = cli("build", recipe, "--json")
    assert answer.code == 0
    assert sorted(file["path"] for file in json.loads(answer.out)["files"]) == [
        "base-1.4.jar",
        "lib-2.0.jar",
        "orders-1.0.0.jar",
    ]
    assert not [path for path in repository.asked if path.endswith((".pom", ".xml"))]


def test_a_published_digest_that_disagrees_is_refused_and_nothing_is_kept(cli, repository, tmp_path):
    repository.put("com.example:bent:1.0", jar())
    repository.files["/com/example/bent/1.0/bent-1.0.jar"] += b"x"
    answer = cli("recipe", "new", "bent", "com.example:bent:1.0")
    assert answer.code == 1
    assert "expected was" in answer.err
    assert not list(tmp_path.rglob("artifacts/*"))
    assert not Path("bent.yaml").exists()


def test_a_published_digest_may_have_the_file_s_name_behind_it(cli, repository):
    repository.put("com.example:named:1.0", jar(), checksum="")
    digest = hashlib.sha256(jar()).hexdigest()
    repository.files["/com/example/named/1.0/named-1.0.jar.sha256"] = f"{digest.upper()}  named-1.0.jar\n".encode()
    assert cli("recipe", "new", "named", "com.example:named:1.0").code == 0
    assert digest in Path("named.yaml").read_text()
    assert "as first seen" not in Path("named.yaml").read_text()


def test_a_page_in_a_digest_s_place_is_none_and_the_next_is_asked(cli, repository):
    repository.put("com.example:paged:1.0", jar(), checksum="sha1")
    repository.files["/com/example/paged/1.0/paged-1.0.jar.sha256"] = b"<html>Not here</html>"
    answer = cli("recipe", "new", "paged", "com.example:paged:1.0")
    assert answer.code == 0, answer.err
    assert "checked by the publisher's .sha1" in answer.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["Orders", "com.example:orders:1.0.0"], "name: must be lower case letters"),
        (["orders", "com.example:orders:1.0.0", "--kafka-connect", "3.8"], "must be '2.7.1' or '3.7.x'"),
        (["orders", "com.example:orders:1.0.0", "com.example:orders"], "is not group:artifact:version"),
        (["orders", "com.example:orders:1.0.0:zip", "--dependencies"], "archives bring their own"),
        (["orders", "https://me:secret@example.com/orders.jar"], "carries a user name or password"),
    ],
)
def test_what_is_wrong_with_the_words_is_said_before_anything_is_fetched(cli, orders, repository, words, says):
    answer = cli("recipe", "new", *words)
    assert answer.code == 1
    assert says in answer.err
    assert "secret" not in answer.err
    assert not repository.asked


@pytest.mark.parametrize("url", ["repository", "ftp://example.com/m2", "https://me:secret@example.com/m2"])
def test_what_is_no_repository_is_the_option_s_fault(cli, url):
    answer = cli("recipe", "new", "orders", "com.example:orders:1.0.0", "--maven-url", url)
    assert answer.code == 2
    assert answer.err.startswith("--maven-url: ")
    assert "secret" not in answer.err


def test_a_coordinate_is_said_as_it_is_written(cli):
    answer = cli("recipe", "new", "x", "org.apache.camel:camel:4.0:pom")
    assert "org.apache.camel:camel:4.0:pom" in answer.err


def test_a_file_without_a_published_digest_says_so_in_the_recipe(cli, repository):
    repository.put("com.example:bare:1.0", jar(), checksum="")
    assert cli("recipe", "new", "bare", "com.example:bare:1.0").code == 0
    assert "pinned as first seen" in Path("bare.yaml").read_text()


def test_a_lock_for_another_version_is_refused_until_it_is_locked_again(cli, recipe):
    text = recipe.read_text().replace("orders:1.0.0\n    sha256", "orders:1.1.0\n    sha256", 1)
    recipe.write_text("# kept as it is\n" + text)
    checked = cli("recipe", "check", recipe)
    assert checked.code == 1
    assert "run `connectpilot recipe lock`" in checked.out
    locked = cli("recipe", "lock", recipe)
    assert locked.code == 0
    assert "- com.example:lib:2.0" in locked.out
    assert "+ com.example:base:1.0" in locked.out
    assert recipe.read_text().startswith("# kept as it is\n")
    assert cli("recipe", "check", recipe).code == 0


@pytest.mark.parametrize("command", ["lock", "update"])
def test_a_recipe_that_is_not_utf_8_is_refused_and_stays_as_it_is(cli, recipe, command):
    content = recipe.read_bytes() + "# für Bestellungen\n".encode("latin-1")
    recipe.write_bytes(content)
    answer = cli("recipe", command, recipe)
    assert answer.code == 1
    assert "not UTF-8" in answer.err
    assert recipe.read_bytes() == content


def test_a_recipe_keeps_its_author_s_line_ends(cli, recipe):
    text = recipe.read_bytes()
    recipe.write_bytes(text.split(b"# Written by")[0].replace(b"\n", b"\r\n"))
    assert cli("recipe", "lock", recipe).code == 0
    assert recipe.read_bytes() == text.replace(b"\n", b"\r\n")


def test_locking_twice_changes_nothing(cli, recipe):
    before = recipe.read_text()
    assert "nothing to change" in cli("recipe", "lock", recipe).out
    assert recipe.read_text() == before


def test_what_is_excluded_is_not_locked_with_all_that_only_it_needs(cli, recipe):
    recipe.write_text(
        recipe.read_text().replace(
            "    dependencies: true\n", "    dependencies: true\n    exclude: ['com.example:base']\n"
        )
    )
    assert "- com.example:base:1.4" in cli("recipe", "lock", recipe).out


def test_an_artefact_that_needs_nothing_may_not_ask_for_dependencies(cli, repository):
    repository.put("com.example:alone:1.0", jar())
    answer = cli("recipe", "new", "alone", "com.example:alone:1.0", "--dependencies")
    assert answer.code == 1
    assert "depends on nothing" in answer.err


def test_an_update_says_what_would_change_and_writes_nothing_that_would_be_refused(cli, recipe):
    before = recipe.read_text()
    answer = cli("recipe", "update", recipe, "--take")
    assert answer.code == 1
    for line in (
        "com.example:orders:1.0.0 -> com.example:orders:1.1.0",
        "~ Java level 17 -> 21",
        "- jar lib",
        "+ class source com.example.Clock",
        "+ finding error java-level",
    ):
        assert line in answer.out
    assert recipe.read_text() == before


def test_an_update_that_is_taken_is_pinned_and_locked_anew(cli, recipe, repository):
    repository.put("com.example:orders:1.2.0", jar(), ["com.example:lib:2.0"])
    recipe.write_text(recipe.read_text() + "# the end\n")
    answer = cli("recipe", "update", recipe, "--take")
    assert answer.code == 0, answer.err
    found = parse_recipe(recipe.read_bytes())
    assert (found.version, found.artifacts[0].maven) == ("1.2.0", "com.example:orders:1.2.0")
    assert {one.asked_by for one in found.locked} == {"com.example:orders:1.2.0"}
    assert "# the end" in recipe.read_text()


def test_the_newest_version_is_already_taken(cli, recipe, repository):
    repository.files["/com/example/orders/maven-metadata.xml"] = (
        b"<metadata><versioning><versions><version>1.0.0</version><version>2.0.0.Alpha1</version></versions></versioning></metadata>"
    )
    assert "nothing newer" in cli("recipe", "update", recipe).out


def test_every_repository_that_was_tried_is_named(cli, repository):
    answer = cli(
        "recipe",
        "new",
        "gone",
        "com.example:gone:1.0",
        "--maven-url",
        f"{repository.url}/a",
        "--maven-url",
        f"{repository.url}/b",
    )
    assert answer.code == 1
    assert f"{repository.url}/a/com/example/gone" in answer.err
    assert f"{repository.url}/b/com/example/gone" in answer.err


def test_a_file_is_inspected_for_the_kafka_connect_that_is_named(cli):
    Path("orders.zip").write_bytes(zipped({"orders/orders.jar": jar({"com/example/Orders": class_file(java=17)})}))
    assert cli("inspect", "orders.zip").code == 0
    answer = cli("inspect", "orders.zip", "--kafka-connect", "2.7.1", "--json")
    assert answer.code == 1
    assert "java-level" in [one["code"] for one in json.loads(answer.out)["findings"]]
    assert cli("inspect", "orders.zip", "--kafka-connect", "3.8").code == 2


def test_folders_of_a_zip_are_judged_as_its_upload_would_be(cli):
    """Each is a publisher's own: what clashes between two of them is no affair of one."""
    other = class_file(refers=[("java/lang/Object", "other", "()V")])
    Path("orders.zip").write_bytes(zipped({"a/orders.jar": jar(), "b/copy.jar": jar({"com/example/Orders": other})}))
    findings = json.loads(cli("inspect", "orders.zip", "--json").out)["findings"]
    assert ("duplicate-classes", "warning") in [(one["code"], one["severity"]) for one in findings]


def test_a_tar_gz_is_inspected_as_the_artefact_of_a_recipe(cli):
    Path("orders.tar.gz").write_bytes(targz([("orders/orders.jar", jar())]))
    answer = cli("inspect", "orders.tar.gz", "--json")
    assert answer.code == 0
    assert [one["class_name"] for one in json.loads(answer.out)["classes"]] == ["com.example.Orders"]


def test_a_zip_of_classes_is_inspected_as_the_jar_that_it_would_be_uploaded_as(cli):
    Path("orders.zip").write_bytes(jar())
    answer = cli("inspect", "orders.zip", "--json")
    assert answer.code == 0
    assert [one["class_name"] for one in json.loads(answer.out)["classes"]] == ["com.example.Orders"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"no zip at all", "upload-invalid"),
        (zipped({"a.jar": jar()})[:-30], "archive-truncated"),
        (
            zipped({"a.jar": jar({"com/example/A": class_file("com/example/A", "java/lang/Object")})}),
            "no-connector-class",
        ),
    ],
)
def test_sarif_names_the_rule_and_the_file(cli, content, rule):
    Path("upload.zip").write_bytes(content)
    answer = cli("inspect", "upload.zip", "--sarif")
    assert answer.code == 1
    run = json.loads(answer.out)["runs"][0]
    result = next(one for one in run["results"] if one["ruleId"] == rule)
    assert result["level"] == "error"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "upload.zip"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == rule


def test_an_accepted_finding_is_suppressed_with_its_reason(cli, recipe):
    recipe.write_text(
        recipe.read_text()
        + "accept:\n  - finding: no-config-provider\n    reason: Its passwords come from the environment.\n"
    )
    results = json.loads(cli("inspect", recipe, "--sarif").out)["runs"][0]["results"]
    accepted = next(one for one in results if one["ruleId"] == "no-config-provider")
    assert accepted["suppressions"][0]["justification"] == "Its passwords come from the environment."


def test_a_file_that_has_no_registry_is_kept_and_then_found_by_its_digest(cli, tmp_path, repository):
    Path("own.jar").write_bytes(jar())
    digest = cli("artifacts", "add", "own.jar").out.split("sha256: ")[1].strip()
    Path("own.yaml").write_text(
        f"name: own\nversion: 1\nkafkaConnect: [3.7.x]\nartifacts:\n  - url: https://nowhere.invalid/own.jar\n    sha256: {digest}\n"
    )
    assert cli("inspect", "own.yaml").code == 0


def test_a_file_with_another_digest_is_not_kept(cli, tmp_path):
    Path("own.jar").write_bytes(jar())
    answer = cli("artifacts", "add", "own.jar", "--sha256", "a" * 64)
    assert answer.code == 1
    assert "expected was aaaa" in answer.err
    assert not list(tmp_path.rglob("cache/**/artifacts/*"))


def test_a_finding_that_there_is_not_cannot_be_accepted(cli, recipe):
    recipe.write_text(
        recipe.read_text() + "accept:\n  - finding: runtime-bundeld\n    reason: It is what it is, we know.\n"
    )
    answer = cli("recipe", "check", recipe)
    assert answer.code == 1
    assert "did you mean 'runtime-bundled'?" in answer.out


def test_without_credentials_an_object_of_s3_is_not_called_refused(cli, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)  # another test's credentials may be in it
    answer = cli("recipe", "new", "orders", "s3://some-bucket/orders.zip")
    assert answer.code == 2
    assert "set AWS_PROFILE" in answer.err


@pytest.mark.parametrize(
    ("file", "version"),
    [("orders-1.4.2.jar", "1.4.2"), ("orders-2.0.0.Final-plugin.zip", "2.0.0.Final"), ("orders.jar", "1")],
)
def test_a_new_recipe_of_a_file_has_the_version_of_its_name(cli, file, version):
    Path("downloads").mkdir()
    body = jar() if file.endswith(".jar") else zipped({"orders.jar": jar()})
    Path("downloads", file).write_bytes(body)
    assert cli("recipe", "new", "own", f"downloads/{file}", "--take", "*.jar").code == 0
    found = parse_recipe(Path("own.yaml").read_bytes())
    assert (found.version, found.artifacts[0].file) == (version, file)
    assert found.artifacts[0].take == (() if file.endswith(".jar") else ("*.jar",))
    assert cli("inspect", "own.yaml").code == 0


def test_a_file_that_is_not_there_is_named_and_no_recipe_is_written(cli):
    answer = cli("recipe", "new", "own", "downloads/own.jar")
    assert answer.code == 2
    assert "no file downloads/own.jar" in answer.err
    assert not Path("own.yaml").exists()


def test_a_pom_that_is_missing_stops_the_lock_instead_of_leaving_out_what_it_names(cli, orders, repository):
    del repository.files["/com/example/lib/2.0/lib-2.0.pom"]
    answer = cli("recipe", "new", "orders", orders, "--dependencies")
    assert answer.code == 1
    assert "lib-2.0.pom: the host answered 404" in answer.err
    assert not Path("orders.yaml").exists()


def test_a_pom_that_names_a_place_outside_of_the_repository_is_refused(cli, repository, tmp_path):
    repository.put("com.example:orders:1.0.0", jar(), ["com.example:../../../../../x:1.0"])
    answer = cli("recipe", "new", "orders", "com.example:orders:1.0.0", "--dependencies")
    assert answer.code == 1
    assert "no place in a repository" in answer.err
