"""What a template declares is there afterwards, with the properties that moto's own CloudFormation loses."""

from __future__ import annotations

import json
import time
import urllib.request
from datetime import timedelta

import pytest
from connectpilot_local.cloud.cloudformation.apis import APIS


def eventually(look, seconds=10.0):
    end = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.02)
    return seen


def test_the_bucket_has_all_it_was_given(cloud):
    s3, name = cloud.client("s3"), cloud.outputs["Bucket"]
    assert name == "uploads-small"
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    encryption = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert encryption["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert all(s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values())
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    assert (rule["ID"], rule["Filter"]["Prefix"], rule["Expiration"]["Days"]) == ("old", "tmp/", 30)
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 7}
    assert "aws:SecureTransport" in s3.get_bucket_policy(Bucket=name)["Policy"]


def test_the_table_has_all_it_was_given(cloud):
    dynamodb, name = cloud.client("dynamodb"), cloud.resources["Table"]
    table = dynamodb.describe_table(TableName=name)["Table"]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    assert table["DeletionProtectionEnabled"] is True
    assert table["SSEDescription"]["Status"] == "ENABLED"
    expiry = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    assert (expiry["AttributeName"], expiry["TimeToLiveStatus"]) == ("expires", "ENABLED")
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


def test_the_function_has_all_it_was_given(cloud):
    client, name = cloud.client("lambda"), cloud.resources["WorkerFunction"]
    function = client.get_function_configuration(FunctionName=name)
    assert [layer["Arn"] for layer in function["Layers"]] == [
        physical for logical, physical in cloud.resources.items() if "Layer" in logical
    ]
    assert function["DeadLetterConfig"]["TargetArn"].startswith("arn:aws:sqs:")
    assert function["LoggingConfig"] == {"LogGroup": "/small/worker"}
    assert function["Environment"]["Variables"] == {"TABLE": cloud.resources["Table"]}
    config = client.get_function_event_invoke_config(FunctionName=name)
    assert config["MaximumRetryAttempts"] == 2
    assert "Failures" in config["DestinationConfig"]["OnFailure"]["Destination"]
    reserved = client.get_function_concurrency(FunctionName=cloud.resources["OutsiderFunction"])
    assert reserved["ReservedConcurrentExecutions"] == 1


def test_queues_topics_rules_and_schedules_have_all_they_were_given(cloud):
    sqs = cloud.client("sqs")
    queue = sqs.get_queue_attributes(QueueUrl=cloud.resources["Failures"], AttributeNames=["All"])["Attributes"]
    assert queue["VisibilityTimeout"] == "60"
    assert json.loads(queue["RedrivePolicy"])["maxReceiveCount"] == 3
    dead = sqs.get_queue_attributes(QueueUrl=cloud.resources["DeadLetters"], AttributeNames=["All"])["Attributes"]
    assert dead["MessageRetentionPeriod"] == "1209600"
    assert "events.amazonaws.com" in dead["Policy"]
    sns = cloud.client("sns")
    subscriptions = sns.list_subscriptions_by_topic(TopicArn=cloud.resources["Topic"])["Subscriptions"]
    assert len(subscriptions) == 2
    raw = sns.get_subscription_attributes(SubscriptionArn=cloud.resources["Subscription"])["Attributes"]
    assert (raw["RawMessageDelivery"], json.loads(raw["FilterPolicy"])) == ("true", {"kind": ["raw"]})
    events = cloud.client("events")
    rule = events.describe_rule(Name=cloud.resources["Rule"])
    assert (rule["State"], rule["ScheduleExpression"]) == ("DISABLED", "rate(1 minute)")
    (target,) = events.list_targets_by_rule(Rule=cloud.resources["Rule"])["Targets"]
    assert target["RetryPolicy"] == {"MaximumRetryAttempts": 3}
    assert "DeadLetters" in target["DeadLetterConfig"]["Arn"]
    schedule = cloud.client("scheduler").get_schedule(Name=cloud.resources["Schedule"])
    assert (schedule["State"], schedule["Target"]["Input"]) == ("DISABLED", "{}")


def test_roles_have_path_boundary_conditions_and_managed_policies(cloud):
    iam, name = cloud.client("iam"), cloud.resources["BoundedRole"]
    role = iam.get_role(RoleName=name)["Role"]
    assert role["Arn"] == f"arn:aws:iam::123456789012:role/small/{name}"
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == cloud.resources["Boundary"]
    assert "Condition" in role["AssumeRolePolicyDocument"]["Statement"][0]
    (attached,) = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    assert attached["PolicyName"] == "AWSLambdaBasicExecutionRole"


def test_parameters_secrets_and_log_groups_have_their_values(cloud):
    assert cloud.client("ssm").get_parameter(Name="/small/zones")["Parameter"]["Value"] == "a,b"
    secret = cloud.client("secretsmanager").get_secret_value(SecretId=cloud.resources["Secret"])["SecretString"]
    assert json.loads(secret)["user"] == "small"
    assert len(json.loads(secret)["password"]) == 20
    (group,) = cloud.client("logs").describe_log_groups(logGroupNamePrefix="/small/worker")["logGroups"]
    assert group["retentionInDays"] == 14


