"""What the template promises: least rights, no open door, data that survives, nothing lost in silence."""

import sys
from pathlib import Path

import pytest
from connectpilot.domain.names import alarm_name

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from expand_template import expand  # noqa: E402

# Actions for which AWS has no resource to name (service authorization reference), and what we need them for.
WITHOUT_RESOURCE = {
    "kafkaconnect:CreateConnector", "kafkaconnect:CreateCustomPlugin", "kafkaconnect:CreateWorkerConfiguration",
    "kafkaconnect:ListConnectors", "kafkaconnect:ListCustomPlugins", "kafkaconnect:ListWorkerConfigurations",
    "cloudwatch:GetMetricData",
    # MSK Connect makes network interfaces and log deliveries in the caller's name.
    "ec2:CreateNetworkInterface", "ec2:DescribeSubnets", "ec2:DescribeVpcs", "ec2:DescribeSecurityGroups",
    "logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
}  # fmt: skip
WHERE_ASKED_FOR = {"Fn::If": ["WithPruning", "ENABLED", "DISABLED"]}
CHANGES = {f"kafkaconnect:{verb}Connector" for verb in ("Create", "Update", "Delete", "Restart", "Pause", "Resume")}


@pytest.fixture(scope="module")
def resources():
    return expand()["Resources"]


def of_type(resources, kind):
    return {name: found for name, found in resources.items() if found["Type"] == kind}


def as_list(value):
    return value if isinstance(value, list) else [value]


def statements(resources):
    """(role's logical id, statement) of every policy in the stack."""
    for name, role in of_type(resources, "AWS::IAM::Role").items():
        for policy in role["Properties"].get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, statement
    for policy in of_type(resources, "AWS::IAM::RolePolicy").values():
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            yield policy["Properties"]["RoleName"]["Ref"], statement


def test_every_function_and_machine_has_a_role_of_its_own(resources):
    roles = [
        str(found["Properties"].get("Role") or found["Properties"].get("RoleArn"))
        for kind in ("AWS::Lambda::Function", "AWS::StepFunctions::StateMachine")
        for found in of_type(resources, kind).values()
    ]
    assert len(roles) == len(set(roles)) >= 20


def test_no_role_has_a_managed_policy(resources):
    assert not [
        name for name, role in of_type(resources, "AWS::IAM::Role").items() if "ManagedPolicyArns" in role["Properties"]
    ]


def test_every_action_is_named(resources):
    assert not [(name, s["Action"]) for name, s in statements(resources) if any("*" in a for a in as_list(s["Action"]))]


def test_a_star_stands_only_where_aws_has_no_resource(resources):
    surplus = {
        (name, action)
        for name, statement in statements(resources)
        if "*" in as_list(statement["Resource"])
        for action in as_list(statement["Action"])
        if action not in WITHOUT_RESOURCE
    }
    assert not surplus


def test_only_change_connector_may_change_connectors(resources):
    holders = {name for name, s in statements(resources) if CHANGES & set(as_list(s["Action"]))}
    assert holders == {"ChangeConnectorRole"}


def test_roles_are_passed_to_msk_connect_only_and_only_those_under_the_path(resources):
    passes = [(name, s) for name, s in statements(resources) if "iam:PassRole" in as_list(s["Action"])]
    assert [name for name, _ in passes] == ["ChangeConnectorRole"]
    statement = passes[0][1]
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "kafkaconnect.amazonaws.com"}}
    assert statement["Resource"]["Fn::Sub"].endswith(":role${ConnectorRolePath}*")


def test_every_route_of_every_api_is_authorised(resources):
    apis = of_type(resources, "AWS::ApiGatewayV2::Api")
    assert len(apis) == 2
    for api in apis.values():
        for path in api["Properties"]["Body"]["paths"].values():
            assert all(method.get("security") for method in path.values())


def test_every_event_target_has_a_retry_policy_and_a_dead_letter_queue(resources):
    targets = [t for rule in of_type(resources, "AWS::Events::Rule").values() for t in rule["Properties"]["Targets"]]
    assert targets
    queue = {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]}
    assert all(target["DeadLetterConfig"] == {"Arn": queue} for target in targets)
    # EventBridge's most; the sweep alone is not tried again, since the next minute sweeps anyway.
    tries = {target["Id"]: target["RetryPolicy"]["MaximumRetryAttempts"] for target in targets}
    events = dict.fromkeys(("release-plugin", "heal-connector", "scale-connector", "prune-plugins"), 185)
    assert tries == events | {"sweep-fleet": 0}
    assert all(target["RetryPolicy"]["MaximumEventAgeInSeconds"] >= 60 for target in targets)


