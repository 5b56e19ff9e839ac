"""GetMetricData and GetMetricStatistics over one-minute data on the cloud's own clock."""

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

START = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def cloudwatch(client, happening):
    return client("cloudwatch")


def put(cloudwatch, value, minute, name="Lag", connector="orders", namespace="N", **more):
    datum = {
        "MetricName": name,
        "Dimensions": [{"Name": "C", "Value": connector}],
        "Value": value,
        "Timestamp": START + timedelta(minutes=minute, seconds=20),
        **more,
    }
    cloudwatch.put_metric_data(Namespace=namespace, MetricData=[datum])


def query(number=0, stat="Sum", period=60, name="Lag", connector="orders", namespace="N"):
    metric = {"Namespace": namespace, "MetricName": name, "Dimensions": [{"Name": "C", "Value": connector}]}
    return {"Id": f"q{number}", "MetricStat": {"Metric": metric, "Period": period, "Stat": stat}}


def ask(cloudwatch, *queries, first=0, last=10, **more):
    start, end = START + timedelta(minutes=first), START + timedelta(minutes=last)
    return cloudwatch.get_metric_data(
        MetricDataQueries=list(queries), StartTime=start, EndTime=end, **{"ScanBy": "TimestampAscending", **more}
    )["MetricDataResults"]


def minutes(result):
    return [int((at - START).total_seconds()) / 60 for at in result["Timestamps"]]


def test_each_minute_is_a_datapoint_and_gaps_stay_gaps(cloudwatch):
    for minute, value in ((0, 1), (0, 2), (1, 4), (5, 8)):
        put(cloudwatch, value, minute)
    (result,) = ask(cloudwatch, query())
    assert result["Values"] == [3.0, 4.0, 8.0]
    assert minutes(result) == [0, 1, 5]
    assert result["StatusCode"] == "Complete"


def test_the_newest_comes_first_unless_asked_otherwise(cloudwatch):
    put(cloudwatch, 1, 0)
    put(cloudwatch, 2, 1)
    (result,) = ask(cloudwatch, query(), ScanBy="TimestampDescending")
    assert minutes(result) == [1, 0]


def test_a_metric_without_data_answers_empty(cloudwatch):
    (result,) = ask(cloudwatch, query(name="Nothing"))
    assert (result["Values"], result["Timestamps"], result["StatusCode"]) == ([], [], "Complete")


def test_start_is_rounded_down_to_the_minute_and_end_is_exclusive(cloudwatch):
    for minute in range(4):
        put(cloudwatch, minute, minute)
    (result,) = ask(cloudwatch, query(), first=1.5, last=3)
    assert minutes(result) == [1, 2]


def test_longer_periods_count_from_the_start(cloudwatch):
    for minute in range(10):
        put(cloudwatch, 1, minute)
    (result,) = ask(cloudwatch, query(period=300))
    assert (minutes(result), result["Values"]) == ([0, 5], [5.0, 5.0])


def test_neither_another_namespace_nor_another_connector_mixes_in(cloudwatch):
    put(cloudwatch, 1, 0)
    put(cloudwatch, 10, 0, namespace="Other")
    put(cloudwatch, 100, 0, connector="other")
    first, second = ask(cloudwatch, query(0), query(1, connector="other"))
    assert (first["Values"], second["Values"]) == ([1.0], [100.0])


def test_a_query_may_stay_unanswered(cloudwatch):
    put(cloudwatch, 1, 0)
    assert ask(cloudwatch, {**query(), "ReturnData": False}) == []


@pytest.mark.parametrize(
    "wrong", [query(stat="p99"), {"Id": "e", "Expression": "q0 * 2"}, {"Id": "e", "Expression": "SELECT 1"}]
)
def test_what_is_left_out_is_refused(cloudwatch, wrong):
    with pytest.raises(ClientError, match="local cloud"):
        ask(cloudwatch, wrong)


