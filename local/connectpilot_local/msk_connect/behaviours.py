"""What the stand-in does and where that is known from: one row each, rendered into the reference page."""

from __future__ import annotations

from dataclasses import dataclass

MODEL = "botocore 1.44.5, kafkaconnect 2021-09-14"
GUIDE = "MSK developer guide"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One thing the stand-in does; `source` names who says so, `switch` the assumption it depends on."""

    what: str
    source: str
    switch: str = ""


BEHAVIOURS = (
    # plugins
    Behaviour("A plugin is created asynchronously: CREATING, then ACTIVE", f"{MODEL}: CustomPluginState"),
    Behaviour("latestRevision is absent until a revision was created", f"{MODEL}: DescribeCustomPlugin"),
    Behaviour(
        "The service keeps its own copy of the archive, with its MD5 and size; later changes in S3 have no effect",
        "inferred: the model reports fileMd5 and fileSize; the execution role needs no right to the bucket",
    ),
    Behaviour("A missing S3 object is refused, or the plugin ends CREATE_FAILED", "not documented", "missing_object"),
    Behaviour(
        "What is no archive becomes ACTIVE all the same; a connector fails with it later",
        "Aiven opensearch-connector-for-apache-kafka issue 195",
    ),
    Behaviour("A name in use is a ConflictException: A resource with this name already exists", f"{MODEL}: error text"),
    Behaviour("100 plugins, 100 worker configurations, 60 workers, then TooManyRequestsException", f"{GUIDE}, Quota"),
    Behaviour("An autoscaled connector counts its maximum workers", f"{GUIDE}, Quota"),
    Behaviour(
        "Plugins and worker configurations in use cannot be deleted",
        "inferred from infrastructure tools",
        "delete_in_use",
    ),
    Behaviour("Names take letters, digits and hyphens", "not documented", "name_characters"),
    # worker configurations
    Behaviour(
        "A worker configuration needs key.converter and value.converter", f"{GUIDE}, Supported worker properties"
    ),
    Behaviour(
        "Unsupported keys are refused by name", f"{GUIDE}, Supported worker properties", "unsupported_worker_keys"
    ),
    Behaviour("Without one, both converters are StringConverter", f"{GUIDE}, Default worker configuration"),
    # connectors
    Behaviour("A connector takes exactly one plugin, ACTIVE, at revision 1", f"{MODEL}: plugins"),
    Behaviour("Capacity is exactly one of provisioned and autoscaled; MCUs are 1, 2, 4 or 8", f"{MODEL}: Capacity"),
    Behaviour("At most 10 workers", "Terraform's AWS provider", "worker_count_limit"),
    Behaviour("Subnets and security groups are needed", "CloudFormation's schema of AWS::KafkaConnect::Connector"),
    Behaviour("kafkaConnectVersion is 2.7.1 or 3.7.x", f"{GUIDE}, MSK Connect"),
    Behaviour("IAM needs TLS", "inferred: IAM is spoken on the brokers' TLS port 9098 only", "iam_over_plaintext"),
    Behaviour(
        "connector.class is needed",
        "Kafka Connect; when the service looks is not documented",
        "missing_connector_class",
    ),
    Behaviour(
        "A log group that does not exist: FAILED with InvalidInput.WorkerLogsError and no logs",
        "reported by a public migration tool's changelog; secure-environment-accelerator issue 1084",
    ),
    Behaviour(
        "A class that the plugin lacks: FAILED after minutes with UnknownError.Unknown; the worker log says "
        "Failed to find any class that implements Connector and which name matches ...",
        "Apache Kafka's Plugins; Aiven opensearch-connector-for-apache-kafka issue 195",
    ),
    Behaviour(
        "Classes newer than the workers' Java (11 for 2.7.1, 17 for 3.7.x) are not found either",
        "debezium container-images issue 391; users' worker logs",
    ),
    Behaviour("A config provider whose class is missing stops the worker", "Apache Kafka's AbstractConfig"),
    Behaviour("A sink without topics fails", "Apache Kafka's SinkConnectorConfig"),
    Behaviour("A creation that fails takes 20 minutes", "crossplane provider-upjet-aws issue 1162"),
    Behaviour("FAILED is final: no restart, no update; only deletion", f"{GUIDE}, Restart a connector"),
    Behaviour("RUNNING says nothing of tasks: failed ones show in metrics and logs only", f"{MODEL}: no such member"),
    Behaviour("DescribeConnector shows the configuration as given", f"{MODEL}: DescribeConnector"),
    Behaviour("stateDescription is in Describe, not in List", MODEL),
    Behaviour("A name can be used again when the deletion has ended", f"{MODEL}: ConflictException"),
    Behaviour("A sink, or a source with its own offset.storage.topic, goes on where it was", f"{GUIDE}, Workers"),
    Behaviour("Deletion is refused while something else goes on", f"{GUIDE}, Restart a connector", "delete_while_busy"),
    Behaviour("A second DeleteConnector", "not documented", "delete_while_deleting"),
    # updates
    Behaviour("Worker setting or configuration, never both in one update", f"{MODEL}: UpdateConnector"),
    Behaviour("An autoscaling update carries all five members", f"{MODEL}: AutoScalingUpdate"),
    Behaviour(
        "A value that is already so is refused, with the reported message", "aws-cdk issue 28128", "identical_update"
    ),
    Behaviour("A stale currentVersion is a BadRequestException", "inferred: the model lists no ConflictException"),
    Behaviour("currentVersion is a new one after each change", f"{MODEL}: currentVersion", "version_changes"),
    Behaviour("currentVersion after a rollback", "not documented", "version_after_rollback"),
    Behaviour("currentVersion after restart, pause, resume", "not documented", "version_after_restart"),
    Behaviour("connector.class cannot be changed", f"{GUIDE}, Update a connector"),
    Behaviour("A configuration update replaces the whole configuration", f"{GUIDE}, example", "configuration_update"),
    Behaviour("Provisioned and autoscaled can be exchanged", f"{MODEL}: CapacityUpdate", "capacity_kind_update"),
    Behaviour("What Describe shows while UPDATING", "not documented", "describe_while_updating"),
    Behaviour("An update needs RUNNING; a PAUSED connector skipHealthValidation too", f"{MODEL}: skipHealthValidation"),
    Behaviour(
        "When a task has failed at validation the update rolls back; not with skipHealthValidation",
        f"{MODEL}: skipHealthValidation; terraform-provider-aws issues 48199, 47004",
    ),
    Behaviour("An update to a plugin without the connector's class", "not documented", "plugin_without_class"),
    # restart, pause, resume
    Behaviour("A restart needs RUNNING and nothing else going on", f"{GUIDE}, Restart a connector"),
    Behaviour(
        "onlyFailedTasks on 2.7.1 is refused; a full restart there leaves tasks alone", f"{GUIDE}, Restart a connector"
    ),
    Behaviour("RESTART_COMPLETE says nothing of how tasks go on", f"{GUIDE}, Restart a connector"),
    Behaviour("onlyFailedTasks when none has failed", "not documented", "restart_with_nothing_failed"),
    Behaviour("Pause or resume while something else goes on", f"{MODEL}: both errors listed", "pause_while_busy"),
    Behaviour("Pausing what is paused, resuming what runs", "KIP-52", "pause_when_paused"),
    Behaviour("Pause on 2.7.1", "not documented", "pause_on_2_7_1"),
    Behaviour("A paused connector keeps its position and its tasks", "KIP-52"),
    # metrics, logs, scaling
    Behaviour("Metrics each minute in AWS/KafkaConnect under ConnectorName", f"{GUIDE}, Monitoring"),
    Behaviour("Cluster Name is the second part of a broker's address", "MSK's broker addresses: b-1.<cluster>.<more>"),
    Behaviour("Nothing is published before RUNNING", "assumed: creation ends when the workers are up"),
    Behaviour("FAILED and deleted connectors publish nothing", "inferred: their workers are gone"),
    Behaviour("A PAUSED connector publishes rates of 0", "not documented", "paused_metrics"),
    Behaviour("A source publishes no sink's metrics and the other way round", "assumed: Kafka has no such MBean"),
    Behaviour(
        "A sink's lag in AWS/Kafka under Consumer Group connect-<name> and Topic",
        f"{GUIDE}, Consumer lag",
        "lag_dimensions",
    ),
    Behaviour("Worker log lines carry [Worker-id]; stack traces nothing else, one event a line", f"{GUIDE}, Logging"),
    Behaviour("Autoscaling looks at CPU alone and stays within its bounds", f"{GUIDE}, Capacity"),
    Behaviour(
        "tasks.max of an autoscaled connector is workers x MCUs x 2, within maxAutoscalingTaskCount",
        f"{GUIDE}, Capacity",
    ),
)

# What a user could expect of it and will not find.
LEFT_OUT = (
    "Worker logs go to CloudWatch Logs only: delivery to S3 and Firehose is accepted, and nothing arrives there.",
    "References to secrets are not resolved, and config.action.reload restarts nothing.",
    "Networks, subnets, security groups and roles are kept as given; nobody looks whether they exist.",
    "There is no rate limit: TooManyRequestsException means a quota.",
    "The rights that MSK Connect needs of its caller (bundle, network interfaces, log delivery) are not asked for.",
    "A sink with topics.regex publishes no lag, since its topics are not known.",
    "ISOLATE_CONNECTOR and RESTORE_CONNECTOR, which only the service itself begins, never happen.",
    "One Region (us-east-1) and one account; requests for another Region are refused.",
    "With the simulated engine no record moves: rates, lag and positions are arithmetic.",
)
