"""Functions behave as on AWS: answers, errors, timeouts, throttling, retries, dead letters, logs and rights."""

from __future__ import annotations

import base64
import json
import os
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError


def eventually(look, seconds=10.0):
    end = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.02)
    return seen


def gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_process_serves_one_invocation_after_another(invoke):
    first, answer = invoke("WorkerFunction")
    second, _ = invoke("WorkerFunction")
    assert first["greeting"] == "from the layer"
    assert (second["pid"], second["invocations"]) == (first["pid"], first["invocations"] + 1)
    assert first["id"] == answer["ResponseMetadata"]["RequestId"] != second["id"]
    assert answer["ExecutedVersion"] == "$LATEST"


@pytest.mark.parametrize(
    ("event", "error_type", "message"),
    [
        pytest.param({"do": "raise"}, "OutOfPaperError", "no paper", id="an exception goes by its class's name"),
        pytest.param({"do": "nonsense"}, "Runtime.MarshalError", "Unable to marshal response: ", id="not JSON"),
        pytest.param({"do": "exit", "status": 7}, "Runtime.ExitError", "exit status 7", id="the process ends"),
        pytest.param(
            {"do": "sleep", "seconds": 9}, "Sandbox.Timedout", "Task timed out after 2.00 seconds", id="too slow"
        ),
    ],
)
def test_a_failure_is_told_in_the_words_of_aws(invoke, event, error_type, message):
    error, answer = invoke("WorkerFunction", event)
    assert answer["FunctionError"] == "Unhandled"
    assert error["errorType"] == error_type
    assert message in error["errorMessage"]
    assert invoke("WorkerFunction")[0]["greeting"] == "from the layer"


def test_a_timeout_ends_the_process_and_what_it_started(cloud, invoke):
    pid = invoke("WorkerFunction")[0]["pid"]
    invoke("WorkerFunction", {"do": "sleep", "seconds": 9})
    assert eventually(lambda: pid not in cloud.functions.pool.pids())
    assert eventually(lambda: gone(pid))


