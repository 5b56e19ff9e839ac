# ruff: noqa: E501 (tables)
"""The doctor: for each finding a bundle that has it, and one that only looks like it."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import tempfile

import pytest
from connectpilot.domain.errors import RefusedPluginError
from connectpilot.domain.plugins.archive import whole
from connectpilot.domain.plugins.description import describe
from connectpilot.domain.plugins.examination import examine
from connectpilot.domain.plugins.finding_kinds import KINDS
from connectpilot.domain.plugins.java import JAVA
from connectpilot.domain.plugins.kafka_api import VERSIONS, lacks
from connectpilot.domain.plugins.manifest import Manifest
from connectpilot.domain.plugins.recipe import Recipe
from connectpilot.domain.plugins.release import artifact_key, manifest_key, refusal_key
from connectpilot.domain.plugins.spool import Spool
from connectpilot.usecases.build_bundle import BuildBundle
from connectpilot.usecases.bundle_shelf import BundleShelf
from fakes.java import ABSTRACT, INTERFACE, PUBLIC, class_file, jar, zipped
from fakes.releases import FakeStore

OBJECT = "java/lang/Object"
LISTED = {"META-INF/services/org.apache.kafka.connect.source.SourceConnector": b"com.example.Orders\n"}
OFFERED = {"META-INF/services/org.apache.kafka.common.config.provider.ConfigProvider": b"p.P\n"}
LICENCE = {"META-INF/LICENSE": b"Apache License Version 2.0"}
PROVIDER = "org/apache/kafka/common/config/provider/ConfigProvider"
EXTENSION = "org/apache/kafka/connect/rest/ConnectRestExtension"
CONVERTER = "org/apache/kafka/connect/storage/Converter"
MAVEN = "META-INF/maven/g/a/pom.properties"


def plain(name="a/A", **more):
    """A jar of one class, with a licence."""
    return library({name: class_file(name, OBJECT, **more)})


def library(classes, **files):
    return jar(classes, **(LICENCE | files))


def noted(group, artifact, version, *classes):
    note = f"groupId={group}\nartifactId={artifact}\nversion={version}\n".encode()
    return library({name: class_file(name, OBJECT) for name in classes}, **{MAVEN: note})


def elf(machine):
    return b"\x7fELF\x02\x01\x01\x00" + b"\0" * 10 + struct.pack("<H", machine) + b"\0" * 60


CLEAN = {
    "orders-1.2.jar": jar(None, **LISTED, **LICENCE),
    "provider.jar": library({"p/P": class_file("p/P", OBJECT, interfaces=[PROVIDER])}, **OFFERED),
}


def examined(*artifacts, accept=(), versions=("3.7.x",)):
    """The findings of a recipe whose artefacts are ZIPs of these files."""
    packed = [zipped(files) for files in artifacts]
    recipe = Recipe.model_validate(
        {
            "name": "orders",
            "version": "1.2",
            "kafkaConnect": list(versions),
            "artifacts": [
                {"s3": f"s3://bucket/{n}.zip", "sha256": hashlib.sha256(body).hexdigest()}
                for n, body in enumerate(packed)
            ],
            "accept": [{"finding": code, "reason": reason} for code, reason in accept],
        }
    )
    store = FakeStore({artifact_key(hashlib.sha256(body).hexdigest()): body for body in packed})
    key = manifest_key(recipe.build_key)
    try:
        built = BuildBundle(bundles=store, scratch=tempfile.TemporaryFile)(recipe)
    except RefusedPluginError:
        built = BundleShelf(store).read_refusal(recipe.build_key)
        assert built.bundle is None
        key = refusal_key(recipe.build_key)
    document = json.loads(store.objects[key])
    assert Manifest.from_json(document["manifest"]) == built.manifest
    return built.findings


def codes(*artifacts, **more):
    return [one.code for one in examined(*artifacts, **more)]


def test_a_clean_bundle_has_nothing_but_what_it_serves():
    assert codes(CLEAN) == ["config-provider"]


def task_with(library_class, *, named_by="com/example/task/Task"):
    """A connector that uses a task, or something of another package, and what refers to this class."""
    return jar(
        {
            "com/example/Orders": class_file(
                refers=[(f"{used}/Task", "a", "()V") for used in ("com/example/task", "com/lib")]
            ),
            "com/example/task/Task": class_file("com/example/task/Task", OBJECT),
            "com/lib/Task": class_file("com/lib/Task", OBJECT),
            named_by: class_file(
                named_by, OBJECT, refers=[(library_class, "a", "()V"), ("com/example/Orders", "b", "()V")]
            ),
        },
        **LISTED,
        **LICENCE,
    )


SDK, SDK_OTHER = (
    noted("software.amazon.awssdk", name, version, f"software/amazon/awssdk/{name}/A")
    for name, version in (("core", "2.18.8"), ("auth", "2.17.1"))
)
CASES = {
    "java-level": {"b.jar": plain(java=21)},
    "java-preview": {"b.jar": plain(minor=0xFFFF)},
    "connector-unusable": {
        "b.jar": library(
            {"b/Base": class_file("b/Base", flags=PUBLIC | ABSTRACT)},
            **{"META-INF/services/org.apache.kafka.connect.source.SourceConnector": b"b.Base\n"},
        )
    },
    "service-class-missing": {
        "b.jar": jar({}, **LICENCE, **{"META-INF/services/org.apache.kafka.connect.storage.Converter": b"b.Gone\n"})
    },
    "library-missing": {
        "orders-1.2.jar": jar(
            {"com/example/Orders": class_file(refers=[("[[Lb/Gone;", "clone", "()Ljava/lang/Object;")])},
            **LISTED,
            **LICENCE,
        )
    },
    "class-not-listed": {"b.jar": library({"b/Other": class_file("b/Other")})},
    "aws-sdk-split": {"b.jar": SDK, "c.jar": SDK_OTHER},
    "runtime-bundled": {"b.jar": plain("org/apache/kafka/clients/A")},
    "iam-auth-bundled": {"b.jar": plain("software/amazon/msk/auth/iam/A")},
    "slf4j-bundled": {"b.jar": plain("org/slf4j/Logger")},
    "native-platform": {"b.jar": library({}, **{"native/libx.so": elf(183)})},
    "provider-not-listed": {"b.jar": library({"b/P": class_file("b/P", OBJECT, interfaces=[PROVIDER])})},
    "nested-archive": {"b.jar": library({}, **{"lib/inner.jar": CLEAN["provider.jar"]})},
    "not-a-jar": {"more.zip": zipped(CLEAN)},
    "licence-missing": {"b.jar": jar({"b/B": class_file("b/B", OBJECT)})},
    "identical-file": {"x/b.jar": plain(), "y/b.jar": plain()},
    "duplicates-inside": {"b.jar": plain(java=11), "c.jar": plain(java=17)},
    "two-versions": {"x/b-1.jar": noted("a", "b", "1", "a/A"), "x/b-2.jar": noted("a", "b", "2", "a/B")},
    "two-versions-inside": {"b-1.jar": noted("a", "b", "1", "a/A"), "c-1.jar": noted("a", "b", "2", "a/B")},
}


@pytest.mark.parametrize("code", CASES)
def test_each_finding_is_found_with_the_severity_of_the_table(code):
    found = [one for one in examined(CLEAN | CASES[code]) if one.code != "config-provider"]
    assert {(one.code, one.severity) for one in found} == {(code, KINDS[code].severity)}
    assert all(one.where and one.why.endswith(".") and one.how == KINDS[code].how for one in found)


def test_a_bundle_without_a_connector_names_what_nearly_is_one():
    hidden = library(
        {"b/Base": class_file("b/Base", flags=PUBLIC | ABSTRACT), "b/Own": class_file("b/Own", flags=0x20)}
    )
    services = {"META-INF/services/org.apache.kafka.connect.storage.Converter": b"b.Face\n"}
    face = class_file("b/Face", OBJECT, interfaces=[CONVERTER], flags=PUBLIC | ABSTRACT)
    (error,) = [
        one
        for one in examined({"b.jar": hidden, "c.jar": library({"b/Face": face}, **services)})
        if one.severity == "error"
    ]
    assert error.code == "no-connector-class"
    assert "(b.Base is abstract; b.Own is not public)" in error.why


def test_a_jar_without_what_its_connector_comes_from_says_what_is_missing():
    thin = jar({"b/OrdersConnector": class_file("b/OrdersConnector", "b/core/Base")}, **LICENCE)
    (error,) = [one for one in examined({"b.jar": thin}) if one.severity == "error"]
    assert "b.OrdersConnector is a subclass of b.core.Base, which is in no jar" in error.why


def test_a_connector_whose_ancestor_lacks_something_says_what():
    base = library({"b/Base": class_file("b/Base", interfaces=["b/core/Gone"], flags=PUBLIC | ABSTRACT)})
    classes = {"com/example/OrdersConnector": class_file("com/example/OrdersConnector", "b/Base")}
    orders = jar(classes, **LICENCE, **{next(iter(LISTED)): b"com.example.OrdersConnector\n"})
    found = [one for one in examined(CLEAN, {"a.jar": orders, "b.jar": base}) if one.severity != "info"]
    assert [(one.code, one.where) for one in found] == [("library-missing", "com.example.OrdersConnector")]
    assert "refers to b.core.Gone: in no jar" in found[0].why


def test_a_provider_that_no_service_file_names_is_not_one_that_is_inside():
    files = {"orders-1.2.jar": CLEAN["orders-1.2.jar"], "b.jar": CASES["provider-not-listed"]["b.jar"]}
    assert codes(files) == ["no-config-provider", "provider-not-listed"]


def test_a_connector_inside_an_inner_jar_is_looked_for_there_by_nobody():
    (error,) = [one for one in examined({"b.jar": library({}, **{"lib/a.jar": jar()})}) if one.severity == "error"]
    assert "lib/a.jar in b.jar is an archive inside a jar, where Kafka Connect does not look" in error.why


def multi_release(since, java, manifest=b"Manifest-Version: 1.0\r\nMulti-Release: true\r\n\r\n"):
    """A class that is loaded instead of `a/A` from this Java on."""
    variant = {f"META-INF/versions/{since}/a/A": class_file("a/A", OBJECT, java=java)}
    return library({"a/A": class_file("a/A", OBJECT, java=8)} | variant, **{"META-INF/MANIFEST.MF": manifest})


@pytest.mark.parametrize(
    ("jar", "broken_on"),
    [
        (multi_release(9, 21), ["2.7.1", "3.7.x"]),
        (multi_release(17, 21), ["3.7.x"]),
        (multi_release(16, 17), []),
        (multi_release(21, 21), []),
        (multi_release(9, 21, b"Manifest-Version: 1.0\r\n\r\nName: a\r\nMulti-Release: true\r\n\r\n"), []),
    ],
)
def test_a_variant_for_newer_javas_is_loaded_by_those_only(jar, broken_on):
    """As java.util.jar.JarFile does it."""
    found = [one for one in examined(SCANNED | {"b.jar": jar}, versions=("2.7.1", "3.7.x")) if one.code == "java-level"]
    assert [one.why.partition("Kafka Connect ")[2].partition(" ")[0] for one in found] == broken_on
    assert all("META-INF/versions/" in one.where for one in found)


BASE_GONE = class_file("b/B", flags=0x20, java=11, interfaces=["b/Gone"])
SCANNED = {"orders-1.2.jar": jar({"com/example/Orders": class_file(java=11)}, **LISTED, **LICENCE)}


@pytest.mark.parametrize(
    ("classes", "files", "why"),
    [
        ({"b/B": class_file("b/B", flags=0x20, java=11)}, {}, "the connector b.B is not public"),
        (
            {"b/B": class_file("b/B", java=11, constructor=(1, "(Ljava/lang/String;)V"))},
            {},
            "the connector b.B is without a public constructor that takes nothing",
        ),
        (
            {"b/B": class_file("b/B", java=11, constructor=(2, "()V"))},
            {},
            "the connector b.B is without a public constructor that takes nothing",
        ),
        (
            {},
            {"META-INF/services/org.apache.kafka.connect.rest.ConnectRestExtension": b"b.Gone\n"},
            "a service file names b.Gone, which is in no jar",
        ),
        (
            {"p/P": class_file("p/P", OBJECT, java=11, interfaces=[PROVIDER], flags=PUBLIC | ABSTRACT)},
            OFFERED,
            "a service file names p.P, which is abstract",
        ),
        (
            {"p/P": class_file("p/P", OBJECT, java=11, interfaces=[PROVIDER], flags=0x20)},
            OFFERED,
            "a service file names p.P, which is not public",
        ),
        (
            {"p/P": class_file("p/P", OBJECT, java=11, interfaces=[PROVIDER], constructor=(1, "(I)V"))},
            OFFERED,
            "a service file names p.P, which is without a public constructor that takes nothing",
        ),
        (
            {"b/R": class_file("b/R", OBJECT, java=11, interfaces=[EXTENSION], constructor=(2, "()V"))},
            {f"META-INF/services/{EXTENSION.replace('/', '.')}": b"b.R\n"},
            "a service file names b.R, which is without a public constructor that takes nothing",
        ),
        (
            {"p/P": class_file("p/P", "p/Gone", java=11)},
            OFFERED,
            "a service file names p.P, which is a subclass of p.Gone, which is in no jar",
        ),
        (
            {"p/P": class_file("p/P", OBJECT, java=11)},
            OFFERED,
            "a service file names p.P, which is not of the kind that the file is for",
        ),
        ({"p/P": class_file("p/P", PROVIDER.replace("Config", "FileConfig"), java=11)}, OFFERED, None),
        (
            {
                "p/P": class_file("p/P", "p/Q", java=11),
                "p/Q": class_file("p/Q", OBJECT, java=11, interfaces=[PROVIDER]),
            },
            OFFERED,
            None,
        ),
        ({"b/B": class_file("b/B", flags=PUBLIC | ABSTRACT, java=11)}, {}, None),
        ({"b/B": BASE_GONE}, {}, None),
        ({}, {"META-INF/services/org.apache.kafka.connect.storage.Converter": b"b.Gone\n"}, None),
        (
            {},
            {"META-INF/services/org.apache.kafka.connect.rest.ConnectRestExtension": b"org.apache.kafka.Basic\n"},
            None,
        ),
    ],
)
def test_what_ends_an_older_kafkas_look_for_plugins_is_an_error_there_only(classes, files, why):
    """As Kafka 2.7.1's own Plugins does: a class that it cannot load at all is passed over."""
    both = SCANNED | {"b.jar": library(classes, **files)}
    broken = [one for one in examined(both, versions=("2.7.1",)) if one.severity == "error"]
    assert [one.code for one in broken] == (["scan-broken"] if why else [])
    assert all(f"here: {why}." in one.why and one.where == "b.jar" for one in broken)
    assert "scan-broken" not in codes(both)


