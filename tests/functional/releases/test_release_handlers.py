"""An upload on its whole way through the real handlers: S3 and tables of moto, MSK Connect's stand-in, a driven clock."""

# ruff: noqa: E501
from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from connectpilot_local.msk_connect.resources import StateDescription
from fakes.archives import ZipEntry, zip_of
from fakes.java import class_file, jar, targz, zipped

ROOT = Path(__file__).resolve().parents[3]
ORDERS = jar()
ARCHIVE = targz([("orders/orders-1.2.jar", ORDERS), ("orders/LICENSE", b"Apache")])
SHA = hashlib.sha256(ARCHIVE).hexdigest()
PATH = "https://repository.example/maven2/com/example/orders/1.2/orders-1.2-plugin.tar.gz"
PROVIDER = "https://downloads.example/provider-0.4.0.jar"


def recipe(sha256=SHA, more=""):
    return f"""name: orders
version: "1.2"
kafkaConnect: [3.7.x]
artifacts:
  - maven: com.example:orders:1.2:tar.gz:plugin
    sha256: {sha256}
{more}""".encode()


def test_a_recipe_becomes_an_active_plugin(way):
    way.downloads.answers[PATH] = ARCHIVE
    told = way.release(way.upload("uploads/orders.yaml", recipe()))
    assert told["outcome"] == "released"
    (plugin,) = way.plugins()
    report = way.report("uploads/orders.yaml")
    body = way.s3.get_object(Bucket="connectpilot-bundles", Key=report["bundle"]["key"])["Body"].read()
    assert plugin["name"] == f"orders-1-2-{hashlib.sha256(body).hexdigest()[:8]}" == report["plugin"]["name"]
    assert plugin["customPluginState"] == "ACTIVE"
    file = plugin["latestRevision"]["location"]["s3Location"]
    assert (file["fileKey"], file["objectVersion"]) == (report["bundle"]["key"], report["bundle"]["version_id"])
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.namelist() == ["orders/LICENSE", "orders/orders-1.2.jar"]
    (item,) = way.items()
    assert item["state"] == {"S": "ACTIVE"}
    assert item["classes"]["L"][0]["M"]["className"] == {"S": "com.example.Orders"}
    assert item["origin"]["S"].startswith("s3://connectpilot-intake/uploads/orders.yaml?versionId=")


def test_the_same_recipe_again_changes_nothing_and_fetches_nothing(way):
    way.downloads.answers[PATH] = ARCHIVE
    way.release(way.upload("uploads/orders.yaml", recipe()))
    asked = len(way.downloads.asked)
    told = way.release(way.upload("uploads/orders.yaml", recipe()))
    assert told["outcome"] == "unchanged"
    assert "nothing changed" in way.report("uploads/orders.yaml")["summary"]
    assert len(way.downloads.asked) == asked
    assert len(way.plugins()) == len(way.items()) == 1


@pytest.mark.parametrize(("body", "kind"), [(zipped({"a/orders-1.2.jar": ORDERS}), "ZIP"), (ORDERS, "JAR")])
def test_a_ready_made_archive_takes_the_same_way(way, body, kind):
    told = way.release(way.upload(f"uploads/orders.{kind.lower()}", body))
    assert told["outcome"] == "released"
    (plugin,) = way.plugins()
    described = way.stand.kafkaconnect.describe_custom_plugin(customPluginArn=plugin["customPluginArn"])
    assert described["latestRevision"]["contentType"] == kind
    assert described["latestRevision"]["fileDescription"]["fileMd5"] == hashlib.md5(body).hexdigest()


@pytest.mark.parametrize(
    ("key", "body"),
    [("uploads/orders.yaml", recipe()), ("uploads/orders.zip", zipped({"orders-1.2.jar": ORDERS}))],
    ids=["recipe", "archive"],
)
def test_a_release_goes_by_the_version_that_was_uploaded_whatever_came_since(way, key, body):
    way.downloads.answers[PATH] = ARCHIVE
    event = way.upload(key, body)
    way.upload(key, b"PK, and no archive")
    assert way.release(event)["outcome"] == "released"
    assert [one["class_name"] for one in way.report(key)["classes"]] == ["com.example.Orders"]


def test_a_provider_that_no_network_reaches_is_named_and_the_rest_is_kept(way):
    way.downloads.answers[PATH] = ARCHIVE
    more = f"  - {{url: '{PROVIDER}', sha256: {'b' * 64}}}\n"
    told = way.release(way.upload("uploads/orders.yaml", recipe(more=more)))
    report = way.report("uploads/orders.yaml")
    assert told["outcome"] == report["outcome"] == "refused"
    assert report["problem"]["error"] == "ArtifactUnavailableError"
    assert PROVIDER in report["problem"]["what"]
    assert "s3" in report["whatToDo"]
    assert "artifacts add FILE --sha256 DIGEST" in report["whatToDo"]
    assert way.plugins() == []
    way.s3.head_object(Bucket="connectpilot-bundles", Key=f"artifacts/{SHA}")


