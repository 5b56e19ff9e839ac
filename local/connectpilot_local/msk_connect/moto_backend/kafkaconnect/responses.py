"""Requests to calls of the world, refusals to the model's errors; botocore's model does the mapping."""

from collections.abc import Callable

from botocore import xform_name
from moto.core.responses import ActionResult, BaseResponse

from connectpilot_local.cloud.identity import REGION
from connectpilot_local.msk_connect.errors import BadRequest, Refusal
from connectpilot_local.msk_connect.in_use import world_in_use
from connectpilot_local.msk_connect.request_check import service_model
from connectpilot_local.msk_connect.world import OPERATIONS

from .exceptions import KafkaConnectError


class KafkaConnectResponse(BaseResponse):  # type: ignore[misc]
    """One method per operation, added below: they differ in their names only."""

    def __init__(self) -> None:
        super().__init__(service_name="kafkaconnect")
        self.automated_parameter_parsing = True

    def answer(self, operation: str) -> ActionResult:
        shape = service_model().operation_model(operation).input_shape
        members = shape.members if shape else {}
        params = {name: value for name in members if (value := self._get_param(name)) is not None}
        try:
            if self.region != REGION:
                raise BadRequest(f"The local MSK Connect is in {REGION} only.")
            return ActionResult(world_in_use().call(operation, params))
        except Refusal as refusal:
            raise KafkaConnectError(refusal.code, str(refusal)) from refusal


def _method(operation: str) -> Callable[[KafkaConnectResponse], ActionResult]:
    def method(self: KafkaConnectResponse) -> ActionResult:
        return self.answer(operation)

    return method


for _operation in OPERATIONS:
    setattr(KafkaConnectResponse, xform_name(_operation), _method(_operation))
