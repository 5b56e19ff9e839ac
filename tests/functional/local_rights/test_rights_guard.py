"""Calls through boto3 as a role: what its policies grant passes, the rest is refused in the service's own words."""

import pytest
from botocore.exceptions import ClientError
from functional.local_rights import rights_cases, rights_cases_connect

CONNECT = {"Service": "kafkaconnect.amazonaws.com"}
CASES = [*rights_cases.CASES, *rights_cases_connect.CASES]
REFUSED = [case for case in CASES if case.code and case.code != case.otherwise]


@pytest.fixture(scope="module")
def passed_roles(roles):
    """The roles that cases hand to services."""
    roles.make(name="for-lambda", path="/passed/")
    roles.make(name="for-roles", path="/passed/", principal={"AWS": "arn:aws:iam::123456789012:root"})
    source = {"ArnLike": {"aws:SourceArn": "arn:aws:kafkaconnect:*:*:connector/pg/*"}}
    roles.make(name="pg", path="/connectors/", principal=CONNECT, trust_condition=source)


def attempt(cloud, case, clouds, roles):
    """The error code and status a call ends in."""
    role = roles.make(*case.granted, **case.role)
    params = case.params(clouds.have) if callable(case.params) else case.params
    client = cloud.client(case.service, clouds.strict.rights.sessions.credentials(role.arn))
    try:
        getattr(client, case.operation)(**params)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    return "", 200


@pytest.mark.usefixtures("passed_roles")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.service}: {case.name}")
def test_the_roles_policies_decide(case, clouds, roles):
    assert attempt(clouds.strict, case, clouds, roles) == (case.code, case.status)


@pytest.mark.usefixtures("passed_roles")
@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case.service}: {case.name}")
def test_what_is_refused_would_pass_without_enforcement(case, clouds, roles):
    code, _ = attempt(clouds.lax, case, clouds, roles)
    assert code == case.otherwise or (case.otherwise == "*" and code not in ("", case.code))