OTHER = zipped({"orders/orders-1.2.jar": jar({"com/example/Orders": class_file(java=11)})})
OTHER_URL = "https://downloads.example/orders-1.2.zip"
BOTH = recipe(more=f"  - {{url: '{OTHER_URL}', sha256: {hashlib.sha256(OTHER).hexdigest()}}}\n")
GONE = "the host answered 404 Not Found"


@pytest.mark.parametrize(
    ("key", "body", "error", "says", "way_out"),
    [
        ("uploads/a.yaml", b"", "InvalidUploadError", "empty (0 bytes)", "Upload"),
        ("uploads/a.pdf", b"%PDF-1.7 ......", "InvalidUploadError", "a PDF document", "Upload"),
        ("uploads/a.png", b"\x89PNG\r\n\x1a\n" + bytes(99), "InvalidUploadError", "neither a recipe", "Upload"),
        ("uploads/a.tar.gz", ARCHIVE, "InvalidUploadError", "name the .tar.gz in a recipe", "Upload"),
        ("uploads/a.jar", b"<html>Not Found</html>", "InvalidUploadError", "begins with '<html>No'", "Upload"),
        ("uploads/a.zip", recipe(), "InvalidUploadError", "begins with 'name: or'", "Upload"),
        ("uploads/a.yaml", zipped({"a.txt": b"x"}), "InvalidUploadError", "neither jars nor classes, only a.txt", "Upload"),
        ("uploads/a.zip", zipped({"b/plugin.zip": ORDERS}), "InvalidUploadError", "b/plugin.zip in it is an archive itself: upload that one, or name it in a recipe", "Upload"),
        ("uploads/a.zip", zipped({"b/plugin.tar.gz": ARCHIVE}), "InvalidUploadError", "b/plugin.tar.gz in it is an archive itself: name it in a recipe", "Upload"),
        ("uploads/a.zip", zipped({}), "InvalidUploadError", "an archive without any file", "Upload"),
        ("uploads/a.zip", b"PK\x03\x04 and nothing", "InvalidArchiveError", "a.zip: ", "Compare its size"),
        ("uploads/a.zip", zipped({"a.jar": ORDERS})[:-10], "InvalidArchiveError", "truncated", "Compare its size"),
        ("uploads/a.zip", zip_of(ZipEntry(flags=1)), "InvalidArchiveError", "'a.jar' is encrypted", "without a password"),
        ("uploads/a.zip", zip_of(ZipEntry(b"../a.jar", ORDERS)), "InvalidArchiveError", "'../a.jar' is not a plain", "Rename"),
        ("uploads/a.zip", zip_of(ZipEntry(mode=0o120777)), "InvalidArchiveError", "'a.jar' is a link", "the file itself"),
        ("uploads/a.yaml", b"# " + b"x" * 5_000_000, "InvalidRecipeError", "5,000,002 bytes; a recipe may have 262,144", "Mend"),
        ("uploads/a.yaml", b"a: b: c", "InvalidRecipeError", "not YAML (line 1", "Mend"),
        ("uploads/a.yaml", recipe().replace(b"kafkaConnect", b"kafkaConect"), "InvalidRecipeError", "line 3: kafkaConect is not a field of a recipe; did you mean 'kafkaConnect'", "Mend"),
        ("uploads/a.yaml", BOTH, "InvalidRecipeError", f"com.example:orders:1.2:tar.gz:plugin and {OTHER_URL} write different bytes to 'orders/orders-1.2.jar'", "Mend"),
        ("uploads/a.yaml", recipe("c" * 64), "DigestMismatchError", f"has SHA-256 {SHA}, the recipe pins {'c' * 64}", "Compare the pinned digest"),
        ("uploads/a.yaml", recipe().replace(b":1.2:", b":9.9:"), "ArtifactUnavailableError", f"repository.example/maven2/com/example/orders/9.9/orders-9.9-plugin.tar.gz: {GONE}; https://mirror.example/maven2", "s3://bucket/key"),
        ("uploads/a.yaml", recipe(hashlib.sha256(OTHER).hexdigest()).replace(b":1.2:", b":2.0:"), "InvalidArchiveError", "no .tar.gz: it begins with 'PK', not as a gzip file", "Compare its size"),
        ("uploads/a.zip", zipped({"a.jar": jar({"a/A": class_file("a/A", "java/lang/Object")})}), "RefusedPluginError", "no-connector-class", "findings"),
        ("uploads/a.jar", jar({"com/example/Orders": class_file(java=21)}), "RefusedPluginError", "Java 21", "findings"),
    ],
)  # fmt: skip
def test_bad_input_ends_in_a_report_and_in_nothing_else(way, key, body, error, says, way_out):
    way.downloads.answers |= {PATH: ARCHIVE, OTHER_URL: OTHER, PATH.replace("1.2", "2.0"): OTHER}
    told = way.release(way.upload(key, body))
    report = way.report(key)
    assert (told["outcome"], report["problem"]["error"]) == ("refused", error)
    assert says in report["problem"]["what"]
    assert way_out in report["whatToDo"]
    (finding, *_) = report["findings"]
    assert (ROOT / f"docs/findings/{finding['code']}.md").exists()
    assert finding["severity"] == "error"
    assert way.plugins() == way.items() == []
    assert way.s3.get_object(Bucket="connectpilot-intake", Key=key)["Body"].read() == body
    kept = way.s3.list_objects_v2(Bucket="connectpilot-bundles").get("Contents", [])
    assert not [one["Key"] for one in kept if one["Key"].endswith((".zip", ".jar"))]
    assert len(way.downloads.asked) == len(set(way.downloads.asked))