def test_a_class_that_cannot_be_created_is_not_offered():
    hidden = {"p/Q": class_file("p/Q", OBJECT, interfaces=[PROVIDER], constructor=(1, "(I)V"))}
    assert codes({"orders-1.2.jar": CLEAN["orders-1.2.jar"], "b.jar": library(hidden)}) == ["no-config-provider"]


ABSENT = (
    "org/apache/kafka/connect/source/SourceTaskContext",
    "pluginMetrics",
    "()Lorg/apache/kafka/common/metrics/PluginMetrics;",
)
"""Kafka Connect 3.7 does not have it."""


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"b.jar": plain("shaded/org/apache/kafka/clients/A")}, id="relocated Kafka"),
        pytest.param({"b.jar": plain("x/A"), "c.jar": plain("y/A")}, id="same simple name"),
        pytest.param({"b.jar": plain("org/slf4j2/Logger")}, id="nearly slf4j"),
        pytest.param({"b.jar": library({}, **{"a.so": elf(62), "b.so": elf(183)})}, id="native code for all"),
        pytest.param(
            {
                "n-1.0-linux-x86_64.jar": library({}, **{"a.so": elf(62)}),
                "n-1.0-linux-aarch_64.jar": library({}, **{"a.so": elf(183)}),
                "n-1.0-osx-aarch_64.jar": library({}, **{"a.jnilib": b"\xcf\xfa\xed\xfe"}),
                "n-1.0-windows-x86_64.jar": library({}, **{"a.dll": b"MZ"}),
            },
            id="a jar for each platform",
        ),
        pytest.param({"b.jar": noted("com.fasterxml.jackson.core", "core", "2", "aws/third/A"),
                      "c.jar": noted("com.fasterxml.jackson.core", "core", "1", "com/fasterxml/jackson/core/A")},
                     id="a relocated copy tells of another version"),
        pytest.param({"b.jar": noted("a", "b", "1", "a/A"), "c.jar": noted("a", "c", "2", "a/B")}, id="two libraries"),
        pytest.param({"b.jar": SDK, "c.jar": noted("software.amazon.awssdk.crt", "crt", "9", "software/amazon/awssdk/crt/A")}, id="the SDK's neighbours count for themselves"),
        pytest.param({"b.jar": SDK, "c.jar": noted("software.amazon.awssdk", "auth", "2.18.8", "software/amazon/awssdk/auth/A")}, id="one SDK in parts"),
        pytest.param({"b.jar": library({"module-info": class_file("module-info", OBJECT)}), "c.jar": library({"module-info": class_file("module-info", OBJECT, java=11)})}, id="module descriptors"),
        pytest.param({"LICENSE": b"x", "b.jar": jar({"b/B": class_file("b/B", OBJECT)})}, id="the archive's own licence"),
        pytest.param({"b.jar": library({"b/Base": class_file("b/Base", flags=PUBLIC | ABSTRACT)})}, id="a base class that nobody offers"),
        pytest.param({"b.jar": library({"b/Face": class_file("b/Face", OBJECT, flags=PUBLIC | INTERFACE | ABSTRACT)})}, id="an interface"),
        pytest.param({"orders-1.2.jar": jar({"com/example/Orders": class_file(refers=[(one, "a", "()V") for one in ("java/util/List", "[I", "com/fasterxml/jackson/databind/ObjectMapper", "p/P")])}, **LISTED, **LICENCE)}, id="what Java, the workers or another jar have"),
        pytest.param({"orders-1.2.jar": task_with("b/Gone", named_by="com/example/Unused")}, id="a library of what nothing uses"),
        pytest.param({"orders-1.2.jar": task_with("b/Gone", named_by="com/lib/Task")}, id="a library of another library"),
        pytest.param({"b.jar": jar({}, **LICENCE, **{"META-INF/services/org.apache.kafka.connect.storage.Converter": b"org.apache.kafka.connect.json.JsonConverter\n"})}, id="a service of the workers' own"),
        pytest.param({"b.jar": noted("org.slf4j", "slf4j-api", "1", "org/slf4j/A"), "c.jar": noted("org.slf4j", "slf4j-api", "2", "org/slf4j/B")}, id="two versions of what the workers bring themselves"),
        pytest.param({"b.jar": library({"org/apache/kafka/clients2/A": class_file("org/apache/kafka/clients2/A", OBJECT, refers=[ABSENT])})}, id="a call of Kafka's own, of which the workers have theirs"),
        pytest.param({"b.jar": plain("org/apache/kafka/common/Uuid", java=21)}, id="a newer Java's class that the workers bring themselves"),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_no_finding(files):
    assert codes(CLEAN | files) == ["config-provider"]


