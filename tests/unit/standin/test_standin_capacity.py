"""Capacity: quotas, first workers and the tasks of autoscaled connectors."""

import pytest
from connectpilot_local.msk_connect.capacity import checked_capacity, first_workers, quota_workers, tasks_max
from connectpilot_local.msk_connect.errors import BadRequest
from connectpilot_local.msk_connect.testing_requests import autoscaled, provisioned
from hypothesis import given
from hypothesis import strategies as st


def test_an_autoscaled_connector_counts_its_most_and_starts_with_its_least():
    capacity = checked_capacity(autoscaled(2, 7), limit_workers=True)
    assert (quota_workers(capacity), first_workers(capacity)) == (7, 2)


def test_policies_default_to_the_consoles():
    capacity = {"autoScaling": {"minWorkerCount": 1, "maxWorkerCount": 2, "mcuCount": 1}}
    assert checked_capacity(capacity, limit_workers=True) == autoscaled()


@pytest.mark.parametrize("mcu", [0, 3, 5, 6, 7])
def test_mcus_come_in_powers_of_two(mcu):
    with pytest.raises(BadRequest, match="1, 2, 4, 8"):
        checked_capacity(provisioned(mcu=mcu), limit_workers=True)


def test_a_policy_that_scales_in_above_scaling_out_is_refused():
    capacity = autoscaled()
    capacity["autoScaling"]["scaleInPolicy"] = {"cpuUtilizationPercentage": 80}
    with pytest.raises(BadRequest, match="scale-in"):
        checked_capacity(capacity, limit_workers=True)


@given(workers=st.integers(1, 10), mcu=st.sampled_from([1, 2, 4, 8]), cap=st.none() | st.integers(10, 100))
def test_tasks_of_an_autoscaled_connector_are_workers_times_mcus_times_two_within_the_cap(workers, mcu, cap):
    more = {} if cap is None else {"maxAutoscalingTaskCount": cap}
    capacity = checked_capacity(autoscaled(1, 10, mcu=mcu, **more), limit_workers=True)
    assert tasks_max(capacity, workers, {"tasks.max": "1"}) == min(workers * mcu * 2, cap or 10**6)


@pytest.mark.parametrize(("asked", "tasks"), [({"tasks.max": "4"}, 4), ({}, 1), ({"tasks.max": "many"}, 1)])
def test_a_provisioned_connector_keeps_its_own_number(asked, tasks):
    assert tasks_max(provisioned(3), 3, asked) == tasks
