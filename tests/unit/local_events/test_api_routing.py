"""Which route answers, what a function receives, and what the client gets."""

import base64
import json
from datetime import UTC, datetime

import pytest
from connectpilot_local.cloud.api_front.definition import Route, UnsupportedApiError, read_routes
from connectpilot_local.cloud.api_front.request import Request, function_event
from connectpilot_local.cloud.api_front.response import from_function
from connectpilot_local.cloud.api_front.routing import Router
from connectpilot_local.cloud.cloudformation.apis import ApiDefinition

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
INTEGRATION = {
    "type": "aws_proxy",
    "payloadFormatVersion": "2.0",
    "uri": "arn:aws:apigateway:r:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations",
}


def route(key):
    method, _, path = key.partition(" ")
    return Route(method if path else "ANY", path or method, "arn", 30, None)


ROUTER = Router(
    [
        route(key)
        for key in (
            "$default",
            "ANY /{proxy+}",
            "ANY /",
            "GET /connectors/{name}",
            "GET /connectors/all",
            "ANY /connectors/{name}",
            "PUT /connectors/{name}/{rest+}",
        )
    ]
)


@pytest.mark.parametrize(
    ("method", "path", "key", "parameters"),
    [
        ("GET", "/", "ANY /", {}),
        ("GET", "/connectors", "ANY /{proxy+}", {"proxy": "connectors"}),
        ("GET", "/connectors/all", "GET /connectors/all", {}),
        ("GET", "/connectors/orders", "GET /connectors/{name}", {"name": "orders"}),
        ("DELETE", "/connectors/orders", "ANY /connectors/{name}", {"name": "orders"}),
        ("PUT", "/connectors/a/b/c", "PUT /connectors/{name}/{rest+}", {"name": "a", "rest": "b/c"}),
        ("GET", "/connectors/a/b", "ANY /{proxy+}", {"proxy": "connectors/a/b"}),
        ("HEAD", "/x", "ANY /{proxy+}", {"proxy": "x"}),
    ],
)
def test_the_most_specific_route_wins(method, path, key, parameters):
    found = ROUTER.find(method, path)
    assert (found.route.key, found.parameters) == (key, parameters)


def test_default_takes_what_nothing_else_does():
    assert Router([route("GET /a"), route("$default")]).find("POST", "/a").route.key == "$default"


def test_no_route_is_no_match():
    assert Router([route("GET /a")]).find("POST", "/a") is None


def event(body=b"", path="/connectors/a%2Fb/status", query="", headers=()):
    request = Request("POST", path, query, [("Host", "127.0.0.1"), *headers], body, "127.0.0.1")
    api = ApiDefinition("api1", "HttpApi", "n", {})
    return function_event(request, api, ROUTER.find("POST", request.path), NOW, None)


def test_the_path_arrives_decoded():
    made = event()
    assert made["rawPath"] == "/connectors/a/b/status"
    assert made["requestContext"]["http"]["path"] == "/connectors/a/b/status"
    assert made["pathParameters"] == {"proxy": "connectors/a/b/status"}


def test_headers_cookies_and_query_are_joined_as_in_payload_2():
    made = event(query="a=1&a=2&b=x%20y", headers=[("X-A", "1"), ("x-a", "2"), ("Cookie", "a=1; b=2")])
    assert made["headers"].items() >= {"host": "127.0.0.1", "x-a": "1,2"}.items()
    assert "cookie" not in made["headers"]
    assert made["cookies"] == ["a=1", "b=2"]
    assert made["queryStringParameters"] == {"a": "1,2", "b": "x y"}
    assert made["rawQueryString"] == "a=1&a=2&b=x%20y"


def test_where_a_request_comes_from_is_said_by_the_gateway_not_by_the_client():
    headers = event(headers=[("X-Forwarded-Proto", "gopher"), ("X-Forwarded-For", "1.2.3.4")])["headers"]
    assert (headers["x-forwarded-proto"], headers["x-forwarded-for"]) == ("http", "127.0.0.1")