def test_a_library_that_only_the_connectors_task_uses_is_missed_too():
    [missed] = [one for one in examined(CLEAN | {"orders-1.2.jar": task_with("b/Gone")}) if one.severity != "info"]
    assert (missed.code, missed.where) == ("library-missing", "com.example.Orders")
    assert "refers to b.Gone:" in missed.why
    assert codes(CLEAN | {"orders-1.2.jar": task_with("b/Gone"), "b.jar": plain("b/Gone")}) == ["config-provider"]


@pytest.mark.parametrize(("offered", "found"), [(OFFERED, ["library-missing"]), ({}, [])])
def test_a_library_of_a_config_provider_is_missed_where_kafka_connect_offers_it(offered, found):
    provider = {"p/P": class_file("p/P", OBJECT, interfaces=[PROVIDER], refers=[("b/Gone", "a", "()V")])}
    files = {"orders-1.2.jar": CLEAN["orders-1.2.jar"], "b.jar": library(provider, **offered)}
    assert [one.code for one in examined(files) if one.severity != "info"] == found


def test_classes_that_differ_between_two_artefacts_are_a_warning_that_names_both():
    (found,) = [
        one for one in examined(CLEAN, {"b.jar": plain(java=8)}, {"c.jar": plain(java=11)}) if one.severity != "info"
    ]
    assert (found.code, found.severity) == ("duplicate-classes", "warning")
    assert found.where == "s3://bucket/1.zip and s3://bucket/2.zip"
    assert "with different bytes: 1; most in a; jars: b.jar and c.jar" in found.why