def test_every_event_pattern_names_source_and_account(resources):
    patterns = [
        rule["Properties"]["EventPattern"]
        for rule in of_type(resources, "AWS::Events::Rule").values()
        if "EventPattern" in rule["Properties"]
    ]
    assert patterns
    assert all("source" in pattern and "account" in pattern for pattern in patterns)


@pytest.mark.parametrize(
    ("rule", "source", "starts"),
    [
        ("UploadRule", "aws.s3", {"Ref": "ReleasePluginStateMachine"}),
        ("HealRule", "aws.cloudwatch", {"Ref": "HealConnectorStateMachine"}),
        ("ScaleRule", "aws.cloudwatch", {"Ref": "ScaleConnectorStateMachine"}),
        ("SweepRule", None, {"Fn::GetAtt": ["SweepFleetFunction", "Arn"]}),
        ("PruneRule", None, {"Fn::GetAtt": ["PrunePluginsFunction", "Arn"]}),
    ],
)
def test_each_event_starts_its_own(resources, rule, source, starts):
    properties = resources[rule]["Properties"]
    assert properties.get("EventPattern", {}).get("source") == ([source] if source else None)
    assert [target["Arn"] for target in properties["Targets"]] == [starts]
    assert properties.get("State", "ENABLED") == ("ENABLED" if rule != "PruneRule" else WHERE_ASKED_FOR)
    assert ("ScheduleExpression" in properties) == (source is None)


def test_the_dead_letter_queue_takes_what_any_rule_could_not_deliver(resources):
    (statement,) = resources["DeadLetterQueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    rules = [source["Fn::GetAtt"][0] for source in statement["Condition"]["ArnEquals"]["aws:SourceArn"]]
    assert sorted(rules) == sorted(of_type(resources, "AWS::Events::Rule"))


def test_pruning_is_off_unless_it_is_asked_for():
    template = expand()
    assert template["Parameters"]["PrunePluginsAfterDays"]["Default"] == 0
    assert template["Parameters"]["PruneArtifacts"]["Default"] == "false"
    assert template["Conditions"]["WithPruning"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "PrunePluginsAfterDays"}, "0"]}]
    }


def test_only_pruning_deletes_objects_and_none_for_good(resources):
    holders = {
        (name, action)
        for name, s in statements(resources)
        for action in as_list(s["Action"])
        if "DeleteObject" in action
    }
    assert holders == {("PrunePluginsRole", "s3:DeleteObject")}


def test_pruning_may_delete_no_plugin_that_was_made_by_other_means(resources):
    deletes = {name: s for name, s in statements(resources) if "kafkaconnect:DeleteCustomPlugin" in s["Action"]}
    # register_plugin deletes what MSK Connect could not make.
    assert set(deletes) == {"RegisterPluginRole", "PrunePluginsRole"}
    assert deletes["PrunePluginsRole"]["Condition"] == {"Null": {"aws:ResourceTag/connectpilot:recipe": "false"}}


def test_the_sweep_runs_every_minute_and_may(resources):
    assert resources["SweepRule"]["Properties"]["ScheduleExpression"] == "rate(1 minute)"
    permission = resources["SweepPermission"]["Properties"]
    assert permission["SourceArn"] == {"Fn::GetAtt": ["SweepRule", "Arn"]}
    assert permission["FunctionName"] == {"Ref": "SweepFleetFunction"}


def test_events_may_start_each_machine_that_a_rule_starts_and_no_other(resources):
    rules = of_type(resources, "AWS::Events::Rule").values()
    targets = [target for rule in rules for target in rule["Properties"]["Targets"] if "RoleArn" in target]
    assert {str(target["RoleArn"]) for target in targets} == {str({"Fn::GetAtt": ["EventRole", "Arn"]})}
    (granted,) = [statement for name, statement in statements(resources) if name == "EventRole"]
    assert as_list(granted["Action"]) == ["states:StartExecution"]
    assert sorted(map(str, granted["Resource"])) == sorted(str(target["Arn"]) for target in targets)
    assert len(targets) == 3


@pytest.mark.parametrize("purpose", ["heal", "scale"])
def test_the_alarms_that_are_made_are_those_the_rules_listen_to(resources, purpose):
    prefix = alarm_name("stack", purpose, "orders", "any").removesuffix("orders-any")
    detail = resources[f"{purpose.capitalize()}Rule"]["Properties"]["EventPattern"]["detail"]
    assert detail["alarmName"] == [{"prefix": {"Fn::Sub": prefix.replace("stack", "${AWS::StackName}")}}]
    assert detail["state"] == {"value": ["ALARM"]}


