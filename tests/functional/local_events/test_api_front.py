"""HTTP APIs answer on ports of their own, with API Gateway's routing, authorizers and limits."""

import http.client
import json
import threading
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from connectpilot_local.cloud import api_front
from connectpilot_local.cloud.cloudformation.apis import ApiDefinition
from connectpilot_local.cloud.identity import EXEMPT_ACCESS_KEY

ACCOUNT = "123456789012"


def integration(function, **more):
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations"
    return {"httpMethod": "POST", "type": "aws_proxy", "uri": uri, "payloadFormatVersion": "2.0", **more}


def definition(function, security=None, schemes=None, **more):
    operation = {"x-amazon-apigateway-integration": integration(function, **more), "responses": {}}
    if security:
        operation["security"] = [{security: []}]
    paths = {path: {"x-amazon-apigateway-any-method": operation} for path in ("/", "/{proxy+}")}
    body = {"openapi": "3.0.1", "paths": paths, "components": {"securitySchemes": schemes or {}}}
    return ApiDefinition("api1", "HttpApi", "stack", body)


@pytest.fixture
def serve(context, happening):
    def serve(api):
        return api_front.start(context, {api.api_id: api})["HttpApi"]

    yield serve
    api_front.stop()


@pytest.fixture
def echo(functions):
    """A function that says what it received."""
    functions.answers["echo"] = lambda event: {
        "statusCode": 200,
        "headers": {"content-type": "application/json"},
        "cookies": ["a=1"],
        "body": json.dumps(event),
    }
    return functions.make("echo")


def call(url, method="GET", path="/", headers=None, body=None, **more):
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request(method, path, body=body, headers=headers or {}, **more)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def test_a_request_reaches_the_function_and_its_answer_the_client(serve, echo):
    status, headers, body = call(serve(definition(echo)), "PUT", "/connectors/a%20b?x=1", {"X-Own": "v"}, b"text")
    event = json.loads(body)
    assert status == 200
    assert headers["set-cookie"] == "a=1"
    assert event["routeKey"] == "ANY /{proxy+}"
    assert event["rawPath"] == "/connectors/a b"
    assert event["headers"]["x-own"] == "v"
    assert event["body"] == "text"
    assert event["requestContext"]["time"] == "01/Jan/2026:12:00:00 +0000"
    assert event["requestContext"]["http"]["method"] == "PUT"
    assert "authorizer" not in event["requestContext"]


def test_the_base_url_has_no_path(serve, echo):
    url = serve(definition(echo))
    assert urlsplit(url).path == ""
    assert json.loads(call(url)[2])["routeKey"] == "ANY /"


def test_head_says_how_long_and_nothing_more(serve, echo):
    status, headers, body = call(serve(definition(echo)), "HEAD", "/x")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 0


def test_a_chunked_body_arrives_whole(serve, echo):
    chunks = iter([b"one", b"two"])
    _, _, body = call(serve(definition(echo)), "POST", "/x", body=chunks, encode_chunked=True)
    assert json.loads(body)["body"] == "onetwo"


def test_a_connection_is_kept(serve, echo):
    connection = http.client.HTTPConnection(urlsplit(serve(definition(echo))).netloc, timeout=10)
    for _ in range(3):
        connection.request("GET", "/x")
        assert connection.getresponse().read()
    connection.close()


def test_more_than_ten_megabytes_are_refused(serve, echo, functions):
    url = serve(definition(echo))
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.putrequest("POST", "/x")
    connection.putheader("Content-Length", str(10 * 1024 * 1024 + 1))
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())) == (413, {"message": "Request Entity Too Large"})
    connection.close()
    assert functions.calls == []


def test_what_has_no_route_is_not_found(serve, echo):
    api = definition(echo)
    del api.body["paths"]["/{proxy+}"]
    status, _, body = call(serve(api), path="/x")
    assert (status, json.loads(body)) == (404, {"message": "Not Found"})


def test_a_failing_function_is_an_internal_error(serve, functions):
    functions.answers["broken"] = RuntimeError("boom")
    status, _, body = call(serve(definition(functions.make("broken"))))
    assert (status, json.loads(body)) == (500, {"message": "Internal Server Error"})


