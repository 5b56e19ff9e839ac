"""Every right that the template grants is used by the whole system at work, or stands here with the reason for it."""

import json
from pathlib import Path

import pytest
from connectpilot_local.clock import ScaledClock
from connectpilot_local.cloud.cloud import LocalCloud
from connectpilot_local.cloud.identity import ACCOUNT, REGION
from connectpilot_local.cloud.rights.patterns import matches
from connectpilot_local.cloud.rights.report import report_on
from connectpilot_local.cloud.rights.roles import all_roles
from end_to_end.granted_drive import PARAMETERS, QUICK, SECRET, Drive

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(480)]
TEMPLATE = Path(__file__).resolve().parents[2] / "template.yaml"
SPEED = 60

WORKERS_DO_IT = "MSK Connect's workers do it on AWS; the simulated engine runs none, so nobody acts in this role"
STOPPED_BY_HAND = "only when a person stops the machine while it waits for the door (Step Functions guide, .sync)"
ANSWER_LOST = "only where the answer of an update was lost, or somebody else updates in the same minute"
# role: {action: why the drive never needs it}
EXPECTED_UNUSED = {
    "RegisterPluginRole": dict.fromkeys(
        ("s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"),
        "MSK Connect reads the bundle's attributes with the caller's rights; the stand-in reads the object only",
    )
    | {"kafkaconnect:DeleteCustomPlugin": "only where MSK Connect could not make a plugin; tests/functional/releases"},
    "BuildBundleRole": {"s3:AbortMultipartUpload": "only where an upload in parts fails; tests/functional/releases"},
    "ChangeConnectorRole": {
        "logs:UpdateLogDelivery": "MSK Connect may mend a log delivery that is there; the stand-in makes and ends them",
        "ssm:GetParametersByPath": "names the targets there are when one goes between the plan and the change",
        "kafkaconnect:DescribeConnectorOperation": ANSWER_LOST,
    },
    "CheckStepRole": {
        "kafkaconnect:ListConnectorOperations": "only if restarts or roll-backs give a connector another version"
    },
    "PlanStepsRole": {"kafkaconnect:DescribeConnectorOperation": ANSWER_LOST},
    "HealConnectorStateMachineRole": {"states:StopExecution": STOPPED_BY_HAND},
    "ScaleConnectorStateMachineRole": {"states:StopExecution": STOPPED_BY_HAND},
    "SweepFleetRole": {
        "sqs:SendMessage": "Lambda puts a sweep that failed into the dead-letter queue; none fails here"
    },
    "PrunePluginsRole": {
        "sqs:SendMessage": "Lambda puts a run that failed into the dead-letter queue; none fails here"
    },
    "ConnectorRole": dict.fromkeys(
        (
            *(f"secretsmanager:{verb}" for verb in ("GetResourcePolicy", "GetSecretValue", "DescribeSecret")),
            "secretsmanager:ListSecretVersionIds",
            *(f"kafka-cluster:{verb}" for verb in ("Connect", "DescribeCluster", "WriteDataIdempotently")),
            *(f"kafka-cluster:{verb}" for verb in ("CreateTopic", "DescribeTopic", "ReadData", "WriteData")),
            *("kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"),
        ),
        WORKERS_DO_IT,
    ),
}
# Used or not, as it comes: two ways lead to the same end, and either may be the first.
EITHER_WAY = {
    (
        "RecordOutcomeRole",
        "dynamodb:UpdateItem",
    ): "closes a deleted connector's incident, unless heal-connector was first",
}
# The same of single resources: whether a sweep meets a release at work is chance.
EITHER_WAY_RESOURCES = {
    (
        "SweepFleetRole",
        "states:DescribeExecution",
        f"arn:aws:states:{REGION}:{ACCOUNT}:execution:connectpilot-release-plugin:*",
    ),
}
# (role, action, end of the resource) of grants that are used, but not for each resource they name
EXPECTED_UNUSED_RESOURCES = {
    # The stand-in makes MSK Connect's role when the first connector is created; log delivery's is made likewise on AWS.
    ("ChangeConnectorRole", "iam:CreateServiceLinkedRole", "AWSServiceRoleForLogDelivery*"),
}


@pytest.fixture(scope="module")
def cloud():
    """After everything was done once."""
    clock = ScaledClock(speed=SPEED)
    with LocalCloud(template=TEMPLATE, clock=clock, parameters=PARAMETERS, durations=QUICK) as cloud:
        users = {"users": {"grafana": "right"}}
        cloud.client("secretsmanager").create_secret(Name=SECRET, SecretString=json.dumps(users))
        Drive(cloud).run()
        yield cloud


@pytest.fixture(scope="module")
def report(cloud):
    """What each role of the stack was granted and used, by the role's logical id."""
    logical = {physical: name for name, physical in cloud.resources.items()}
    found = report_on(all_roles(ACCOUNT), cloud.rights.used)
    return {logical[one.role.rpartition("/")[2]]: one for one in found}


def test_nothing_failed_that_nobody_would_hear_of(cloud):
    assert cloud.failures == []


def test_no_call_is_refused(cloud):
    assert cloud.rights.refused == []


def test_every_role_of_the_template_is_looked_at(report):
    declared = [line for line in TEMPLATE.read_text().splitlines() if line.strip() == "Type: AWS::IAM::Role"]
    assert len(report) == len(declared) > 20


def test_what_is_granted_and_never_used_is_known(report):
    unused = {
        name: actions
        for name, one in report.items()
        if (actions := {grant.action for grant in one.unused if (name, grant.action) not in EITHER_WAY})
    }
    assert unused == {name: set(actions) for name, actions in EXPECTED_UNUSED.items()}


def test_every_single_resource_of_a_grant_is_used(cloud, report):
    """A statement that names several functions, machines or buckets needs each of them."""
    used = cloud.rights.used
    unused = {
        (name, grant.action, resource.rpartition("/")[2])
        for name, one in report.items()
        for grant in one.grants
        if not grant.unused
        for resource in grant.resources
        if resource != "*" and not _is_used(one.role, grant, resource, used)
    }
    assert unused - EITHER_WAY_RESOURCES == EXPECTED_UNUSED_RESOURCES


def _is_used(role, grant, resource, used):
    return any(
        entry.role == role and entry.action in grant.used_for and matches(resource, entry.resource) for entry in used
    )