def test_what_a_release_writes_cannot_start_another(resources):
    """Reports go beside the uploads: the rule's prefix is what keeps them apart."""
    keys = resources["UploadRule"]["Properties"]["EventPattern"]["detail"]["object"]["key"]
    written = {
        str(statement["Resource"])
        for name, statement in statements(resources)
        if "s3:PutObject" in as_list(statement["Action"])
    }
    assert keys == [{"prefix": "uploads/"}]
    assert written
    assert not [resource for resource in written if "IntakeBucket" in resource and "reports/" not in resource]


RINGS_AT_ONCE = {
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "AlarmActions": [{"Ref": "NotificationTopic"}],
}


def watched(resources, namespace, metric):
    """The dimensions of each alarm on this metric, all of which ring at the first sign."""
    alarms = [alarm["Properties"] for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values()]
    found = [alarm for alarm in alarms if (alarm["Namespace"], alarm["MetricName"]) == (namespace, metric)]
    assert all(RINGS_AT_ONCE.items() <= alarm.items() for alarm in found)
    return [alarm["Dimensions"] for alarm in found]


def test_the_dead_letter_queue_is_watched(resources):
    queue = {"Fn::GetAtt": ["DeadLetterQueue", "QueueName"]}
    assert watched(resources, "AWS/SQS", "ApproximateNumberOfMessagesVisible") == [
        [{"Name": "QueueName", "Value": queue}]
    ]


def test_the_failures_of_every_machine_are_watched(resources):
    machines = of_type(resources, "AWS::StepFunctions::StateMachine")
    wanted = [[{"Name": "StateMachineArn", "Value": {"Ref": name}}] for name in machines]
    found = watched(resources, "AWS/States", "ExecutionsFailed")
    assert sorted(map(str, found)) == sorted(map(str, wanted))


@pytest.mark.parametrize("kind", ["AWS::DynamoDB::Table", "AWS::S3::Bucket"])
def test_data_survives_updates_and_the_stack(resources, kind):
    found = of_type(resources, kind)
    assert found
    assert all(one["DeletionPolicy"] == one["UpdateReplacePolicy"] == "Retain" for one in found.values())


def test_buckets_are_private_encrypted_versioned_and_tls_only(resources):
    buckets = of_type(resources, "AWS::S3::Bucket")
    denied = {
        policy["Properties"]["Bucket"]["Ref"]
        for policy in of_type(resources, "AWS::S3::BucketPolicy").values()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny" and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    }
    assert denied == set(buckets)
    for bucket in buckets.values():
        properties = bucket["Properties"]
        assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
        assert properties["BucketEncryption"]
        assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}


def test_what_an_upload_in_parts_leaves_behind_is_removed(resources):
    for bucket in of_type(resources, "AWS::S3::Bucket").values():
        rules = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
        (rule,) = [one for one in rules if "AbortIncompleteMultipartUpload" in one]
        assert rule["Status"] == "Enabled"
        assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 2}
        assert not rule.keys() & {"Prefix", "Filter"}


def test_every_log_group_ends_and_every_function_has_one(resources):
    groups = of_type(resources, "AWS::Logs::LogGroup")
    assert all("RetentionInDays" in group["Properties"] for group in groups.values())
    for function in of_type(resources, "AWS::Lambda::Function").values():
        assert function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"] in groups


def test_no_history_reaches_a_log(resources):
    machines = of_type(resources, "AWS::StepFunctions::StateMachine")
    assert len(machines) == 4
    assert not any(one["Properties"]["LoggingConfiguration"]["IncludeExecutionData"] for one in machines.values())


def test_folders_and_functions_are_one_to_one(resources):
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}
    functions = {
        name.removesuffix("Function")
        for name in of_type(resources, "AWS::Lambda::Function")
        if name.endswith("Function")
    }
    assert functions == {"".join(word.capitalize() for word in folder.split("_")) for folder in folders}


def test_no_secret_is_an_environment_variable(resources):
    names = {
        variable
        for function in of_type(resources, "AWS::Lambda::Function").values()
        for variable in function["Properties"]["Environment"]["Variables"]
    }
    assert {name for name in names if "SECRET" in name or "PASSWORD" in name or "TOKEN" in name} <= {
        "CLIENT_SECRET_NAME",
        "MAVEN_SECRET_NAME",
    }