def test_a_metric_over_the_threshold_raises_the_alarm_and_its_topic_tells_the_queue(cloud, receive):
    def told():
        return [
            json.loads(json.loads(one["Body"])["Message"]) for one in receive("Failures") if "Message" in one["Body"]
        ]

    where = [{"Name": "Where", "Value": "small"}]
    cloud.client("cloudwatch").put_metric_data(
        Namespace="Small",
        MetricData=[{"MetricName": "Trouble", "Dimensions": where, "Value": 3, "Timestamp": cloud.context.clock.now()}],
    )
    messages = eventually(told)
    assert messages[0]["AlarmName"] == cloud.resources["Alarm"]
    assert messages[0]["NewStateValue"] == "ALARM"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            {"do": "nothing"}, {"greeting": "from the layer", "seconds": 7}, id="output with a substituted number"
        ),
        pytest.param({"do": "raise"}, {"caught": "OutOfPaperError"}, id="the function's exception is caught by name"),
    ],
)
def test_the_state_machine_runs_the_function(cloud, given, expected):
    states = cloud.client("stepfunctions")
    started = states.start_execution(stateMachineArn=cloud.outputs["Flow"], input=json.dumps(given))
    ended = eventually(
        lambda: (
            (seen := states.describe_execution(executionArn=started["executionArn"]))["status"] != "RUNNING" and seen
        )
    )
    assert ended["status"] == "SUCCEEDED"
    assert expected.items() <= json.loads(ended["output"]).items()


def test_an_upload_starts_the_state_machine(cloud):
    states = cloud.client("stepfunctions")

    def uploads():
        listed = states.list_executions(stateMachineArn=cloud.outputs["Flow"])["executions"]
        described = [states.describe_execution(executionArn=one["executionArn"]) for one in listed]
        return [one for one in described if "PutObject" in one["input"] and one["status"] == "SUCCEEDED"]

    cloud.client("s3").put_object(Bucket=cloud.outputs["Bucket"], Key="one.txt", Body=b"1")
    (execution,) = eventually(uploads)
    assert json.loads(execution["input"])["detail"]["object"]["key"] == "one.txt"


def test_queues_and_state_machines_publish_their_own_metrics(cloud):
    cloud.client("sqs").send_message(QueueUrl=cloud.resources["DeadLetters"], MessageBody="late")
    queue = cloud.resources["DeadLetters"].rsplit("/", 1)[1]

    def figure(namespace, metric, dimension, of, statistic="Maximum"):
        now = cloud.context.clock.now()
        answer = cloud.client("cloudwatch").get_metric_statistics(
            Namespace=namespace,
            MetricName=metric,
            Dimensions=[{"Name": dimension, "Value": of}],
            StartTime=now - timedelta(hours=3),
            EndTime=now + timedelta(hours=3),
            Period=60,
            Statistics=[statistic],
        )
        return max((point[statistic] for point in answer["Datapoints"]), default=0)

    assert eventually(lambda: figure("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue)) >= 1
    states = cloud.client("stepfunctions")
    failing = {"do": "exit", "status": 1}
    states.start_execution(stateMachineArn=cloud.outputs["Flow"], input=json.dumps(failing))
    of_flow = ("AWS/States", "ExecutionsFailed", "StateMachineArn", cloud.outputs["Flow"], "Sum")
    assert eventually(lambda: figure(*of_flow)) == 1


def test_the_api_answers_at_its_local_address(cloud):
    assert cloud.outputs["Api"] == cloud.api_urls["Api"]
    with urllib.request.urlopen(cloud.outputs["Api"] + "/anything", timeout=10) as answer:
        assert json.load(answer)["greeting"] == "from the layer"
    (definition,) = APIS.values()
    assert (definition.logical_id, definition.stage) == ("Api", "$default")


def test_a_false_condition_leaves_resource_and_output_out(cloud):
    assert cloud.outputs["Kind"] == "plain"
    assert "ExtraQueue" not in cloud.resources
    assert "ExtraQueue" not in cloud.outputs


def test_a_number_is_compared_as_text(cloud):
    """As CloudFormation does, to which every parameter is text."""
    assert cloud.outputs["Number"] == "as text"


def test_health_tells_where_everything_is(cloud):
    with urllib.request.urlopen(f"{cloud.endpoint_url}/_local/health", timeout=10) as answer:
        health = json.load(answer)
    assert health["state"] == "ready"
    assert health["outputs"] == cloud.outputs
    assert health["apis"] == cloud.api_urls
    assert health["speed"] == 1000


def test_what_has_no_local_effect_is_listed_with_its_reason(cloud):
    listed = {(one.logical_id, one.property_name): one.reason for one in cloud.deployed.without_effect}
    assert "do not expire" in listed["Table", "TimeToLiveSpecification"]
    assert ("Table", "KeySchema") not in listed