def test_two_artefacts_whose_jars_overlap_crosswise_are_one_warning():
    one = {"a.jar": plain(java=8), "d.jar": plain("a/D", java=8)}
    other = {"b.jar": plain(java=11), "c.jar": plain("a/D", java=11)}
    (found,) = [one for one in examined(CLEAN, one, other) if one.code == "duplicate-classes"]
    assert "with different bytes: 2" in found.why


def test_the_same_bytes_in_two_artefacts_are_no_warning():
    assert codes(CLEAN, {"b.jar": plain()}, {"c.jar": library({"a/A": class_file("a/A", OBJECT)}, x=b"")}) == [
        "duplicates-inside",
        "config-provider",
    ]


def test_one_library_in_two_versions_of_two_artefacts_is_one_warning_for_all_libraries():
    older = {f"{name}-1.jar": noted("a", name, "1", f"a/{name}") for name in ("b", "c")}
    newer = {f"{name}-2.jar": noted("a", name, "2", f"a/x{name}") for name in ("b", "c")}
    (found,) = [one for one in examined(CLEAN, older, newer) if one.code == "two-versions"]
    assert found.why == "a:b 1 and 2; a:c 1 and 2."


def test_classes_that_kafka_never_loads_from_a_plugin_do_not_clash():
    kafka = [{f"{n}.jar": plain("org/apache/kafka/common/A", java=n)} for n in (8, 11)]
    assert codes(CLEAN, *kafka) == ["config-provider"]
    own = [{f"{n}.jar": plain("org/apache/kafka/connect/json/A", java=n)} for n in (8, 11)]
    assert "duplicate-classes" in codes(CLEAN, *own)


