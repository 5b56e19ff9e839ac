"""The one logger and the one metrics namespace of all functions."""

from aws_lambda_powertools import Logger, Metrics

logger = Logger(service="connectpilot")
metrics = Metrics(namespace="Connectpilot", service="connectpilot")
