"""Lets an invocation's answer carry the id that the function saw: moto puts one of its own over it.

By that id a person finds the invocation in the log.
"""

from __future__ import annotations

from typing import Any

from moto.awslambda.responses import LambdaResponse

from connectpilot_local.cloud.repairs import repair

HEADER = "x-amzn-requestid"


def install() -> None:
    repair(LambdaResponse, "_enrich_response", "headers body", _keeping)


def _keeping(original: Any) -> Any:
    def enrich_response(headers: dict[str, str], body: Any) -> Any:
        given = headers.get(HEADER)
        headers, body = original(headers, body)
        if given:
            headers[HEADER] = given
        return headers, body

    return staticmethod(enrich_response)
