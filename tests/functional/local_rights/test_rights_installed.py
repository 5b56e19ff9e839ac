"""What `install` puts in place: credentials, trust, machines' roles and glue without HTTP."""

import json
import urllib.request

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from connectpilot_local.cloud.identity import EXEMPT_ACCESS_KEY
from connectpilot_local.cloud.rights.install import to_json
from connectpilot_local.cloud.rights.judge import RoleNotAssumableError
from connectpilot_local.cloud.rights.verdict import Reason
from connectpilot_local.cloud.workflows import credentials as tasks

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
CHILD = "arn:aws:states:us-east-1:123456789012:stateMachine:heal"
GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:/app:*"
STATES = {"Service": "states.amazonaws.com"}
RULE_ACTIONS = ["events:PutTargets", "events:PutRule", "events:DescribeRule"]
RULE = "arn:aws:events:us-east-1:123456789012:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"


def allow(actions, resource="*", **more):
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


def refusal_of(call, **params):
    with pytest.raises(ClientError) as caught:
        call(**params)
    return caught.value.response["Error"]


def test_credentials_are_of_the_role_and_made_once(strict, roles):
    role = roles.make()
    keys = strict.rights.credentials_for(role.arn)
    assert keys == strict.rights.credentials_for(role.arn)
    assert role.name in strict.client("sts", keys).get_caller_identity()["Arn"]


def test_a_role_runs_only_for_services_it_trusts(strict, roles):
    role = roles.make(principal=STATES)
    assert strict.rights.credentials_for(role.arn, "states.amazonaws.com")
    with pytest.raises(RoleNotAssumableError, match="lambda"):
        strict.rights.credentials_for(role.arn, "lambda.amazonaws.com")


def test_a_role_that_trusts_no_service_runs_for_nobody(strict, roles):
    role = roles.make(principal={"AWS": "arn:aws:iam::123456789012:root"})
    with pytest.raises(RoleNotAssumableError):
        strict.rights.credentials_for(role.arn)


def test_a_role_that_is_not_there_runs_for_nobody(strict):
    with pytest.raises(RoleNotAssumableError, match="there is no role"):
        strict.rights.credentials_for("arn:aws:iam::123456789012:role/nobody")


def test_a_condition_on_the_source_is_judged_by_the_source(strict, roles):
    ours = "arn:aws:kafkaconnect:us-east-1:123456789012:connector/*"
    role = roles.make(
        principal={"Service": "kafkaconnect.amazonaws.com"},
        trust_condition={"StringEquals": {"aws:SourceAccount": "123456789012"}, "ArnLike": {"aws:SourceArn": ours}},
    )
    assert strict.rights.may_assume(role.arn, "kafkaconnect", ours.replace("*", "pg/u")).allowed
    assert not strict.rights.may_assume(role.arn, "kafkaconnect", "arn:aws:s3:::b").allowed
    assert strict.rights.may_assume(role.arn, "kafkaconnect").reason is Reason.NOT_JUDGED


def test_a_role_assumed_over_http_has_its_own_rights(strict, roles):
    role = roles.make(allow("dynamodb:ListTables"))
    keys = strict.client("sts").assume_role(RoleArn=role.arn, RoleSessionName="session")["Credentials"]
    strict.client("dynamodb", keys).list_tables()
    assert refusal_of(strict.client("sqs", keys).list_queues)["Code"] == "AccessDenied"


def test_machines_tasks_get_their_machines_role(strict, roles):
    role = roles.make(allow("dynamodb:ListTables"), principal=STATES)
    keys = tasks.credentials_for(role.arn)
    strict.client("dynamodb", keys).list_tables()
    assert refusal_of(strict.client("sqs", keys).list_queues)["Code"] == "AccessDenied"


def test_the_interpreters_own_key_is_not_exempt(strict):
    client = strict.client("dynamodb", {"AccessKeyId": "ak", "SecretAccessKey": "sk", "SessionToken": None})
    error = refusal_of(client.list_tables)
    assert error["Code"] == "LocalRightsNotJudged"
    assert "access key ak" in error["Message"]
    assert "ak" in {
        entry.role.split()[2].rstrip(",") for entry in strict.rights.log.not_judged if "access key" in entry.role
    }


