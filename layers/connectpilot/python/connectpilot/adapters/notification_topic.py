"""The notification topic over SNS."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_sns import SNSClient


@final
class NotificationTopic:
    """The `Notifications` port."""

    def __init__(self, client: SNSClient, arn: str) -> None:
        self._client = client
        self._arn = arn

    def tell(self, subject: str, message: str) -> None:
        with told_apart():
            self._client.publish(TopicArn=self._arn, Subject=subject, Message=message)
