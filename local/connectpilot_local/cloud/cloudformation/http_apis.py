"""AWS::ApiGatewayV2::*: HTTP APIs, kept for the local front, which answers their requests."""

from __future__ import annotations

from typing import Any

from connectpilot_local.cloud.cloudformation.apis import APIS, ApiDefinition
from connectpilot_local.cloud.cloudformation.base import Created, DeploymentError, Request, resource


@resource("AWS::ApiGatewayV2::Api", carried=["Body", "Description", "Name", "ProtocolType", "Tags"])
def api(request: Request) -> Created:
    properties = request.properties
    body: dict[str, Any] = properties.get("Body") or {}
    if not body or properties.get("ProtocolType", "HTTP") != "HTTP":
        raise DeploymentError("only HTTP APIs with a Body (an OpenAPI document) are answered locally")
    name = properties.get("Name") or body.get("info", {}).get("title") or request.name
    answer = request.call("apigatewayv2", "CreateApi", {"Name": name, "ProtocolType": "HTTP"})
    api_id = answer["ApiId"]
    APIS[api_id] = ApiDefinition(api_id=api_id, logical_id=request.logical_id, name=name, body=body)
    return Created(api_id, {"ApiId": api_id, "ApiEndpoint": answer["ApiEndpoint"]})


@resource("AWS::ApiGatewayV2::Stage", name="StageName", carried=["ApiId", "AutoDeploy", "StageVariables", "Tags"])
def stage(request: Request) -> Created:
    properties = request.properties
    definition = APIS[properties["ApiId"]]
    definition.stage = request.name
    definition.stage_variables = {name: str(value) for name, value in properties.get("StageVariables", {}).items()}
    wanted = {"ApiId": properties["ApiId"], "StageName": request.name}
    request.call("apigatewayv2", "CreateStage", {**wanted, "StageVariables": definition.stage_variables})
    return Created(request.name)


@resource(
    "AWS::ApiGatewayV2::Authorizer",
    name="Name",
    carried=[
        "ApiId",
        "AuthorizerPayloadFormatVersion",
        "AuthorizerResultTtlInSeconds",
        "AuthorizerType",
        "AuthorizerUri",
        "EnableSimpleResponses",
        "IdentitySource",
    ],
)
def authorizer(request: Request) -> Created:
    APIS[request.properties["ApiId"]].authorizers[request.name] = request.properties
    answer = request.call("apigatewayv2", "CreateAuthorizer", {**request.properties, "Name": request.name})
    return Created(answer["AuthorizerId"], {"AuthorizerId": answer["AuthorizerId"]})
