# ruff: noqa: E501 (prose)
"""Writes docs/runbooks/ from the table of symptoms, so that what a notification links to always exists."""

from __future__ import annotations

from pathlib import Path

from connectpilot.domain.care.symptom import Kind, RestartHelps, Symptom
from connectpilot.domain.care.symptoms import SIGNS, SYMPTOMS

FOLDER = Path(__file__).parents[1] / "docs" / "runbooks"

INTRODUCTIONS = {
    Kind.TRANSIENT: (
        ("Something outside the connector was away for a while. Healing restarts with growing pauses; you are told only"
        " when that did not help."),
        [
            "Is the other side (database, destination, brokers) up? Ask it, not the connector.",
            "Did both ends of a pipeline fail? A sink with a dead connection pool fails at its next record, not at once.",
            "When the other side is well: restart the connector, which ends the quarantine.",
        ],
    ),
    Kind.CONFIGURATION: (
        ("The connector, or the database it reads, is set up in a way that cannot work. No restart helps before that is"
        " mended."),
        [
            "Mend the named setting: `PUT /connectors/{name}/config` with the whole configuration.",
            "A change in the database: make it, then restart the connector.",
        ],
    ),
    Kind.PERMISSION: (
        ("Somebody said no: AWS, the cluster or the database. Healing tries twice, since the right may have been granted"
        " or the secret rotated meanwhile."),
        [
            "Find who refused whom, in the evidence of the incident.",
            "Grant the right, or mend the secret; then restart the connector.",
        ],
    ),
    Kind.NETWORK: (
        "Something cannot be reached, or its name does not resolve.",
        [
            "From a machine in the connector's subnets: does the name resolve, does the port answer?",
            "Security groups both ways, NAT gateway or VPC endpoints, DHCP options.",
            "Then restart; a connector that is FAILED is created again by applying its configuration.",
        ],
    ),
    Kind.PLUGIN: (
        "The plugin's archive cannot work on these workers. Restarts never help.",
        [
            "Build another plugin (drop a recipe or an archive into `uploads/`) and read its report.",
            "Apply the connector's configuration with `connectpilot.plugin` naming the new one.",
        ],
    ),
    Kind.DATA: (
        "A record cannot be handled. A restart begins at the same offset and meets it again.",
        [
            "Find the record: the worker log names topic, partition and offset (`errors.log.enable=true`).",
            "Mend the converter or the table, or set `errors.tolerance=all` with a dead-letter topic.",
            "With `errors.tolerance=all` a connector looks healthy while it drops records: watch the dead-letter topic.",
        ],
    ),
    Kind.POSITION: (
        ("The connector's place in its source is lost. A restart either fails again or goes on silently behind a gap:"
        " healing never restarts or recreates it."),
        [
            "Decide whether the rows in between are needed: then a new snapshot is.",
            "Set what the entry below says, apply, and watch the first minutes.",
            "Afterwards set `snapshot.mode` back.",
        ],
    ),
    Kind.RESOURCES: (
        "The workers, the subnets or the account are too small. Restarts help until the load returns.",
        [
            "Look at CpuUtilization and MemoryUtilization (80 to 90 % of memory is normal for a Java worker).",
            "Give it more: `connectpilot.capacity.mcu`, or let scaling do it (`connectpilot.scaling.*`).",
        ],
    ),
    Kind.PLATFORM: (
        "MSK Connect itself failed, or says nothing.",
        [
            "Look at the connector in the MSK console and at its operations.",
            "Read the worker log of that time; if it is empty, check the target's log group.",
            "Open an AWS support case if it lasts.",
        ],
    ),
    Kind.UNKNOWN: (
        "The cause is not among those that healing knows. It restarts with growing pauses all the same.",
        [
            "Read the incident's trace and the worker log around it.",
            "If the text is one that others will meet: add a row to the table of symptoms.",
        ],
    ),
}  # fmt: skip

_RESTART = {
    RestartHelps.YES: "a restart helps",
    RestartHelps.NO: "a restart does not help",
    RestartHelps.AFTER_FIX: "a restart helps once the cause is mended (tried twice)",
    RestartHelps.AFTER_DELAY: "a restart helps after some minutes",
    RestartHelps.BRIEFLY: "a restart helps for a while (tried three times)",
}


def page(kind: Kind) -> str:
    introduction, steps = INTRODUCTIONS[kind]
    rows = [row for row in (*SYMPTOMS, *SIGNS) if row.kind is kind]
    lines = [f"# {kind.capitalize()} trouble", "", "<!-- Written by tools/write_runbooks.py. -->", "", introduction, ""]
    lines += ["## What to do", "", *(f"{number}. {step}" for number, step in enumerate(steps, 1)), ""]
    for row in rows:
        lines += _section(row)
    return "\n".join(lines).rstrip() + "\n"


def _section(row: Symptom) -> list[str]:
    return [f"## {row.code}", "", f"{row.title}. {_RESTART[row.restart].capitalize()}.", "", row.fix, ""]


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in Kind:
        (FOLDER / f"{kind}.md").write_text(page(kind))


if __name__ == "__main__":
    main()