def test_parameters_of_an_unexpected_shape_are_refused_not_a_crash(strict, roles):
    role = roles.make(allow("dynamodb:*"))
    client = strict.client("dynamodb", strict.rights.credentials_for(role.arn))
    nameless = {"body": b'{"TransactItems": [{"Get": {}}]}'}
    client.meta.events.register("before-call.dynamodb", lambda params, **_: params.update(nameless))
    error = refusal_of(client.transact_get_items, TransactItems=[{"Get": {"TableName": "orders", "Key": {}}}])
    assert (error["Code"], "TransactGetItems" in error["Message"]) == ("LocalRightsNotJudged", True)


def test_the_deployer_may_do_everything(strict):
    assert strict.client("kms").list_keys()["Keys"] == []


def test_nobody_in_particular_may_do_nothing(strict):
    anonymous = boto3.client("s3", endpoint_url=strict.server.url, config=Config(signature_version=UNSIGNED))
    assert refusal_of(anonymous.get_object, Bucket="lake", Key="in/a.txt")["Code"] == "LocalRightsNotJudged"


@pytest.mark.parametrize("signature", ["s3", "s3v4"])
def test_a_presigned_address_has_the_rights_of_who_signed_it(strict, roles, signature):
    role = roles.make(allow("s3:GetObject", "arn:aws:s3:::lake/in/a.txt"))
    keys = strict.rights.credentials_for(role.arn)
    client = boto3.client(
        "s3",
        endpoint_url=strict.server.url,
        config=Config(signature_version=signature, s3={"addressing_style": "path"}),
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
        region_name="us-east-1",
    )
    address = client.generate_presigned_url("get_object", Params={"Bucket": "lake", "Key": "in/a.txt"})
    with urllib.request.urlopen(address) as answer:
        assert answer.read() == b"a"
    other = client.generate_presigned_url("get_object", Params={"Bucket": "lake", "Key": "in/b.txt"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(other)


def test_bodies_pass_unchanged(strict, roles):
    role = roles.make(allow(["s3:PutObject", "s3:GetObject"], "arn:aws:s3:::lake/*"))
    s3 = strict.client("s3", strict.rights.credentials_for(role.arn))
    body = bytes(range(256)) * 4096
    s3.put_object(Bucket="lake", Key="big", Body=body)
    assert s3.get_object(Bucket="lake", Key="big")["Body"].read() == body


def test_a_refusal_says_who_what_and_why(strict, roles):
    role = roles.make()
    client = strict.client("dynamodb", strict.rights.credentials_for(role.arn))
    message = refusal_of(client.describe_table, TableName="orders")["Message"]
    assert message == (
        f"User: arn:aws:sts::123456789012:assumed-role/{role.name}/connectpilot-local is not authorized to perform: "
        f"dynamodb:DescribeTable on resource: {TABLE} "
        "because no identity-based policy allows the dynamodb:DescribeTable action"
    )


def parent_of(child):
    task = {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": True}
    return json.dumps({"StartAt": "Run", "States": {"Run": {**task, "Parameters": {"StateMachineArn": child}}}})


SIMPLE = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})
WAITING = {"definition": parent_of(CHILD)}
DESTINATION = {"cloudWatchLogsLogGroup": {"logGroupArn": GROUP}}
LOGGING = {"definition": SIMPLE, "loggingConfiguration": {"level": "ERROR", "destinations": [DESTINATION]}}
DELIVERY = ["Create", "Get", "Update", "Delete"]
DELIVERS = [*(f"logs:{verb}LogDelivery" for verb in DELIVERY), "logs:ListLogDeliveries", "logs:PutResourcePolicy"]
DELIVERS += ["logs:DescribeResourcePolicies", "logs:DescribeLogGroups"]


@pytest.mark.parametrize(
    ("granted", "wanted", "lacks"),
    [
        pytest.param([], WAITING, "events:PutTargets", id="no rule to wait by"),
        pytest.param([allow(RULE_ACTIONS[:2], RULE)], WAITING, "events:DescribeRule", id="half of it"),
        pytest.param([allow(RULE_ACTIONS, RULE)], WAITING, None, id="the rule"),
        pytest.param([], LOGGING, "logs:CreateLogDelivery", id="no logs"),
        pytest.param([allow(DELIVERS)], LOGGING, None, id="logs"),
        pytest.param([], {"definition": SIMPLE}, None, id="nothing special"),
    ],
)
def test_a_machines_role_must_be_up_to_its_work_even_for_the_deployer(strict, roles, granted, wanted, lacks):
    role = roles.make(*granted, principal=STATES)
    make = strict.client("stepfunctions").create_state_machine
    if lacks is None:
        assert make(name=f"m-{role.name}", roleArn=role.arn, **wanted)["stateMachineArn"]
    else:
        error = refusal_of(make, name=f"m-{role.name}", roleArn=role.arn, **wanted)
        assert (error["Code"], lacks in error["Message"]) == ("AccessDeniedException", True)


def test_a_machines_role_must_trust_step_functions(strict, roles):
    make = strict.client("stepfunctions").create_state_machine
    error = refusal_of(make, name="untrusted", roleArn=roles.make().arn, definition=SIMPLE)
    assert error["Code"] == "AccessDeniedException"


def test_glue_asks_without_a_request(strict, roles):
    role = roles.make(allow("logs:PutLogEvents", GROUP))
    stream = GROUP.replace(":*", ":log-stream:one")
    assert strict.context.authorise(role.arn, "logs:PutLogEvents", stream)
    assert not strict.context.authorise(role.arn, "logs:CreateLogStream", stream)


def test_who_starts_a_machine_for_a_rule_must_be_trusted(strict, roles):
    granted = allow("states:StartExecution", CHILD)
    trusting = roles.make(granted, principal={"Service": "events.amazonaws.com"})
    assert strict.context.authorise(trusting.arn, "states:StartExecution", CHILD)
    assert not strict.context.authorise(trusting.arn, "states:StartExecution", CHILD + "2")
    assert not strict.context.authorise(roles.make(granted).arn, "states:StartExecution", CHILD)


def test_judging_takes_condition_keys_from_the_glue(strict, roles):
    role = roles.make(allow("sns:Publish", Condition={"StringEquals": {"sns:Protocol": "sqs"}}))
    judge = strict.rights.judge
    assert judge(role.arn, "sns:Publish", "arn:aws:sns:r:a:t", {"sns:Protocol": "sqs"}).allowed
    assert judge(role.arn, "sns:Publish", "arn:aws:sns:r:a:t").reason is Reason.NOT_JUDGED


def test_the_time_in_conditions_is_the_clocks(strict, roles):
    role = roles.make(allow("sns:*", Condition={"DateLessThan": {"aws:CurrentTime": "2026-01-01T13:00:00Z"}}))
    assert strict.rights.judge(role.arn, "sns:Publish", "*").allowed
    strict.context.clock.advance(hours=2)
    assert not strict.rights.judge(role.arn, "sns:Publish", "*").allowed


def test_a_changed_policy_counts_at_once(strict, roles):
    role = roles.make(allow("sns:Publish"))
    assert strict.rights.judge(role.arn, "sns:Publish", "*").allowed
    role.put_policy("work", json.dumps({"Version": "2012-10-17", "Statement": [allow("sns:Subscribe")]}))
    assert not strict.rights.judge(role.arn, "sns:Publish", "*").allowed


def test_with_rights_off_everything_is_allowed_and_said_so(clouds, roles):
    role = roles.make()
    assert clouds.lax.rights.judge(role.arn, "s3:GetObject", "*").reason is Reason.OFF
    assert clouds.lax.context.authorise(role.arn, "s3:GetObject", "*")
    assert clouds.lax.context.middlewares == []
    assert to_json(clouds.lax.rights)["mode"] == "off"


def test_the_exempt_key_is_the_only_one(strict):
    assert EXEMPT_ACCESS_KEY == "LOCALDEPLOYER000000"
    client = strict.client("s3", {"AccessKeyId": "LOCALDEPLOYER000001", "SecretAccessKey": "s", "SessionToken": None})
    assert refusal_of(client.list_buckets)["Code"] == "LocalRightsNotJudged"
