"""What AWS's refusals mean for us: which are worth another try, which are for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, ParamValidationError

from ..domain.errors import ConnectpilotError, PlatformRefusedError, PlatformThrottledError, PlatformUnavailableError

_THROTTLES = {
    *("TooManyRequestsException", "ThrottlingException", "Throttling", "RequestLimitExceeded"),
    *("ProvisionedThroughputExceededException", "ExecutionLimitExceeded"),
}
_SERVER_ERROR = 500


@contextmanager
def told_apart(known: dict[str, type[ConnectpilotError]] | None = None) -> Iterator[None]:
    """Turn botocore's errors into ours; `known` names the error codes that mean something special here."""
    try:
        yield
    except ClientError as error:
        raise _named(error, known or {}) from error
    except HTTPClientError as error:
        raise PlatformUnavailableError(f"{type(error).__name__}: no answer") from error
    except ParamValidationError:
        # botocore's message repeats the offending value, which may be a secret; so does the chained error.
        raise PlatformRefusedError("the request does not fit the API's model: a value is of the wrong kind") from None
    except BotoCoreError as error:
        raise PlatformUnavailableError(f"{type(error).__name__}: no answer") from error


def _named(error: ClientError, known: dict[str, type[ConnectpilotError]]) -> ConnectpilotError:
    code = error.response.get("Error", {}).get("Code", "")
    message = error.response.get("Error", {}).get("Message", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    text = f"{error.operation_name}: {message}" if message else f"{error.operation_name}: {code}"
    if code in known:
        return known[code](text)
    if code in _THROTTLES:
        return PlatformThrottledError(text)
    if status >= _SERVER_ERROR:
        return PlatformUnavailableError(text)
    return PlatformRefusedError(text)
