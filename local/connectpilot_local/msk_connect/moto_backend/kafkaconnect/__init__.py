"""MSK Connect as a moto service: the wire only, the behaviour is in connectpilot_local.msk_connect."""

from .models import kafkaconnect_backends

__all__ = ["kafkaconnect_backends"]