def test_the_provider_that_is_inside_says_its_alias():
    name = "com/amazonaws/kafka/config/providers/SecretsManagerConfigProvider"
    offered = {next(iter(OFFERED)): name.replace("/", ".").encode()}
    files = CLEAN | {"provider.jar": library({name: class_file(name, OBJECT, interfaces=[PROVIDER])}, **offered)}
    assert "SecretsManagerConfigProvider serves secretsmanager." in examined(files)[0].why


@pytest.mark.parametrize("smaller", [0, 1])
def test_a_large_bundle_is_a_warning_that_names_the_largest(monkeypatch, smaller):
    size = sum(map(len, CLEAN.values()))
    monkeypatch.setattr("connectpilot.domain.plugins.examination.LARGE", size - smaller)
    found = [one for one in examined(CLEAN) if one.code == "bundle-large"]
    assert len(found) == smaller
    assert all("orders-1.2.jar" in one.why for one in found)


# What Kafka lacks


def test_the_table_of_kafkas_api_is_of_the_versions_that_msk_connect_has():
    assert set(VERSIONS) == set(JAVA)


@pytest.mark.parametrize(
    ("version", "owner", "name", "descriptor", "absent"),
    [
        ("2.7.1", "org/apache/kafka/connect/source/TransactionContext", "commitTransaction", "()V", True),
        ("3.7.x", "org/apache/kafka/connect/source/TransactionContext", "commitTransaction", "()V", False),
        ("3.7.x", "org/apache/kafka/connect/source/SourceTaskContext", "pluginMetrics", "()Lorg/apache/kafka/common/metrics/PluginMetrics;", True),
        ("3.7.x", "org/apache/kafka/connect/sink/SinkRecord", "topic", "()Ljava/lang/String;", False),
        ("2.7.1", "org/apache/kafka/clients/consumer/OffsetResetStrategy", "toString", "()Ljava/lang/String;", False),
        ("3.7.x", "org/nobody/Knows", "this", "()V", False),
    ],
)  # fmt: skip
def test_what_kafka_lacks_is_known_by_version(version, owner, name, descriptor, absent):
    assert lacks(version, owner, name, descriptor) == absent