def test_a_slow_function_is_not_waited_for(serve, functions):
    over = threading.Event()
    functions.answers["slow"] = lambda _: over.wait(5) and {}
    try:
        status, _, body = call(serve(definition(functions.make("slow"), timeoutInMillis=100)))
    finally:
        over.set()
    assert (status, json.loads(body)) == (503, {"message": "Service Unavailable"})


# --- IAM ---

IAM = {"AWS_IAM": {"type": "apiKey", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4"}}


@pytest.fixture
def guarded(serve, echo):
    return serve(definition(echo, "AWS_IAM", IAM))


def sign(url, credentials, method="GET", path="/", body=b"", service="execute-api", region="us-east-1"):
    request = AWSRequest(method=method, url=url + path, data=body, headers={"host": urlsplit(url).netloc})
    SigV4Auth(credentials, service, region).add_auth(request)
    return dict(request.headers)


DEPLOYER = Credentials(EXEMPT_ACCESS_KEY, "local")


def test_an_unsigned_request_is_forbidden(guarded, functions):
    status, _, body = call(guarded)
    assert (status, json.loads(body)) == (403, {"message": "Forbidden"})
    assert functions.calls == []


@pytest.mark.parametrize("path", ["/", "/connectors/a%20b/status?b=2&a=1%2F2", "/a%2Fb"])
@pytest.mark.parametrize(("method", "body"), [("GET", b""), ("PUT", b'{"a": 1}')])
def test_a_signed_request_passes(guarded, method, path, body):
    status, _, answer = call(guarded, method, path, sign(guarded, DEPLOYER, method, path, body), body)
    assert status == 200
    iam = json.loads(answer)["requestContext"]["authorizer"]["iam"]
    assert iam["accessKey"] == EXEMPT_ACCESS_KEY
    assert iam["userArn"] == f"arn:aws:iam::{ACCOUNT}:root"
    assert iam["accountId"] == ACCOUNT


@pytest.mark.parametrize(
    "wrong",
    [
        {"credentials": Credentials("AKIAUNKNOWN000000000", "local")},
        {"credentials": Credentials(EXEMPT_ACCESS_KEY, "another secret")},
        {"credentials": Credentials(EXEMPT_ACCESS_KEY, "local", "a token")},
        {"credentials": DEPLOYER, "service": "s3"},
        {"credentials": DEPLOYER, "region": "eu-central-1"},
        {"credentials": DEPLOYER, "path": "/other"},
        {"credentials": DEPLOYER, "method": "DELETE"},
        {"credentials": DEPLOYER, "body": b"other"},
    ],
)
def test_a_signature_of_something_else_is_forbidden(guarded, functions, wrong):
    right = {"method": "PUT", "path": "/a", "body": b"body"}
    status, _, body = call(guarded, "PUT", "/a", sign(guarded, **{**right, **wrong}), b"body")
    assert (status, json.loads(body)) == (403, {"message": "Forbidden"})
    assert functions.calls == []


def test_an_old_signature_is_forbidden(guarded, monkeypatch):
    import botocore.auth

    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda **_: long_ago)
    headers = sign(guarded, DEPLOYER)
    assert headers["X-Amz-Date"].startswith("2020")
    assert call(guarded, headers=headers)[0] == 403


@pytest.fixture
def session(client):
    iam = client("iam")
    role = iam.create_role(RoleName="caller", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    given = client("sts").assume_role(RoleArn=role, RoleSessionName="me")["Credentials"]
    return Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])


