"""Who and where the local cloud is: its account, its region and the access key that may do everything."""

from __future__ import annotations

ACCOUNT = "123456789012"
REGION = "us-east-1"
PARTITION = "aws"

# The deployer, the tests and the person at the keyboard; rights are enforced for everybody else.
EXEMPT_ACCESS_KEY = "LOCALDEPLOYER000000"
EXEMPT_CREDENTIALS = {"aws_access_key_id": EXEMPT_ACCESS_KEY, "aws_secret_access_key": "local", "region_name": REGION}


def arn(service: str, resource: str, *, region: str = REGION, account: str = ACCOUNT) -> str:
    """The ARN of one of our own resources; pass region="" and account="" where the service leaves them out."""
    return f"arn:{PARTITION}:{service}:{region}:{account}:{resource}"
