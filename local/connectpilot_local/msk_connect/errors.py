"""The refusals of MSK Connect's API, by the names its model gives them."""

from __future__ import annotations


class Refusal(Exception):
    """An answer that is an error; `code` is the model's exception name."""

    code = "InternalServerErrorException"


class BadRequest(Refusal):
    code = "BadRequestException"


class NotFound(Refusal):
    code = "NotFoundException"


class Conflict(Refusal):
    code = "ConflictException"


class TooManyRequests(Refusal):
    code = "TooManyRequestsException"


# The model documents this message for ConflictException, so that clients may have learnt to read it.
NAME_TAKEN = "A resource with this name already exists"
QUOTA_REACHED = "Limit exceeded. Resource limit reached"