def test_a_wrong_digest_keeps_nothing(way):
    way.downloads.answers[PATH] = ARCHIVE
    way.release(way.upload("uploads/a.yaml", recipe("c" * 64)))
    report = way.report("uploads/a.yaml")
    assert report["problem"]["error"] == "DigestMismatchError"
    assert SHA in report["problem"]["what"]
    assert "Contents" not in way.s3.list_objects_v2(Bucket="connectpilot-bundles")


def test_an_upload_that_was_replaced_is_read_as_it_was(way):
    way.downloads.answers[PATH] = ARCHIVE
    first = way.upload("uploads/a.yaml", recipe())
    way.upload("uploads/a.yaml", b"replaced")
    assert way.release(first)["outcome"] == "released"


@pytest.mark.parametrize("step", ["read_upload", "fetch_artifact", "build_bundle", "register_plugin", "check_plugin"])
def test_a_crash_after_any_step_leaves_nothing_that_the_next_run_does_not_take_up(way, step):
    way.downloads.answers[PATH] = ARCHIVE
    event = way.upload("uploads/orders.yaml", recipe())
    with pytest.raises(InterruptedError):
        way.release(event, crash=step)
    assert way.release(event)["outcome"] == "released"
    assert len(way.plugins()) == len(way.items()) == 1
    assert way.items()[0]["state"] == {"S": "ACTIVE"}
    assert len(way.downloads.asked) == 1


def test_a_plugin_that_could_not_be_made_is_made_anew_by_the_next_upload(way):
    way.downloads.answers[PATH] = ARCHIVE
    event = way.upload("uploads/orders.yaml", recipe())
    with pytest.raises(InterruptedError):
        way.release(event, crash="register_plugin")
    (plugin,) = way.stand.world._state.plugins.values()
    plugin.problem = StateDescription("InternalFailure", "it could not be stored")
    way.stand.clock.advance(minutes=10)
    for _ in range(2):  # as the machine retries: it is deleted first
        assert way.release(event)["outcome"] == "refused"
        assert "it could not be stored" in way.report("uploads/orders.yaml")["problem"]["what"]
    way.stand.clock.advance(minutes=10)
    assert way.release(event)["outcome"] == "released"
    assert [one["customPluginState"] for one in way.plugins()] == ["ACTIVE"]


def test_a_used_up_quota_is_refused_in_words_that_help(way):
    place = {"bucketArn": "arn:aws:s3:::connectpilot-intake", "fileKey": "theirs.jar"}
    way.s3.put_object(Bucket="connectpilot-intake", Key="theirs.jar", Body=ORDERS)
    for number in range(100):
        asked = {"name": f"theirs-{number}", "contentType": "JAR", "location": {"s3Location": place}}
        way.stand.kafkaconnect.create_custom_plugin(**asked)
    assert way.release(way.upload("uploads/orders.jar", ORDERS))["outcome"] == "refused"
    report = way.report("uploads/orders.jar")
    assert report["problem"]["error"] == "QuotaExceededError"
    assert "have 100" in report["problem"]["what"]
    assert "prune" in report["whatToDo"]


def test_a_plugin_of_the_name_with_other_bytes_is_not_adopted(way):
    way.downloads.answers[PATH] = ARCHIVE
    way.release(way.upload("uploads/orders.yaml", recipe()))
    (plugin,) = way.plugins()
    way.stand.kafkaconnect.delete_custom_plugin(customPluginArn=plugin["customPluginArn"])
    way.stand.clock.advance(minutes=10)
    way.s3.put_object(Bucket="connectpilot-intake", Key="other.zip", Body=zipped({"a.jar": ORDERS}))
    place = {"bucketArn": "arn:aws:s3:::connectpilot-intake", "fileKey": "other.zip"}
    way.stand.kafkaconnect.create_custom_plugin(name=plugin["name"], contentType="ZIP", location={"s3Location": place})
    way.stand.clock.advance(minutes=10)
    told = way.release(way.upload("uploads/orders.yaml", recipe()))
    assert told["outcome"] == "refused"
    assert way.report("uploads/orders.yaml")["problem"]["error"] == "NameTakenError"