def calling(owner, name, descriptor):
    """A class that refers to a method."""
    return class_file("a/Calls", OBJECT, refers=[(owner, name, descriptor)])


def test_a_call_that_the_older_kafka_lacks_is_a_warning_for_that_version_only():
    call = calling("org/apache/kafka/connect/source/TransactionContext", "commitTransaction", "()V")
    files = {"orders-1.2.jar": jar({"com/example/Orders": class_file(java=11)}, **LISTED, **LICENCE)}
    files |= {"b.jar": library({"a/Calls": call}), "provider.jar": CLEAN["provider.jar"]}
    files["b.jar"] = library({"a/Calls": call[:7] + bytes([55]) + call[8:]})
    files["provider.jar"] = library({"p/P": class_file("p/P", OBJECT, interfaces=[PROVIDER], java=11)})
    (found,) = [one for one in examined(files, versions=("2.7.1", "3.7.x")) if one.code == "kafka-member-absent"]
    assert found.severity == "warning"
    assert "TransactionContext.commitTransaction()V (from a.Calls)" in found.where
    assert found.why == "Kafka Connect 2.7.1 does not have it."


# Acceptance


def test_an_accepted_error_does_not_refuse_and_stays_with_its_reason():
    split = CLEAN | CASES["aws-sdk-split"]
    (found,) = [
        one for one in examined(split, accept=[("aws-sdk-split", "only the region is read")]) if one.severity == "error"
    ]
    assert found.accepted == "only the region is read"
    assert "acceptance-unused" not in codes(split, accept=[("aws-sdk-split", "only the region is read")])
    assert "accepted: only the region is read" in str(found)


