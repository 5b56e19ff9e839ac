"""Renders the stand-in's tables into its reference page: python -m connectpilot_local.msk_connect.reference PAGE."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from connectpilot_local.engines.faults import FAULT_KINDS
from connectpilot_local.engines.traces import TRACES
from connectpilot_local.msk_connect.assumptions import switches
from connectpilot_local.msk_connect.behaviours import BEHAVIOURS, LEFT_OUT
from connectpilot_local.msk_connect.durations import Durations
from connectpilot_local.msk_connect.stages import CONNECTOR_STATES

_HEAD = """\
# The stand-in for MSK Connect

Generated from the tables in `local/connectpilot_local/msk_connect`; a test keeps this page and the tables
equal. Write it anew with `python -m connectpilot_local.msk_connect.reference docs/reference/msk-connect-stand-in.md`.

The stand-in answers every operation of botocore's `kafkaconnect` model. What AWS documents, or what open source code or
users' reports show, it does; what nobody documents is a switch, so that nothing of ours can come to depend on a guess:
the stand-in's suite, and a connector's life through Connectpilot's door, pass with the defaults and with each switch
flipped by itself.

Schedule a fault with `POST /_local/connectors/{name}/faults`, look with `GET /_local/connectors`, clear with
`DELETE /_local/connectors/{name}/faults`. A name keeps its faults when its connector is created again.
"""


def render() -> str:
    return "\n".join(
        [_HEAD, *_behaviours(), *_left_out(), *_switches(), *_durations(), *_states(), *_faults(), *_traces()]
    )


def _behaviours() -> list[str]:
    rows = [(each.what, each.source, _code(each.switch)) for each in BEHAVIOURS]
    return _table("What it does, and who says so", ("Behaviour", "Source", "Switch"), rows)


def _left_out() -> list[str]:
    return ["## What it leaves out", "", *[f"- {each}" for each in LEFT_OUT], ""]


def _switches() -> list[str]:
    rows = [(_code(each.name), each.default, each.other, each.why) for each in switches()]
    return _table("What is assumed", ("Switch", "Default", "Other value", "Why"), rows)


def _durations() -> list[str]:
    rows = [(_code(each.name), f"{each.default:g} s", each.metadata["source"]) for each in fields(Durations)]
    return _table("How long it takes, in the cloud's own seconds", ("What", "Time", "Source"), rows)


def _states() -> list[str]:
    rows = [(name, ", ".join(sorted(following)) or "gone") for name, following in CONNECTOR_STATES.items()]
    return _table("A connector's states", ("State", "May be followed by"), rows)


def _faults() -> list[str]:
    rows = []
    for kind in FAULT_KINDS:
        members = ", ".join(_code(name) for name in kind.model_fields if name not in {"kind", "after_seconds"})
        rows.append((_code(str(kind.model_fields["kind"].default)), kind.__doc__ or "", members))
    return _table(
        "Faults that can be scheduled (each takes `after_seconds`)", ("kind", "What happens", "Members"), rows
    )


def _traces() -> list[str]:
    rows = [(name, text.splitlines()[0][:140]) for name, text in TRACES.items()]
    return _table("Traces that `task_failure` knows by name", ("Name", "Begins with"), rows)


def _table(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    lines = [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return [f"## {title}", "", f"| {' | '.join(heads)} |", "|" + "---|" * len(heads), *lines, ""]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render())
