"""Cases of the services that state machines and functions use."""
# One case a line, however long: it is read as a table.
# ruff: noqa: E501
# fmt: off

from functional.local_rights.rights_vocabulary import (
    BUCKET,
    FUNCTION,
    GROUP,
    INDEX,
    INTAKE,
    JSON_403,
    KEY,
    MACHINE,
    OBJECT,
    PARAMETER,
    QUEUE,
    TABLE,
    TOPIC,
    UNJUDGED,
    XML,
    ZIP,
    allow,
    arn,
    deny,
    no,
    ok,
)

GET = {"Bucket": "lake", "Key": "in/a.txt"}
PUT = {**GET, "Key": "in/b.txt", "Body": b"b"}
COPY = {"Bucket": "lake", "Key": "in/c.txt", "CopySource": "lake/in/a.txt"}
ITEM = {"TableName": "orders", "Item": KEY}
QUERY = {"TableName": "orders", "KeyConditionExpression": "id = :i", "ExpressionAttributeValues": {":i": {"S": "1"}}}
BY_DAY = {
    "TableName": "orders",
    "IndexName": "by-day",
    "KeyConditionExpression": "#d = :i",
    "ExpressionAttributeNames": {"#d": "day"},
    "ExpressionAttributeValues": {":i": {"S": "1"}},
}
TRANSACTION = {
    "TransactItems": [
        {"Put": {"TableName": "orders", "Item": {"id": {"S": "7"}}}},
        {"ConditionCheck": {"TableName": "orders", "Key": {"id": {"S": "8"}}, "ConditionExpression": "attribute_not_exists(id)"}},
    ]
}

