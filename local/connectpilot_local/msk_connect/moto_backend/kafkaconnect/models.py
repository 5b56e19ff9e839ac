"""moto keeps one backend per account and Region; ours all hand on to the world that is in use."""

from moto.core.base_backend import BackendDict, BaseBackend


class KafkaConnectBackend(BaseBackend):  # type: ignore[misc]
    """Holds nothing: state lives in the world."""


kafkaconnect_backends = BackendDict(KafkaConnectBackend, "kafkaconnect")
