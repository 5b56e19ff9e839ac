"""AWS::StepFunctions::*"""

from __future__ import annotations

import json
from typing import Any

from connectpilot_local.cloud.cloudformation.base import Created, Request, resource
from connectpilot_local.cloud.cloudformation.shapes import as_text, pick


@resource(
    "AWS::StepFunctions::StateMachine",
    name="StateMachineName",
    carried=[
        "Definition",
        "DefinitionS3Location",
        "DefinitionString",
        "DefinitionSubstitutions",
        "LoggingConfiguration",
        "RoleArn",
        "StateMachineType",
        "Tags",
        "TracingConfiguration",
    ],
)
def state_machine(request: Request) -> Created:
    """Made by the API, so that it lands in the backend that executes (moto's own type uses the other one)."""
    properties = request.properties
    text = definition_text(request)
    for key, value in properties.get("DefinitionSubstitutions", {}).items():
        text = text.replace(f"${{{key}}}", as_text(value))
    answer = request.call(
        "stepfunctions",
        "CreateStateMachine",
        {
            "name": request.name,
            "definition": text,
            "type": properties.get("StateMachineType", "STANDARD"),
            **pick(properties, "LoggingConfiguration", "RoleArn", "Tags", "TracingConfiguration"),
        },
    )
    return Created(answer["stateMachineArn"], {"Arn": answer["stateMachineArn"], "Name": request.name})


def definition_text(request: Request) -> str:
    properties = request.properties
    if "DefinitionString" in properties:
        return as_text(properties["DefinitionString"])
    if "Definition" in properties:
        return json.dumps(properties["Definition"])
    where: dict[str, Any] = properties["DefinitionS3Location"]
    answer = request.call("s3", "GetObject", {"Bucket": where["Bucket"], "Key": where["Key"]})
    text: str = answer["Body"].read().decode()
    return text
