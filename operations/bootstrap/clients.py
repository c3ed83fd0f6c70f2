"""Clients of AWS for a bootstrap, and AWS's answers as errors that say how to go on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from operations.bootstrap.request import Request
from operations.errors import OperationError

_ABSENT = {
    "404",
    "NoSuchBucket",
    "NoSuchBucketPolicy",
    "NoSuchEntity",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "NotFoundException",
    "ServerSideEncryptionConfigurationNotFoundError",
}
_PRESENT = {"AlreadyExistsException", "BucketAlreadyOwnedByYou", "EntityAlreadyExists"}
AGAIN = "run the same command again: what is made stays, and nothing is made twice"


@dataclass(frozen=True)
class Account:
    """The account that is prepared, and the clients that speak to it."""

    request: Request
    make: Callable[[str], Any]
    _clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self.make(service)
        return self._clients[service]

    def read(self, service: str, operation: str, **inputs: Any) -> Any:
        """Returns AWS's answer, or None if what it asks for does not exist."""
        return self._call(service, operation, inputs, _ABSENT)

    def create(self, service: str, operation: str, **inputs: Any) -> Any:
        """Returns AWS's answer, or None if the thing exists already: its name is fixed, so that an
        earlier try made it whose answer was lost."""
        return self._call(service, operation, inputs, _PRESENT)

    def change(self, service: str, operation: str, **inputs: Any) -> Any:
        """Returns AWS's answer."""
        return self._call(service, operation, inputs, set())

    def _call(
        self, service: str, operation: str, inputs: dict[str, Any], harmless: set[str]
    ) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

        try:
            return getattr(self.client(service), operation)(**inputs)
        except ClientError as error:
            details = error.response.get("Error", {})
            if details.get("Code") in harmless:
                return None
            said = f"{details.get('Code')}: {details.get('Message')}"
            raise OperationError(f"{service}.{operation}: {said}", remedy=AGAIN) from None
        except NoCredentialsError:
            raise OperationError(
                "there are no credentials for AWS",
                remedy="sign in as an administrator of the account (`aws sso login`, AWS_PROFILE), "
                "and run the same command again",
            ) from None
        except BotoCoreError as error:
            raise OperationError(f"{service}.{operation}: {error}", remedy=AGAIN) from None


def account(request: Request) -> Account:
    """Returns the account. Raises OperationError if the credentials are those of another."""
    import boto3
    from botocore.config import Config

    def client(service: str) -> Any:
        # CreateKey has no name that would make a second try harmless: a client that repeats it by
        # itself after a lost answer leaves a key that costs and that nobody uses.
        tries = 1 if service == "kms" else 5
        config = Config(retries={"mode": "standard", "total_max_attempts": tries})
        return boto3.client(  # type: ignore[call-overload]
            service, region_name=request.region, config=config
        )

    found = Account(request, client)
    identity = found.change("sts", "get_caller_identity")
    if identity["Account"] != request.account:
        raise OperationError(
            f"the credentials are those of account {identity['Account']}, but the stack's"
            f" account_id is {request.account}",
            remedy="take the credentials of an administrator of that account",
        )
    return found