def test_invocations_at_once_get_a_process_each(invoke):
    begun = time.monotonic()
    threads = [
        threading.Thread(target=invoke, args=("WorkerFunction", {"do": "sleep", "seconds": 0.5})) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - begun < 1.9  # one after another: 2 s and more


def test_no_more_run_at_once_than_are_reserved(invoke):
    running = threading.Thread(target=invoke, args=("OutsiderFunction", {"sleep": 1.0}))
    running.start()
    time.sleep(0.5)
    with pytest.raises(ClientError) as refused:
        invoke("OutsiderFunction")
    running.join()
    assert refused.value.response["Error"]["Code"] == "TooManyRequestsException"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert invoke("OutsiderFunction")[0] == []


def test_a_function_sees_its_layers_and_the_image_and_nothing_else(invoke):
    modules = ["boto3", "ours", "pydantic", "moto", "connectpilot_local", "pytest"]
    assert invoke("OutsiderFunction", {"modules": modules})[0] == ["boto3"]


def test_nothing_of_this_machines_environment_is_handed_on(invoke, monkeypatch, cloud):
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("SECRET_OF_MINE", "hush")
    cloud.client("lambda").update_function_configuration(FunctionName=cloud.resources["WorkerFunction"], MemorySize=256)
    seen, _ = invoke("WorkerFunction", {"do": "environment"})
    assert not {"AWS_PROFILE", "SECRET_OF_MINE", "VIRTUAL_ENV", "PYTEST_CURRENT_TEST"} & set(seen["names"])
    assert seen["variables"]["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "256"
    assert seen["variables"]["TABLE"] == cloud.resources["Table"]
    assert seen["variables"]["AWS_ENDPOINT_URL"] == cloud.endpoint_url


def test_a_function_acts_in_the_name_of_its_role(cloud, invoke):
    role, name = cloud.resources["WorkerRole"], cloud.resources["WorkerFunction"]
    assert invoke("WorkerFunction", {"do": "who"})[0].endswith(f":assumed-role/{role}/{name}")
    invoke("WorkerFunction", {"do": "put", "pk": "one"})
    item = cloud.client("dynamodb").get_item(TableName=cloud.resources["Table"], Key={"pk": {"S": "one"}})["Item"]
    assert item == {"pk": {"S": "one"}}
    refused, _ = invoke("WorkerFunction", {"do": "forbidden"})
    assert "AccessDeniedException" in refused["errorMessage"]


def test_a_failing_event_is_tried_three_times_and_handed_on_to_both_queues(cloud, invoke, receive):
    body, answer = invoke("WorkerFunction", {"do": "raise"}, InvocationType="Event")
    assert (body, answer["StatusCode"]) == (None, 202)
    assert cloud.functions.asynchronous.wait_until_idle(10)
    (record,) = [json.loads(message["Body"]) for message in receive("Failures") if "requestContext" in message["Body"]]
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 3
    assert record["requestPayload"] == {"do": "raise"}
    assert record["responsePayload"]["errorType"] == "OutOfPaperError"
    assert record["responseContext"]["functionError"] == "Unhandled"
    (letter,) = receive("DeadLetters")
    assert json.loads(letter["Body"]) == {"do": "raise"}
    attributes = {name: one["StringValue"] for name, one in letter["MessageAttributes"].items()}
    assert attributes == {
        "RequestID": answer["ResponseMetadata"]["RequestId"],
        "ErrorCode": "200",
        "ErrorMessage": "no paper",
    }


def test_an_event_that_succeeds_is_handed_to_nobody(cloud, invoke, receive):
    invoke("WorkerFunction", {}, InvocationType="Event")
    assert cloud.functions.asynchronous.wait_until_idle(10)
    assert receive("DeadLetters") == []


def test_a_throttled_event_waits_for_its_turn(cloud, invoke, receive):
    running = threading.Thread(target=invoke, args=("OutsiderFunction", {"sleep": 0.6}))
    running.start()
    time.sleep(0.3)
    invoke("OutsiderFunction", {}, InvocationType="Event")
    running.join()
    assert cloud.functions.asynchronous.wait_until_idle(10)
    assert receive("DeadLetters") == []


def test_what_is_no_json_is_refused(cloud):
    with pytest.raises(ClientError, match="InvalidRequestContentException"):
        cloud.client("lambda").invoke(FunctionName=cloud.resources["WorkerFunction"], Payload=b"{")


def test_the_logs_are_in_the_group_that_the_template_names(cloud, invoke):
    _, answer = invoke("WorkerFunction", {"do": "print", "text": "look here"}, LogType="Tail")
    tail = base64.b64decode(answer["LogResult"]).decode()
    request_id = answer["ResponseMetadata"]["RequestId"]
    assert tail.startswith(f"START RequestId: {request_id} Version: $LATEST\n")
    assert "\nlook here\n" in tail
    found = cloud.client("logs").filter_log_events(logGroupName="/small/worker")["events"]
    messages = [event["message"] for event in found]
    begin, end = (
        messages.index(f"{word} RequestId: {request_id}{more}")
        for word, more in (("START", " Version: $LATEST"), ("END", ""))
    )
    assert messages[begin + 1 : end] == ["the worker works print", "look here"]
    assert messages[end + 1].startswith(f"REPORT RequestId: {request_id}\tDuration: ")
    groups = cloud.client("logs").describe_log_groups()["logGroups"]
    assert f"/aws/lambda/{cloud.resources['WorkerFunction']}" not in [group["logGroupName"] for group in groups]


def test_log_lines_are_stamped_with_the_clouds_time(cloud, invoke):
    before = cloud.context.clock.now().timestamp() * 1000
    _, answer = invoke("WorkerFunction", {"do": "print", "text": "now"}, LogType="Tail")
    request_id = answer["ResponseMetadata"]["RequestId"]
    found = cloud.client("logs").filter_log_events(logGroupName="/small/worker")["events"]
    (stamp,) = [event["timestamp"] for event in found if event["message"].startswith(f"END RequestId: {request_id}")]
    assert before - 1 <= stamp <= cloud.context.clock.now().timestamp() * 1000


def test_a_function_whose_code_cannot_be_imported_says_so(cloud):
    client, name = cloud.client("lambda"), cloud.resources["OutsiderFunction"]
    client.update_function_configuration(FunctionName=name, Handler="absent.handler")
    try:
        answer = client.invoke(FunctionName=name)
        error = json.loads(answer["Payload"].read())
    finally:
        client.update_function_configuration(FunctionName=name, Handler="app.handler")
    assert answer["FunctionError"] == "Unhandled"
    assert error["errorType"] == "Runtime.ImportModuleError"
    assert error["errorMessage"] == "Unable to import module 'absent': No module named 'absent'"


def figures(cloud, namespace, metric, dimension, of, statistic):
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
    return sum(point[statistic] for point in answer["Datapoints"])


def test_metrics_that_a_function_prints_are_metrics(cloud, invoke):
    invoke("WorkerFunction", {"do": "measure"}, LogType="Tail")
    assert eventually(lambda: figures(cloud, "Small", "Sheets", "kind", "white", "Sum")) == 7.0


def test_lambdas_own_metrics_count_invocations_and_errors(cloud, invoke):
    name = cloud.resources["WorkerFunction"]

    def counted():
        return [figures(cloud, "AWS/Lambda", one, "FunctionName", name, "Sum") for one in ("Invocations", "Errors")]

    before = counted()
    invoke("WorkerFunction")
    invoke("WorkerFunction", {"do": "raise"})
    assert [now - then for now, then in zip(counted(), before, strict=True)] == [2.0, 1.0]


def test_a_function_that_asks_bootstrap_for_the_time_is_told_the_clouds(cloud, invoke):
    before = cloud.context.clock.now()
    told = datetime.fromisoformat(invoke("WorkerFunction", {"do": "now"})[0])
    assert before <= told <= cloud.context.clock.now()
    assert told - datetime.now(UTC) > timedelta(seconds=60)
    assert "CONNECTPILOT_LOCAL_CLOCK" not in invoke("WorkerFunction", {"do": "environment"})[0]["names"]