def test_without_query_and_body_the_fields_are_left_out():
    made = event()
    assert {"queryStringParameters", "body", "cookies", "stageVariables"}.isdisjoint(made)
    assert made["isBase64Encoded"] is False


@pytest.mark.parametrize(
    ("content_type", "encoded"),
    [
        ("application/json", False),
        ("application/json; charset=utf-8", False),
        ("application/vnd.x+json", False),
        ("text/plain", False),
        ("application/octet-stream", True),
        ("application/zip", True),
        ("application/x-www-form-urlencoded", True),
    ],
)
def test_a_body_is_text_or_base64_by_its_type(content_type, encoded):
    made = event(body=b"{}", headers=[("Content-Type", content_type)])
    assert made["isBase64Encoded"] is encoded
    assert made["body"] == (base64.b64encode(b"{}").decode() if encoded else "{}")


def test_bytes_that_are_no_text_are_base64_whatever_is_said():
    made = event(body=b"\xff\xfe", headers=[("Content-Type", "text/plain")])
    assert made["isBase64Encoded"] is True


def answer(value):
    made = from_function(json.dumps(value).encode())
    return made.status, dict(made.headers), made.body


def test_an_answer_without_status_code_is_a_body():
    assert answer({"a": 1}) == (200, {"content-type": "application/json"}, b'{"a": 1}')
    assert answer("text") == (200, {"content-type": "application/json"}, b"text")


def test_an_explicit_answer_is_carried_out():
    made = from_function(
        json.dumps(
            {
                "statusCode": 201,
                "headers": {"Location": "/x", "X-Flag": True},
                "cookies": ["a=1", "b=2"],
                "isBase64Encoded": True,
                "body": base64.b64encode(b"\x00\x01").decode(),
            }
        ).encode()
    )
    assert made.status == 201
    assert made.body == b"\x00\x01"
    assert ("set-cookie", "a=1") in made.headers
    assert ("set-cookie", "b=2") in made.headers
    assert ("X-Flag", "true") in made.headers
    assert ("content-type", "text/plain;charset=UTF-8") in made.headers


@pytest.mark.parametrize(
    "broken",
    [
        {"statusCode": 200, "body": {"not": "text"}},
        {"statusCode": "many"},
        {"statusCode": 200, "isBase64Encoded": True, "body": "%%%"},
        {"statusCode": 200, "headers": ["a"]},
    ],
)
def test_what_is_no_answer_is_an_internal_error(broken):
    status, _, body = answer(broken)
    assert (status, json.loads(body)) == (500, {"message": "Internal Server Error"})


def operation(**more):
    return {"x-amazon-apigateway-integration": {**INTEGRATION, **more.pop("integration", {})}, **more}


@pytest.mark.parametrize(
    "left_out",
    [
        operation(integration={"payloadFormatVersion": "1.0"}),
        operation(integration={"type": "http_proxy"}),
        operation(integration={"uri": "https://example.com"}),
        operation(security=[{"Jwt": []}]),
        operation(security=[{"Policy": []}]),
        operation(security=[{"Odd": []}]),
    ],
)
def test_what_the_front_does_not_do_is_refused(left_out):
    schemes = {
        "Jwt": {"type": "oauth2", "x-amazon-apigateway-authorizer": {"type": "jwt"}},
        "Policy": {
            "x-amazon-apigateway-authorizer": {
                "type": "request",
                "authorizerPayloadFormatVersion": "2.0",
                "enableSimpleResponses": False,
            }
        },
        "Odd": {
            "x-amazon-apigateway-authorizer": {
                "type": "request",
                "authorizerUri": INTEGRATION["uri"],
                "authorizerPayloadFormatVersion": "2.0",
                "enableSimpleResponses": True,
                "identitySource": ["$context.identity.sourceIp"],
            }
        },
    }
    body = {"paths": {"/": {"get": left_out}}, "components": {"securitySchemes": schemes}}
    with pytest.raises(UnsupportedApiError):
        read_routes(ApiDefinition("a", "HttpApi", "n", body))
