"""Clients of AWS for commands that ask an account something: the operator's own, or an emulated
one. What AWS refuses is told as an error of ours."""

import contextlib
import functools
from collections.abc import Iterator
from typing import Any

from operations.errors import OperationError


def client(
    service: str, region: str, *, endpoint: str = "", attempts: int = 5, read_seconds: int = 60
) -> Any:
    """Returns a boto3 client with the operator's credentials, or one of the emulated account at an
    endpoint. It tries again by itself what AWS asks to try again, unless `attempts` is 1, and waits
    `read_seconds` for an answer."""
    import boto3
    import botocore.session
    from botocore.config import Config

    core = botocore.session.get_session()
    core.register_component("data_loader", _descriptions())
    # The stubs know each service by its literal name only.
    session: Any = boto3.Session(botocore_session=core)
    retries = Config(
        retries={"mode": "standard", "total_max_attempts": attempts}, read_timeout=read_seconds
    )
    if not endpoint:
        with asking(f"the credentials for {service}"):
            return session.client(service, region_name=region, config=retries)
    return session.client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id="emulated",
        aws_secret_access_key="emulated",
        config=retries.merge(
            # botocore would put the name of its user agent together anew for each call.
            Config(proxies={}, s3={"addressing_style": "path"}, user_agent="plinth")
        ),
    )


@functools.cache
def _descriptions() -> Any:
    """Returns the one reader of botocore's descriptions of AWS. A session of its own would look
    through a thousand folders and read each service's description anew."""
    from botocore.session import get_session

    return get_session().get_component("data_loader")


class NotEmulated(OperationError):
    """Error of an emulated account that lacks an operation: only AWS itself has the answer."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"the emulated account does not know {what}", remedy="it can be asked of AWS only"
        )


@contextlib.contextmanager
def asking(what: str) -> Iterator[None]:
    """Turns AWS's errors into an OperationError that says for what AWS was asked."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        yield
    except ClientError as error:
        detail = error.response.get("Error", {})
        if "<html" in str(detail.get("Message")):
            raise NotEmulated(what) from None
        raise OperationError(
            f"AWS refuses {what}: {detail.get('Code')}: {detail.get('Message')}",
            remedy="nothing is half done: run the command again once that is corrected",
        ) from None
    except ResponseParserError as error:
        # Where a service answers in XML, moto's page is no answer at all.
        if "<html" not in str(error):
            raise
        raise NotEmulated(what) from None
    except BotoCoreError as error:
        raise OperationError(
            f"AWS cannot be asked for {what}: {error}",
            remedy="check the credentials (`aws sts get-caller-identity`) and the network",
        ) from None


def code(error: Exception) -> str:
    """Returns AWS's code of an error, such as ImageNotFoundException."""
    # Errors of the connection have the attribute too, and nothing in it.
    response: dict[str, Any] = getattr(error, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))