def test_accepting_one_error_does_not_take_another_on():
    files = CLEAN | CASES["aws-sdk-split"] | {"new.jar": plain(java=21)}
    found = examined(files, accept=[("java-level", "never loaded at all")])
    assert [(one.code, bool(one.accepted)) for one in found if one.severity == "error"] == [
        ("aws-sdk-split", False),
        ("java-level", True),
    ]


def test_an_acceptance_that_nothing_needs_is_told():
    found = examined(CLEAN, accept=[("java-level", "it was once so")])
    assert [one.code for one in found] == ["config-provider", "acceptance-unused"]


def test_the_table_gives_a_reason_for_each_severity_and_a_way_out():
    assert all(one.reason.endswith(".") and one.how and one.seen and one.title for one in KINDS.values())
    assert {code for code, one in KINDS.items() if one.severity == "error"} == {
        "no-connector-class",
        "java-level",
        "java-preview",
        "scan-broken",
        "aws-sdk-split",
        "signature-broken",
    }


# Uploads


def test_in_an_upload_each_folder_at_the_top_counts_as_an_artefact():
    """Who packs two archives into one ZIP is warned as for two artefacts."""
    files = {f"one/{name}": body for name, body in CLEAN.items()} | {"two/b.jar": plain(java=8), "three/c.jar": plain()}
    with tempfile.TemporaryFile() as scratch:
        spool = Spool(scratch)
        pieces = [spool.add(name, whole(name, io.BytesIO(body))) for name, body in sorted(files.items())]
        found = [one for one in examine(describe(spool, pieces, ()), ["3.7.x"]) if one.severity != "info"]
    assert [(one.code, one.where) for one in found] == [("duplicate-classes", "three and two")]
