"""Where moto meets the service."""

from .responses import KafkaConnectResponse

url_bases = [r"https?://kafkaconnect\.(.+)\.amazonaws\.com"]
url_paths = {"{0}/.*": KafkaConnectResponse.dispatch}