def test_data_without_a_timestamp_get_the_clocks(cloudwatch, clock):
    clock.advance(minutes=3)
    cloudwatch.put_metric_data(
        Namespace="N", MetricData=[{"MetricName": "Lag", "Dimensions": [{"Name": "C", "Value": "orders"}], "Value": 1}]
    )
    (result,) = ask(cloudwatch, query())
    assert minutes(result) == [3]


def test_statistics_of_one_metric(cloudwatch):
    for value in (1, 2, 6):
        put(cloudwatch, value, 0)
    (point,) = cloudwatch.get_metric_statistics(
        Namespace="N",
        MetricName="Lag",
        Dimensions=[{"Name": "C", "Value": "orders"}],
        StartTime=START,
        EndTime=START + timedelta(minutes=5),
        Period=60,
        Statistics=["Average", "Maximum", "Minimum", "Sum", "SampleCount"],
    )["Datapoints"]
    assert point == {
        "Timestamp": START,
        "Average": 3.0,
        "Maximum": 6.0,
        "Minimum": 1.0,
        "Sum": 9.0,
        "SampleCount": 3.0,
        "Unit": "None",
    }


def test_statistic_sets_are_summed_up(cloudwatch):
    sets = {"StatisticValues": {"SampleCount": 4, "Sum": 20, "Minimum": 2, "Maximum": 9}}
    metric = {"MetricName": "Lag", "Dimensions": [{"Name": "C", "Value": "orders"}], "Timestamp": START, **sets}
    cloudwatch.put_metric_data(Namespace="N", MetricData=[metric])
    put(cloudwatch, 10, 0)
    assert [ask(cloudwatch, query(stat=stat))[0]["Values"] for stat in ("Average", "Maximum", "Minimum")] == [
        [6.0],
        [10.0],
        [2.0],
    ]


def test_metrics_are_listed_once_each(cloudwatch):
    for minute in range(3):
        put(cloudwatch, 1, minute)
    put(cloudwatch, 1, 0, connector="other")
    listed = cloudwatch.list_metrics(Namespace="N")["Metrics"]
    assert sorted(metric["Dimensions"][0]["Value"] for metric in listed) == ["orders", "other"]
    only = cloudwatch.list_metrics(Namespace="N", Dimensions=[{"Name": "C", "Value": "other"}])["Metrics"]
    assert len(only) == 1


def test_old_data_go_and_three_hours_stay(cloudwatch, clock, happening):
    from connectpilot_local.cloud.events.metrics import series_key, store_of
    from moto.cloudwatch.models import cloudwatch_backends

    for minute in (0, 10 * 60):
        put(cloudwatch, 1, minute)
        put(cloudwatch, 1, minute + 5 * 60)
        clock.advance(hours=10)
        put(cloudwatch, 1, minute + 9 * 60)
    store = store_of(cloudwatch_backends["123456789012"]["us-east-1"])
    key = series_key("N", "Lag", [{"Name": "C", "Value": "orders"}])
    kept = store.buckets(key, start=0, end=4e9, period=60)
    assert [(at - int(START.timestamp())) // 3600 for at, _ in kept] == [15, 19]


def test_five_hundred_queries_over_a_hundred_connectors_are_answered_in_one_call(cloudwatch):
    names = ("Lag", "Errored", "Running", "Cpu", "Workers")
    for minute in range(160, 180, 2):
        at = START + timedelta(minutes=minute)
        data = [
            {"MetricName": name, "Dimensions": [{"Name": "C", "Value": str(connector)}], "Value": 1, "Timestamp": at}
            for name in names
            for connector in range(100)
        ]
        cloudwatch.put_metric_data(Namespace="N", MetricData=data)
    queries = [
        query(number, name=name, connector=str(connector))
        for number, (name, connector) in enumerate((name, connector) for name in names for connector in range(100))
    ]
    results = ask(cloudwatch, *queries, first=170, last=180)
    assert len(results) == 500
    assert all(result["Values"] == [1.0] * 5 for result in results)


def test_more_than_five_hundred_queries_are_refused(cloudwatch):
    with pytest.raises(ClientError, match="500"):
        ask(cloudwatch, *(query(number) for number in range(501)))
