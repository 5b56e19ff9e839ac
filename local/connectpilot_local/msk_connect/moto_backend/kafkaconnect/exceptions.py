"""The service's errors on moto's wire."""

from moto.core.exceptions import ServiceException


class KafkaConnectError(ServiceException):  # type: ignore[misc]
    """Any of the model's errors, by code; moto tells the service from the module of this very class."""
