"""What is inside: classes by their hierarchy, the highest Java level, what should not be there."""

# ruff: noqa: E501
from __future__ import annotations

import hashlib
import random
import tempfile

import pytest
from connectpilot.domain.plugins.class_file import InvalidClassFileError, java_level, look_closer, read_class
from connectpilot.domain.plugins.examination import examine
from connectpilot.domain.plugins.recipe import Recipe
from connectpilot.domain.plugins.release import artifact_key
from connectpilot.usecases.build_bundle import BuildBundle
from fakes.java import ABSTRACT, INTERFACE, PUBLIC, SINK, class_file, jar, zipped
from fakes.releases import FakeStore

ORDERS = jar()


def recipe(*artifacts, versions=("3.7.x",)):
    listed = [
        {"s3": f"s3://bucket/{name}", "sha256": hashlib.sha256(body).hexdigest()} | more
        for name, body, more in artifacts
    ]
    return Recipe.model_validate(
        {"name": "orders", "version": "1.2", "kafkaConnect": list(versions), "artifacts": listed}
    )


def store(*artifacts):
    return FakeStore({artifact_key(hashlib.sha256(body).hexdigest()): body for _, body, _ in artifacts})


def build(*artifacts, versions=("3.7.x",)):
    bundles = store(*artifacts)
    built = BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe(*artifacts, versions=versions))
    return built, bundles


@pytest.mark.parametrize(
    ("classes", "found"),
    [
        pytest.param({"a/Sink": class_file("a/Sink", SINK)}, {("a.Sink", "sink")}, id="sink"),
        pytest.param(
            {"a/Base": class_file("a/Base", flags=PUBLIC | ABSTRACT), "a/Real": class_file("a/Real", "a/Base")},
            {("a.Real", "source")},
            id="by way of an abstract class",
        ),
        pytest.param(
            {
                "a/Face": class_file("a/Face", "java/lang/Object", interfaces=["org/apache/kafka/connect/storage/Converter"], flags=PUBLIC | INTERFACE | ABSTRACT),
                "a/Real": class_file("a/Real", "java/lang/Object", interfaces=["java/io/Closeable", "a/Face"]),
            },
            {("a.Real", "converter")},
            id="by way of an interface",
        ),
        pytest.param(
            {"a/Both": class_file("a/Both", "java/lang/Object", interfaces=["org/apache/kafka/connect/storage/Converter", "org/apache/kafka/connect/storage/HeaderConverter"])},
            {("a.Both", "converter"), ("a.Both", "header_converter")},
            id="two kinds",
        ),
        pytest.param({"a/Hidden": class_file("a/Hidden", flags=0x20)}, set(), id="not public"),
        pytest.param({"a/A": class_file("a/A", "a/B"), "a/B": class_file("a/B", "a/A")}, set(), id="its own ancestor"),
        pytest.param({"org/apache/kafka/connect/X": class_file("org/apache/kafka/connect/X")}, set(), id="the runtime's own"),
        pytest.param(
            {"org/apache/kafka/connect/mirror/M": class_file("org/apache/kafka/connect/mirror/M")},
            {("org.apache.kafka.connect.mirror.M", "source")},
            id="a plugin that Kafka itself ships",
        ),
    ],
)  # fmt: skip
def test_classes_are_found_by_their_hierarchy(classes, found):
    built, _ = build(("a.zip", zipped({"a.jar": jar(classes), "orders.jar": ORDERS}), {}))
    assert {(one.class_name, one.kind) for one in built.manifest.classes} == found | {("com.example.Orders", "source")}


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"org/apache/kafka/clients/A": class_file("org/apache/kafka/clients/A")}, "runtime-bundled"),
        ({"software/amazon/msk/auth/iam/A": class_file("software/amazon/msk/auth/iam/A")}, "iam-auth-bundled"),
    ],
)
def test_what_the_workers_bring_themselves_is_a_warning(files, code):
    built, _ = build(("a.zip", zipped({"a.jar": jar(files), "orders.jar": ORDERS}), {}))
    assert (code, "warning", "a.jar") in [(one.code, one.severity, one.where) for one in built.findings]


def test_a_service_that_no_jar_holds_is_a_warning():
    service = {"META-INF/services/org.apache.kafka.connect.sink.SinkConnector": b"# ours\ncom.example.Gone # sink\n"}
    built, _ = build(("a.jar", jar(None, **service), {}))
    assert built.manifest.missing == ("a.jar: com.example.Gone",)
    assert "service-class-missing" in [one.code for one in built.findings]


def test_a_newer_javas_own_variants_do_not_count():
    newer = {
        "META-INF/versions/21/com/example/Orders": class_file(java=21),
        "module-info": class_file("module-info", java=21),
    }
    built, _ = build(("a.jar", jar({"com/example/Orders": class_file(java=11)} | newer), {}), versions=("2.7.1",))
    assert built.manifest.java_level == 11
    assert [file.misplaced for file in built.manifest.files] == [""]


def test_the_highest_class_decides():
    many = {f"a/C{n}": class_file(f"a/C{n}", "java/lang/Object", java=8) for n in range(50)}
    built, _ = build(("a.jar", jar({"com/example/Orders": class_file(java=17)} | many), {}))
    (error,) = [one for one in examine(built.manifest, ["2.7.1"]) if one.severity == "error"]
    assert error.where == "a.jar (com.example.Orders)"


@pytest.mark.parametrize("java", [8, 11, 17, 21])
def test_a_class_file_tells_its_level(java):
    assert java_level(class_file(java=java)) == java


def test_a_damaged_class_file_is_no_crash():
    whole = class_file()
    assert read_class(whole).name == "com/example/Orders"
    assert look_closer(whole).can_be_created
    for end in range(len(whole) - 5):
        with pytest.raises(InvalidClassFileError):
            read_class(whole[:end])
            look_closer(whole[:end])
    rng = random.Random(1)
    for _ in range(500):
        broken = bytearray(whole)
        broken[rng.randrange(8, len(whole))] = rng.randrange(256)
        try:
            read_class(bytes(broken))
            look_closer(bytes(broken))
        except InvalidClassFileError:
            continue
