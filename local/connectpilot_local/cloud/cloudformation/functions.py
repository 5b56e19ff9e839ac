"""AWS::Lambda::*"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from connectpilot_local.cloud.cloudformation.base import Created, Request, resource
from connectpilot_local.cloud.cloudformation.shapes import pick

SAME_IN_API = (
    "Architectures",
    "DeadLetterConfig",
    "Description",
    "EphemeralStorage",
    "Handler",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "Role",
    "Runtime",
    "Timeout",
    "TracingConfig",
)


@resource(
    "AWS::Lambda::Function",
    name="FunctionName",
    carried=[*SAME_IN_API, "Code", "Environment", "ReservedConcurrentExecutions", "Tags"],
)
def function(request: Request) -> Created:
    properties = request.properties
    answer = request.call(
        "lambda",
        "CreateFunction",
        {
            "FunctionName": request.name,
            "Code": code(properties["Code"]),
            "Environment": properties.get("Environment", {"Variables": {}}),
            "Tags": {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])},
            **pick(properties, *SAME_IN_API),
        },
    )
    if "ReservedConcurrentExecutions" in properties:
        reserved = {"ReservedConcurrentExecutions": properties["ReservedConcurrentExecutions"]}
        request.call("lambda", "PutFunctionConcurrency", {"FunctionName": request.name, **reserved})
    return Created(request.name, {"Arn": answer["FunctionArn"]})


@resource(
    "AWS::Lambda::LayerVersion",
    name="LayerName",
    carried=["CompatibleArchitectures", "CompatibleRuntimes", "Content", "Description", "LicenseInfo"],
)
def layer_version(request: Request) -> Created:
    answer = request.call("lambda", "PublishLayerVersion", {**request.properties, "LayerName": request.name})
    return Created(answer["LayerVersionArn"], {"LayerVersionArn": answer["LayerVersionArn"]})


@resource("AWS::Lambda::Permission", carried=["Action", "FunctionName", "Principal", "SourceAccount", "SourceArn"])
def permission(request: Request) -> Created:
    request.call("lambda", "AddPermission", {**request.properties, "StatementId": request.name})
    return Created(request.name, {"Id": request.name})


@resource(
    "AWS::Lambda::EventInvokeConfig",
    carried=["DestinationConfig", "FunctionName", "MaximumEventAgeInSeconds", "MaximumRetryAttempts", "Qualifier"],
)
def event_invoke_config(request: Request) -> Created:
    request.call("lambda", "PutFunctionEventInvokeConfig", request.properties)
    return Created(request.name)


def code(given: dict[str, Any]) -> dict[str, Any]:
    """Inline code becomes the archive that CloudFormation makes of it."""
    if "ZipFile" not in given:
        return given
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as pack:
        pack.writestr("index.py", given["ZipFile"])
    return {"ZipFile": archive.getvalue()}
