"""Calls through boto3 as a role: what its policies grant passes, the rest is refused in the service's own words."""

import importlib.util
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

SPEC = importlib.util.spec_from_file_location("rights_cases", Path(__file__).with_name("rights_cases.py"))
TABLE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(TABLE)
REFUSED = [case for case in TABLE.CASES if case.code and case.code != case.otherwise]


@pytest.fixture(scope="module")
def passed_roles(roles):
    """The roles that cases hand to services."""
    roles.make(name="for-lambda", path="/passed/")
    source = {"ArnLike": {"aws:SourceArn": "arn:aws:kafkaconnect:*:*:connector/pg/*"}}
    roles.make(name="pg", path="/connectors/", principal={"Service": "kafkaconnect.amazonaws.com"}, trust_condition=source)


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
@pytest.mark.parametrize("case", TABLE.CASES, ids=lambda case: f"{case.service}: {case.name}")
def test_the_roles_policies_decide(case, clouds, roles):
    assert attempt(clouds.strict, case, clouds, roles) == (case.code, case.status)


@pytest.mark.usefixtures("passed_roles")
@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case.service}: {case.name}")
def test_what_is_refused_would_pass_without_enforcement(case, clouds, roles):
    code, _ = attempt(clouds.lax, case, clouds, roles)
    assert code == case.otherwise or (case.otherwise == "*" and code not in ("", case.code))