S3 = [
    ok("an object is read", "s3", "get_object", GET, allow("s3:GetObject", INTAKE)),
    no("reading takes the right", "s3", "get_object", GET, allow("s3:PutObject", INTAKE), **XML),
    no("reading another prefix", "s3", "get_object", GET, allow("s3:GetObject", "arn:aws:s3:::lake/out/*"), **XML),
    no("a bucket's ARN does not mean its objects", "s3", "get_object", GET, allow("s3:*", BUCKET), **XML),
    ok("a head is a read", "s3", "head_object", GET, allow("s3:GetObject", INTAKE)),
    no("a refused head is bare", "s3", "head_object", GET, code="403", status=403),
    ok("a version is read", "s3", "get_object", lambda have: {**GET, "VersionId": have.version}, allow("s3:GetObjectVersion", INTAKE)),
    no("a version takes its own right", "s3", "get_object", lambda have: {**GET, "VersionId": have.version}, allow("s3:GetObject", INTAKE), **XML),
    no("a missing key is hidden from who may not list", "s3", "get_object", {**GET, "Key": "in/none"}, allow("s3:GetObject", INTAKE), otherwise="NoSuchKey", **XML),
    no("a missing key is told to who may list", "s3", "get_object", {**GET, "Key": "in/none"}, allow("s3:GetObject", INTAKE), allow("s3:ListBucket", BUCKET), code="NoSuchKey", status=404, otherwise="NoSuchKey"),
    ok("an object is written", "s3", "put_object", PUT, allow("s3:PutObject", INTAKE)),
    no("writing takes the right", "s3", "put_object", PUT, allow("s3:GetObject", INTAKE), **XML),
    no("tags in a write take another right", "s3", "put_object", {**PUT, "Tagging": "a=b"}, allow("s3:PutObject", INTAKE), **XML),
    ok("tags in a write with it", "s3", "put_object", {**PUT, "Tagging": "a=b"}, allow("s3:PutObject s3:PutObjectTagging", INTAKE)),
    ok("an upload in parts is a write", "s3", "create_multipart_upload", {"Bucket": "lake", "Key": "in/d"}, allow("s3:PutObject", INTAKE)),
    ok("a copy reads and writes", "s3", "copy_object", COPY, allow("s3:GetObject", OBJECT), allow("s3:PutObject", INTAKE)),
    no("a copy takes the right to read", "s3", "copy_object", COPY, allow("s3:PutObject", INTAKE), **XML),
    no("a copy takes the right to write", "s3", "copy_object", COPY, allow("s3:GetObject", INTAKE), **XML),
    ok("a bucket is listed", "s3", "list_objects_v2", {"Bucket": "lake"}, allow("s3:ListBucket", BUCKET)),
    no("listing is judged on the bucket", "s3", "list_objects_v2", {"Bucket": "lake"}, allow("s3:ListBucket", INTAKE), **XML),
    ok("listing one prefix", "s3", "list_objects_v2", {"Bucket": "lake", "Prefix": "in/"}, allow("s3:ListBucket", BUCKET, {"StringLike": {"s3:prefix": "in/*"}})),
    no("listing without the prefix", "s3", "list_objects_v2", {"Bucket": "lake"}, allow("s3:ListBucket", BUCKET, {"StringLike": {"s3:prefix": "in/*"}}), **XML),
    ok("many are deleted", "s3", "delete_objects", {"Bucket": "lake", "Delete": {"Objects": [{"Key": "in/x"}, {"Key": "in/y"}]}}, allow("s3:DeleteObject", INTAKE)),
    no("each of many is judged", "s3", "delete_objects", {"Bucket": "lake", "Delete": {"Objects": [{"Key": "in/x"}, {"Key": "y"}]}}, allow("s3:DeleteObject", INTAKE), **XML),
    ok("buckets are listed", "s3", "list_buckets", {}, allow("s3:ListAllMyBuckets")),
    no("an explicit deny wins", "s3", "get_object", GET, allow("s3:*"), deny("s3:GetObject", INTAKE), **XML),
    ok("a deny of plain HTTP does not hit", "s3", "get_object", GET, allow("s3:GetObject", INTAKE), deny("s3:*", "*", {"Bool": {"aws:SecureTransport": "false"}})),
    no("an address nobody knows is not judged", "s3", "get_object", GET, allow("s3:GetObject", INTAKE, {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}), **UNJUDGED, status=403),
]
DYNAMODB = [
    ok("an item is put", "dynamodb", "put_item", ITEM, allow("dynamodb:PutItem", TABLE)),
    no("putting takes the right", "dynamodb", "put_item", ITEM, allow("dynamodb:GetItem", TABLE)),
    no("another table", "dynamodb", "put_item", ITEM, allow("dynamodb:PutItem", TABLE + "2")),
    ok("a query", "dynamodb", "query", QUERY, allow("dynamodb:Query", TABLE)),
    ok("a query of an index", "dynamodb", "query", BY_DAY, allow("dynamodb:Query", INDEX)),
    no("an index is not its table", "dynamodb", "query", BY_DAY, allow("dynamodb:Query", TABLE)),
    no("a table is not its index", "dynamodb", "query", QUERY, allow("dynamodb:Query", INDEX)),
    ok("a transaction asks for each action", "dynamodb", "transact_write_items", TRANSACTION, allow("dynamodb:PutItem dynamodb:ConditionCheckItem", TABLE)),
    no("a transaction without one of them", "dynamodb", "transact_write_items", TRANSACTION, allow("dynamodb:PutItem", TABLE)),
    ok("a batch is its own action", "dynamodb", "batch_write_item", {"RequestItems": {"orders": [{"PutRequest": {"Item": KEY}}]}}, allow("dynamodb:BatchWriteItem", TABLE)),
    no("a batch is not a put", "dynamodb", "batch_write_item", {"RequestItems": {"orders": [{"PutRequest": {"Item": KEY}}]}}, allow("dynamodb:PutItem", TABLE)),
    ok("leading keys that fit", "dynamodb", "get_item", {"TableName": "orders", "Key": KEY}, allow("dynamodb:GetItem", TABLE, {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["1"]}})),
    no("leading keys that do not", "dynamodb", "get_item", {"TableName": "orders", "Key": KEY}, allow("dynamodb:GetItem", TABLE, {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["2"]}})),
    ok("a table's tag fits", "dynamodb", "get_item", {"TableName": "orders", "Key": KEY}, allow("dynamodb:GetItem", TABLE, {"StringEquals": {"aws:ResourceTag/team": "data"}})),
    no("a table's tag does not", "dynamodb", "get_item", {"TableName": "orders", "Key": KEY}, allow("dynamodb:GetItem", TABLE, {"StringEquals": {"aws:ResourceTag/team": "ops"}})),
    ok("a role's tag in a resource", "dynamodb", "get_item", {"TableName": "orders", "Key": KEY}, allow("dynamodb:GetItem", arn("dynamodb", "table/${aws:PrincipalTag/table}")), role={"tags": {"table": "orders"}}),
    ok("tables are listed", "dynamodb", "list_tables", {}, allow("dynamodb:ListTables")),
    no("listing has no resource", "dynamodb", "list_tables", {}, allow("dynamodb:ListTables", TABLE)),
    no("PartiQL is not judged", "dynamodb", "execute_statement", {"Statement": "SELECT * FROM orders"}, allow("dynamodb:*"), **UNJUDGED),
    no("within a boundary only", "dynamodb", "put_item", ITEM, allow("dynamodb:*"), role={"boundary": [allow("s3:*")]}),
    ok("within the boundary", "dynamodb", "put_item", ITEM, allow("dynamodb:*"), role={"boundary": [allow("dynamodb:PutItem")]}),
]
EXECUTION = {"executionArn": arn("states", "execution:heal:none")}
CREATE_FUNCTION = {"FunctionName": "new", "Runtime": "python3.13", "Handler": "a.b", "Code": {"ZipFile": ZIP}}
LAMBDA_ROLE = {"Role": arn("iam", "role/passed/for-lambda", "")}
COMPUTE = [
    ok("a function is invoked", "lambda", "invoke", {"FunctionName": "assess"}, allow("lambda:InvokeFunction", FUNCTION)),
    ok("a function is invoked by its ARN", "lambda", "invoke", {"FunctionName": FUNCTION}, allow("lambda:InvokeFunction", FUNCTION)),
    no("invoking takes the right", "lambda", "invoke", {"FunctionName": "assess"}, allow("lambda:GetFunction", FUNCTION), **JSON_403),
    no("a qualifier belongs to the resource", "lambda", "invoke", {"FunctionName": "assess", "Qualifier": "live"}, allow("lambda:InvokeFunction", FUNCTION), **JSON_403),
    ok("a function is looked at", "lambda", "get_function", {"FunctionName": "assess"}, allow("lambda:GetFunction", FUNCTION)),
    ok("functions are listed", "lambda", "list_functions", {}, allow("lambda:ListFunctions")),
    no("a role is passed to Lambda", "lambda", "create_function", {**CREATE_FUNCTION, **LAMBDA_ROLE}, allow("lambda:CreateFunction"), **JSON_403),
    no("a role is passed to another service", "lambda", "create_function", {**CREATE_FUNCTION, **LAMBDA_ROLE, "FunctionName": "new2"}, allow("lambda:CreateFunction"), allow("iam:PassRole", "*", {"StringEquals": {"iam:PassedToService": "states.amazonaws.com"}}), **JSON_403),
    ok("a role may be passed", "lambda", "create_function", {**CREATE_FUNCTION, **LAMBDA_ROLE, "FunctionName": "new3"}, allow("lambda:CreateFunction"), allow("iam:PassRole", arn("iam", "role/passed/*", ""), {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}})),
    ok("a machine is started", "stepfunctions", "start_execution", {"stateMachineArn": MACHINE, "name": "a"}, allow("states:StartExecution", MACHINE)),
    no("starting takes the right", "stepfunctions", "start_execution", {"stateMachineArn": MACHINE, "name": "b"}, allow("states:DescribeStateMachine", MACHINE)),
    no("an execution is not its machine", "stepfunctions", "describe_execution", EXECUTION, allow("states:*", MACHINE), otherwise="ExecutionDoesNotExist"),
    ok("executions are listed on the machine", "stepfunctions", "list_executions", {"stateMachineArn": MACHINE}, allow("states:ListExecutions", MACHINE)),
    no("a task's answer has no resource", "stepfunctions", "send_task_success", {"taskToken": "t", "output": "{}"}, allow("states:SendTaskSuccess", MACHINE)),
]
ENTRY = {"Source": "connectpilot", "DetailType": "ConnectorRestarted", "Detail": "{}"}
FROM_US = {"StringEquals": {"events:source": "connectpilot"}}
MESSAGING = [
    ok("a message is published", "sns", "publish", {"TopicArn": TOPIC, "Message": "m"}, allow("sns:Publish", TOPIC)),
    no("publishing takes the right", "sns", "publish", {"TopicArn": TOPIC, "Message": "m"}, allow("sns:Subscribe", TOPIC), code="AuthorizationError", status=403),
    ok("a batch is published", "sns", "publish_batch", {"TopicArn": TOPIC, "PublishBatchRequestEntries": [{"Id": "1", "Message": "m"}]}, allow("sns:Publish", TOPIC)),
    no("a subscription by another protocol", "sns", "subscribe", {"TopicArn": TOPIC, "Protocol": "email", "Endpoint": "a@b.c"}, allow("sns:Subscribe", TOPIC, {"StringEquals": {"sns:Protocol": "sqs"}}), code="AuthorizationError", status=403),
    ok("a message is sent", "sqs", "send_message", lambda have: {"QueueUrl": have.queue, "MessageBody": "m"}, allow("sqs:SendMessage", QUEUE)),
    no("sending takes the right", "sqs", "send_message", lambda have: {"QueueUrl": have.queue, "MessageBody": "m"}, allow("sqs:ReceiveMessage", QUEUE), **XML),
    ok("a batch is sent", "sqs", "send_message_batch", lambda have: {"QueueUrl": have.queue, "Entries": [{"Id": "1", "MessageBody": "m"}]}, allow("sqs:SendMessage", QUEUE)),
    ok("a queue's URL", "sqs", "get_queue_url", {"QueueName": "late"}, allow("sqs:GetQueueUrl", QUEUE)),
    no("another queue", "sqs", "get_queue_url", {"QueueName": "late"}, allow("sqs:GetQueueUrl", QUEUE + "r"), **XML),
    ok("an event", "events", "put_events", {"Entries": [ENTRY]}, allow("events:PutEvents", arn("events", "event-bus/default"), FROM_US)),
    no("an event in another's name", "events", "put_events", {"Entries": [ENTRY, {**ENTRY, "Source": "other"}]}, allow("events:PutEvents", arn("events", "event-bus/default"), FROM_US)),
    ok("a rule", "events", "describe_rule", {"Name": "often"}, allow("events:DescribeRule", arn("events", "rule/often"))),
    no("another rule", "events", "describe_rule", {"Name": "often"}, allow("events:DescribeRule", arn("events", "rule/seldom"))),
    no("a target's role is passed", "events", "put_targets", {"Rule": "often", "Targets": [{"Id": "1", "Arn": MACHINE, "RoleArn": arn("iam", "role/x", "")}]}, allow("events:PutTargets")),
]
METRIC = {"Namespace": "Connectpilot", "MetricData": [{"MetricName": "m", "Value": 1.0}]}
OURS = {"StringEquals": {"cloudwatch:namespace": "Connectpilot"}}
LINE = {"logGroupName": "/app", "logStreamName": "one", "logEvents": [{"timestamp": 1767268800000, "message": "m"}]}
WATCHING = [
    ok("a metric", "cloudwatch", "put_metric_data", METRIC, allow("cloudwatch:PutMetricData", "*", OURS)),
    no("a metric of another namespace", "cloudwatch", "put_metric_data", {**METRIC, "Namespace": "Other"}, allow("cloudwatch:PutMetricData", "*", OURS), **XML),
    no("metrics have no resource", "cloudwatch", "list_metrics", {}, allow("cloudwatch:ListMetrics", arn("cloudwatch", "alarm:*")), **XML),
    ok("an alarm by name", "cloudwatch", "describe_alarms", {"AlarmNames": ["a"]}, allow("cloudwatch:DescribeAlarms", arn("cloudwatch", "alarm:a"))),
    no("all alarms", "cloudwatch", "describe_alarms", {}, allow("cloudwatch:DescribeAlarms", arn("cloudwatch", "alarm:a")), **XML),
    ok("lines", "logs", "put_log_events", LINE, allow("logs:PutLogEvents", GROUP + ":*")),
    no("a group without :* is not its streams", "logs", "put_log_events", LINE, allow("logs:PutLogEvents", GROUP)),
    ok("a group is filtered", "logs", "filter_log_events", {"logGroupName": "/app"}, allow("logs:FilterLogEvents", GROUP + ":*")),
    no("a filter needs :* too", "logs", "filter_log_events", {"logGroupName": "/app"}, allow("logs:FilterLogEvents", GROUP)),
    no("groups are described by all", "logs", "describe_log_groups", {}, allow("logs:DescribeLogGroups", GROUP + ":*")),
]
HELD = [
    ok("a parameter", "ssm", "get_parameter", {"Name": "/stack/targets/default"}, allow("ssm:GetParameter", PARAMETER)),
    no("a parameter elsewhere", "ssm", "get_parameter", {"Name": "/stack/targets/default"}, allow("ssm:GetParameter", arn("ssm", "parameter/other/*"))),
    no("many parameters are another action", "ssm", "get_parameters", {"Names": ["/stack/targets/default"]}, allow("ssm:GetParameter", PARAMETER)),
    ok("a path", "ssm", "get_parameters_by_path", {"Path": "/stack/targets/x"}, allow("ssm:GetParametersByPath", PARAMETER)),
    ok("a secret by name", "secretsmanager", "get_secret_value", {"SecretId": "db"}, allow("secretsmanager:GetSecretValue", arn("secretsmanager", "secret:db-??????"))),
    no("a secret's ARN has a suffix", "secretsmanager", "get_secret_value", {"SecretId": "db"}, allow("secretsmanager:GetSecretValue", arn("secretsmanager", "secret:db"))),
    ok("who am I needs no right", "sts", "get_caller_identity", {}, deny("*")),
    no("a role is assumed", "sts", "assume_role", {"RoleArn": arn("iam", "role/passed/for-lambda", ""), "RoleSessionName": "session"}, allow("sts:AssumeRole"), **XML),
    no("a role is looked at by its path", "iam", "get_role", {"RoleName": "for-lambda"}, allow("iam:GetRole", arn("iam", "role/for-lambda", "")), **XML),
    ok("a role that trusts its assumer", "sts", "assume_role", {"RoleArn": arn("iam", "role/passed/for-roles", ""), "RoleSessionName": "session"}, allow("sts:AssumeRole")),
    no("a role that does, without the right", "sts", "assume_role", {"RoleArn": arn("iam", "role/passed/for-roles", ""), "RoleSessionName": "session"}, **XML),
    ok("a role with its path", "iam", "get_role", {"RoleName": "for-lambda"}, allow("iam:GetRole", arn("iam", "role/passed/*", ""))),
    ok("subnets", "ec2", "describe_subnets", {}, allow("ec2:DescribeSubnets")),
    no("subnets take the right", "ec2", "describe_subnets", {}, allow("ec2:DescribeVpcs"), code="UnauthorizedOperation", status=403),
    no("a service nobody maps is not judged", "kms", "list_keys", {}, allow("*"), **UNJUDGED, status=403),
    no("an operation nobody maps is not judged", "s3", "get_bucket_website", {"Bucket": "lake"}, allow("*"), otherwise="*", **UNJUDGED, status=403),
]
CASES = [*S3, *DYNAMODB, *COMPUTE, *MESSAGING, *WATCHING, *HELD]
