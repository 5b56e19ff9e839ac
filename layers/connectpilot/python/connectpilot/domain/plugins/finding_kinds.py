# ruff: noqa: E501 (prose)
"""The table of findings: how severe each is, for which reason, and how to mend it. The pages in docs/findings/ are made of it."""

from __future__ import annotations

from dataclasses import dataclass

from .finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class FindingKind:
    severity: Severity
    title: str
    reason: str
    """Why it is as severe as that."""
    how: str
    seen: str
    """How it shows itself on MSK Connect, or what it does there."""


KINDS: dict[str, FindingKind] = {
    "no-connector-class": FindingKind(
        "error",
        "No connector is inside",
        "A plugin without a connector can serve no connector at all.",
        "Upload the connector's own archive, with all its jars; for a recipe, add the artefact that holds the connector or what is missing (of a lone jar: `dependencies: true`).",
        "MSK Connect registers the plugin as ACTIVE all the same. Each connector then fails minutes later with "
        "`Failed to find any class that implements Connector and which name matches`.",
    ),
    "java-level": FindingKind(
        "error",
        "Compiled for a newer Java than the workers'",
        "The Java Virtual Machine refuses such a class for certain. One class is enough: the highest level of all classes counts.",
        "Take an older release of this artefact, or leave out this Kafka Connect version (`kafkaConnect`).",
        "Workers of Kafka Connect 2.7.1 run on Java 11, of 3.7.x on Java 17. The log says `UnsupportedClassVersionError`, or only that "
        "the connector's class was not found, since the scan for plugins skips what it cannot load.",
    ),
    "java-preview": FindingKind(
        "error",
        "Compiled with preview features of Java",
        "The Java Virtual Machine refuses such a class unless it was started with `--enable-preview`, and then takes those of its own release only.",
        "Take a release that was compiled without `--enable-preview`.",
        "The log says `UnsupportedClassVersionError: Preview features are not enabled`, or only that the connector's class was not found. "
        "Nothing says that MSK Connect's workers enable them, and no configuration of theirs could.",
    ),
    "aws-sdk-split": FindingKind(
        "error",
        "Parts of the AWS SDK in several versions",
        "The SDK's modules call each other's internals: with modules of two releases on one class path, the first call breaks.",
        "Keep one version: choose releases built with the same SDK, or leave out one set of jars by `exclude`, which reaches whole jars only. What no connector uses together can be two plugins; a connector has one.",
        "The connector starts and fails with `NoSuchMethodError` or `NoClassDefFoundError` in `software.amazon.awssdk`, "
        "as users of msk-config-providers met it (its issues 28 and 31).",
    ),
    "signature-broken": FindingKind(
        "error",
        "A signed jar was changed",
        "Java checks digests of a signed jar whenever it loads a class of it, and refuses the jar; of a package with signed and unsigned classes it loads only those that are as the first one.",
        "Take the publisher's own jar, or, where it was repacked on purpose, remove `META-INF/*.SF` and the signature blocks beside them.",
        "The log says `SecurityException: Invalid signature file digest`, `SHA-256 digest error` or `signer information does not match`; a worker of 3.7.x ends where it is a service file. We compare the digests as Java does; "
        "who signed is not judged.",
    ),
    "scan-broken": FindingKind(
        "error",
        "Kafka Connect 2.7.1 breaks off its look for plugins",
        "Kafka Connect 2.7.1 creates each connector that it finds, and each config provider and REST extension that a service file names, while it looks for plugins. "
        "The first that it cannot create ends the look, and all else in the plugin is lost with it. 3.7.x passes over it.",
        "Add the jar that is missing, take a release without this class, leave its jar out by `exclude`, or leave out Kafka Connect 2.7.1 (`kafkaConnect`).",
        "The log says `Could not instantiate plugins in: ... Ignoring`, and every connector fails with `Failed to find any class that implements Connector`; "
        "for a service file, the worker itself ends with `ServiceConfigurationError` (`not found`, `could not be instantiated`, `not a subtype`).",
    ),
    "service-class-missing": FindingKind(
        "warning",
        "A service file names a class that is not there",
        "Kafka Connect logs it and goes on with the others, so that it matters only where the class is used. 2.7.1 does not for a config provider: that is `scan-broken`.",
        "Take the jar that holds the class into the bundle, or ignore this where the class is not used.",
        "The log says `ServiceConfigurationError: Provider not found` while plugins are scanned.",
    ),
    "connector-unusable": FindingKind(
        "warning",
        "A listed connector cannot be created",
        "Another class of the bundle may be the one to use; this one never works.",
        "Name another class as `connector.class`, or add the jar that holds what is missing; else tell the publisher that its service file is wrong.",
        "The log says `InstantiationException` or `IllegalAccessException`, or the class is not offered.",
    ),
    "library-missing": FindingKind(
        "warning",
        "A library of a connector or config provider is missing",
        "Its own class, its tasks or other classes of its package that it uses refer to it, or it comes from it, so that it will hardly do without; but a reference may be guarded, "
        "and the workers have libraries of their own. What is named as text only (a JDBC driver, often) or used by other libraries is not looked for.",
        "Add the missing library: take the publisher's archive with all jars, and what it leaves to you (a driver, as Debezium's for Db2 does); for a lone jar of a Maven repository, `dependencies: true` and `connectpilot recipe lock`.",
        "The connector is not offered (`Plugin class has a dependency which is missing or invalid`), or it or its task fails with `NoClassDefFoundError`. "
        "Workers that are told to use such a config provider do not start; on Kafka Connect 2.7.1 any such class may end the worker.",
    ),
    "duplicate-classes": FindingKind(
        "warning",
        "The same class in two artefacts, with different bytes",
        "Kafka Connect sorts jars by their paths, and the first one that has the class is used for both. It breaks only where they really differ in what is called.",
        "See whether the jar that comes first can serve both. If not, leave one out by `exclude` (whole jars only); what no connector uses together can be two plugins.",
        "A connector that works on one day fails on another bundle with `NoSuchMethodError`, `NoSuchFieldError` or `ClassCastException`.",
    ),
    "two-versions": FindingKind(
        "warning",
        "One library in two versions",
        "Kafka Connect sorts jars by their paths, and Java loads each class from the first one that has it; often that does no harm. "
        "Two jars of one library count even side by side in one folder: no publisher's build packs both.",
        "Leave the older one out by `exclude` (whole jars only), if both users of the library can live with it.",
        "As with duplicate classes: a configuration is refused for no reason, or `NoSuchMethodError` and the like, sometimes long after the start.",
    ),
    "runtime-bundled": FindingKind(
        "warning",
        "Kafka itself is inside",
        "Kafka Connect never loads Kafka's own classes from a plugin, so these jars are dead weight; several Debezium releases (3.5.0, 3.6.0, 3.6.1) ship them.",
        "Choose a release that does not bundle it; or leave out by `exclude` what is a jar of its own (docs/reference/recipes.md).",
        "The workers' own Kafka is used: what the plugin was built against counts for nothing. The bundle is megabytes larger.",
    ),
    "iam-auth-bundled": FindingKind(
        "warning",
        "aws-msk-iam-auth is inside",
        "For the connection to the cluster MSK Connect brings its own. A client inside the plugin (Debezium's schema history, for example) may need one.",
        "Leave it out, unless a client inside the plugin itself connects with IAM.",
        "It brings its own AWS SDK; together with a config provider's that becomes `aws-sdk-split`.",
    ),
    "native-platform": FindingKind(
        "warning",
        "Native code, but none for Linux on x86-64",
        "The library may have a fallback in Java, and what machines MSK Connect runs on is not documented.",
        "Take the artefact's variant (classifier) for linux-x86_64, or make sure that the native code is not used.",
        "The log says `UnsatisfiedLinkError`.",
    ),
    "not-a-jar": FindingKind(
        "warning",
        "An archive that Kafka Connect does not load",
        "That is a fault only where what is inside is needed.",
        "Unpack it: the jars must be files of the bundle themselves. In a recipe, name the archive as an artefact.",
        "The classes inside are not found.",
    ),
    "kafka-member-absent": FindingKind(
        "warning",
        "Uses something that the workers' Kafka does not have",
        "The call may be guarded (many plugins ask first what is there), so that it is no certain failure.",
        "Look in the publisher's notes for the oldest Kafka Connect it supports; take an older release if the call is not guarded.",
        "Where it is reached, it fails with `NoSuchMethodError` or `NoClassDefFoundError` at that moment, not at the start.",
    ),
    "bundle-large": FindingKind(
        "warning",
        "A very large bundle",
        "MSK Connect documents no limit. Larger bundles take longer to start on every worker; about 55 MB is what AWS's own tutorial shows.",
        "Leave out by `exclude` what is not used: drivers of other databases, documentation, a bundled runtime (docs/reference/recipes.md).",
        "Starting and scaling out take longer.",
    ),
    "class-not-listed": FindingKind(
        "info",
        "A connector that no service file names",
        "MSK Connect's Kafka versions find it by scanning all classes. Newer Kafka can be set to read service files only.",
        "Nothing to do on MSK Connect; the publisher can add a service file (KIP-898).",
        "Nothing, but for a slower start.",
    ),
    "duplicates-inside": FindingKind(
        "info",
        "The same class twice in what one publisher packed together, or twice with the same bytes",
        "The publisher tested it so, or it makes no difference which is loaded.",
        "Nothing to do.",
        "Nothing.",
    ),
    "two-versions-inside": FindingKind(
        "info",
        "One library in two versions in what one publisher packed together",
        "The publisher tested it so; at most one of them is a jar of its own.",
        "Nothing to do, unless you meet `NoSuchMethodError` from this library: tell the publisher.",
        "Nothing, as a rule.",
    ),
    "slf4j-bundled": FindingKind(
        "info",
        "slf4j is inside",
        "Nearly every plugin ships it, and Kafka Connect never loads it from a plugin.",
        "Nothing to do.",
        "The workers' own logging is used.",
    ),
    "no-config-provider": FindingKind(
        "info",
        "No config provider",
        "A connector without secrets, or with an IAM role for its database, needs none.",
        "Add msk-config-providers to refer to Secrets Manager, SSM or S3 (docs/reference/recipes.md).",
        "A connector that refers to `${secretsmanager:...}` fails on this plugin.",
    ),
    "config-provider": FindingKind(
        "info",
        "A config provider, and what it serves",
        "Worth knowing when a connector's configuration is written.",
        "Nothing to do.",
        "The worker configuration that Connectpilot derives names the provider under these aliases.",
    ),
    "provider-not-listed": FindingKind(
        "info",
        "A config provider that no service file names",
        "It counts for nothing, and matters only where a connector is to use it.",
        "To use it, take its publisher's own jar; where jars were merged into one, keep `META-INF/services/org.apache.kafka.common.config.provider.ConfigProvider`.",
        "Kafka Connect finds config providers by service files only. Workers that are told to use it end with `ConfigException` and "
        "`ClassNotFoundException`, so that Connectpilot does not offer it.",
    ),
    "identical-file": FindingKind(
        "info",
        "The same jar was given twice",
        "Nothing is lost: the bytes are the same.",
        "Nothing to do.",
        "The bundle holds it once.",
    ),
    "nested-archive": FindingKind(
        "info",
        "An archive inside a jar",
        "Libraries carry agents and the like so, and unpack them themselves. Kafka Connect does not look into it.",
        "Nothing to do, unless the connector's own classes are in there: then upload the archive that holds them as jars.",
        "Classes in an inner jar are not found by Kafka Connect.",
    ),
    "licence-missing": FindingKind(
        "info",
        "No licence found in a jar",
        "It does not touch how the plugin runs; who passes the bundle on may have to name the licences.",
        "Look for the licence with the publisher, if you pass the bundle on.",
        "The SBOM has no licence for this jar.",
    ),
    "acceptance-unused": FindingKind(
        "info",
        "An acceptance that nothing needs",
        "The finding is gone, or its name is misspelt.",
        "Remove it from the recipe's `accept`.",
        "Nothing.",
    ),
}  # fmt: skip


def found(code: str, where: str, why: str) -> Finding:
    kind = KINDS[code]
    return Finding(code, kind.severity, where, why, kind.how)
