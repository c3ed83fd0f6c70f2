"""Errors of AWS that pass: a request too many, an answer that did not arrive, a resource that is
busy. All others are for people."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from operations import accounts

BUSY = ("InvalidDBInstanceState", "InvalidDBInstanceStateFault", "InvalidDBProxyStateFault")
"""Codes by which RDS refuses a change while another is under way."""
TOO_MANY = (
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestLimitExceeded",
    "TooManyRequestsException",
    "SlowDown",
)
UNWELL = (
    "InternalFailure",
    "InternalError",
    "InternalServerError",
    "ServiceUnavailable",
    "RequestTimeout",
    "RequestTimeoutException",
)
_PASSING = {*BUSY, *TOO_MANY, *UNWELL}
_TRIES = 6

T = TypeVar("T")


class Clock(Protocol):
    """A clock that can also wait."""

    def now(self) -> datetime:
        """Returns the time, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Waits."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Returns the time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Waits."""
        import time

        time.sleep(seconds)


def aws_errors() -> tuple[type[Exception], ...]:
    """Returns the errors that AWS's SDK raises."""
    from botocore.exceptions import BotoCoreError, ClientError

    return (ClientError, BotoCoreError)


def passes(error: Exception) -> bool:
    """Returns true for an error after which the same request may succeed, or has succeeded."""
    from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

    if isinstance(error, ClientError):
        return accounts.code(error) in _PASSING
    return isinstance(error, ConnectionError | HTTPClientError)


def patiently(clock: Clock, ask: Callable[[], T]) -> T:
    """Returns the answer of a request that may be made twice. It is made again while its error is
    one that passes."""
    for attempt in range(1, _TRIES):
        try:
            return ask()
        except aws_errors() as error:
            if not passes(error):
                raise
        clock.sleep(2**attempt)
    return ask()