def test_a_role_session_is_known_and_judged(guarded, session, context):
    asked = []
    context.authorise = lambda *question: asked.append(question) or True
    status, _, body = call(guarded, path="/connectors", headers=sign(guarded, session, path="/connectors"))
    assert status == 200
    iam = json.loads(body)["requestContext"]["authorizer"]["iam"]
    assert iam["userArn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/caller/me"
    route = f"arn:aws:execute-api:us-east-1:{ACCOUNT}:api1/$default/GET/connectors"
    assert asked == [(f"arn:aws:iam::{ACCOUNT}:role/caller", "execute-api:Invoke", route)]


def test_a_role_without_the_right_is_forbidden(guarded, session, context):
    context.authorise = lambda *_: False
    assert call(guarded, headers=sign(guarded, session))[0] == 403


def test_a_session_without_its_token_is_forbidden(guarded, session):
    assert call(guarded, headers=sign(guarded, Credentials(session.access_key, session.secret_key)))[0] == 403


def test_a_user_is_known_until_the_key_is_inactive(guarded, client):
    iam = client("iam")
    iam.create_user(UserName="ann")
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    credentials = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
    status, _, body = call(guarded, headers=sign(guarded, credentials))
    assert status == 200
    assert json.loads(body)["requestContext"]["authorizer"]["iam"]["userArn"].endswith(":user/ann")
    iam.update_access_key(UserName="ann", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    assert call(guarded, headers=sign(guarded, credentials))[0] == 403


# --- Lambda authorizer ---


@pytest.fixture
def clients_api(serve, echo, functions):
    """The URL of an API whose authorizer lets `Authorization: let me in` pass."""
    functions.answers["authorizer"] = lambda event: {
        "isAuthorized": event["identitySource"] == ["let me in"],
        "context": {"user": "ann"},
    }
    uri = integration(functions.make("authorizer"))["uri"]
    scheme = {
        "type": "apiKey",
        "name": "Unused",
        "in": "header",
        "x-amazon-apigateway-authorizer": {
            "type": "request",
            "authorizerUri": uri,
            "authorizerResultTtlInSeconds": 60,
            "identitySource": ["$request.header.Authorization"],
            "authorizerPayloadFormatVersion": "2.0",
            "enableSimpleResponses": True,
        },
    }
    return serve(definition(echo, "Basic", {"Basic": scheme}))


def invoked(functions):
    return [name for name, _ in functions.calls]


def test_without_the_identity_source_it_is_unauthorized_and_nobody_is_asked(clients_api, functions):
    status, _, body = call(clients_api)
    assert (status, json.loads(body)) == (401, {"message": "Unauthorized"})
    assert functions.calls == []


def test_who_is_denied_is_forbidden(clients_api, functions):
    status, _, body = call(clients_api, headers={"Authorization": "please"})
    assert (status, json.loads(body)) == (403, {"message": "Forbidden"})
    assert invoked(functions) == ["authorizer"]


def test_who_is_let_in_brings_the_authorizers_context(clients_api, functions):
    status, _, body = call(clients_api, path="/connectors", headers={"Authorization": "let me in"})
    assert status == 200
    assert json.loads(body)["requestContext"]["authorizer"] == {"lambda": {"user": "ann"}}
    asked = functions.calls[0][1]
    assert (asked["version"], asked["type"], asked["routeKey"]) == ("2.0", "REQUEST", "ANY /{proxy+}")
    assert asked["routeArn"] == f"arn:aws:execute-api:us-east-1:{ACCOUNT}:api1/$default/GET/connectors"


def test_the_answer_is_remembered_for_its_time_on_the_clock(clients_api, functions, clock):
    def ask(word="let me in"):
        return call(clients_api, headers={"Authorization": word})[0]

    assert [ask(), ask(), ask("no"), ask("no")] == [200, 200, 403, 403]
    assert invoked(functions).count("authorizer") == 2
    clock.advance(seconds=61)
    ask()
    assert invoked(functions).count("authorizer") == 3


@pytest.mark.parametrize("answer", [RuntimeError("boom"), {"no": "verdict"}])
def test_an_authorizer_that_fails_is_an_internal_error(clients_api, functions, answer):
    functions.answers["authorizer"] = answer
    assert call(clients_api, headers={"Authorization": "let me in"})[0] == 500


def test_the_ports_are_freed(context, happening, echo):
    url = api_front.start(context, {"api1": definition(echo)})["HttpApi"]
    api_front.stop()
    with pytest.raises(ConnectionRefusedError):
        call(url)
