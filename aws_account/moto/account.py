"""An AWS account that moto holds in this process, or that a moto server holds on loopback."""

import contextlib
import functools
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unittest import mock

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    DataNotFoundError,
    ParamValidationError,
)
from botocore.model import OperationModel, ServiceModel
from botocore.response import StreamingBody
from botocore.validate import ParamValidator
from moto import mock_aws
from moto.core.config import DefaultConfig
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends
from moto.moto_api._internal import mock_random
from moto.route53.models import HostedZoneIdentifier, route53_backends
from moto.utilities.id_generator import moto_id_manager

from aws_account.moto import given as existing
from aws_account.moto import workarounds
from aws_account.moto.given import Given

_ACCOUNT_HEADER = "x-moto-account-id"

_MOTO: DefaultConfig = {
    # Without it no AWS-managed policy could be attached.
    "iam": {"load_aws_managed_policies": True},
    # Without it a rotation would run its function in a container.
    "lambda": {"use_docker": False},
    "batch": {"use_docker": False},
}


_TURN = threading.Lock()
"""Lock for the one emulated AWS that moto can hold in a process."""

_ABSENT = ("notfound", "nosuch", "notexist", "nonexist", "404")
"""Parts of the error codes by which AWS's services say that something does not exist."""


class Refused(Exception):
    """Error that AWS, or its published model, does not accept a request."""

    def __init__(self, operation: str, message: str, *, code: str = "") -> None:
        super().__init__(f"{operation}: {message}")
        self.operation, self.message, self.code = operation, message, code

    @property
    def is_absence(self) -> bool:
        """True if the error says that the resource does not exist. ECS has no code of its own for
        that."""
        absent = any(word in self.code.lower() for word in _ABSENT)
        return absent or "Unable to describe" in self.message


@functools.cache
def _session() -> botocore.session.Session:
    """Returns botocore's session. There is one for all, because each looks through a thousand
    folders of descriptions first."""
    return botocore.session.get_session()


@functools.cache
def _boto3_session() -> Any:
    return boto3.session.Session(
        aws_access_key_id="emulated",
        aws_secret_access_key="emulated",
        botocore_session=_session(),
    )


@functools.cache
def _service(name: str) -> ServiceModel:
    """Returns botocore's description of a service."""
    return _session().get_service_model(name)


@functools.cache
def _paging(service: str, operation: str) -> Mapping[str, Any]:
    """Returns botocore's description of an operation's pages. Empty if the operation has none."""
    try:
        model = _session().get_paginator_model(service)
        paging: Mapping[str, Any] = model.get_paginator(operation)
    except (DataNotFoundError, ValueError):
        return {}
    return paging


class Account:
    """Clients for one account. Each client is kept as long as the account."""

    def __init__(self, number: str, *, endpoint: str | None = None) -> None:
        self.number = number
        self.seconds = 0.0
        """Time spent in AWS operations, in seconds."""
        self._endpoint = endpoint
        self._client = functools.lru_cache(maxsize=None)(self._make_client)

    def client(self, service: str, region: str) -> Any:
        """Returns a boto3 client that acts in this account."""
        return self._client(service, region)

    def model(self, service: str, operation: str) -> OperationModel:
        """Returns botocore's description of an operation."""
        return _service(service).operation_model(operation)

    def send(
        self, service: str, operation: str, params: Mapping[str, Any], *, region: str
    ) -> dict[str, Any]:
        """Makes an AWS operation and returns its answer. Raises Refused with AWS's own message."""
        client = self.client(service, region)
        start = time.perf_counter()
        try:
            answer: dict[str, Any] = client._make_api_call(operation, dict(params))
        except ClientError as error:
            detail = error.response.get("Error", {})
            code = str(detail.get("Code", ""))
            message = f"{code}: {detail.get('Message', error)}"
            raise Refused(f"{service}.{operation}", message, code=code) from None
        except ParamValidationError as error:
            raise Refused(f"{service}.{operation}", _one_line(error.kwargs["report"])) from None
        except BotoCoreError as error:
            raise Refused(f"{service}.{operation}", str(error)) from error
        except Exception as error:
            # moto runs in this process, so its own exceptions arrive here.
            problem = f"moto failed: {type(error).__name__}: {error}"
            raise Refused(f"{service}.{operation}", problem) from error
        finally:
            self.seconds += time.perf_counter() - start
        answer.pop("ResponseMetadata", None)
        return {key: _whole(value) for key, value in answer.items()}

    def send_all(
        self, service: str, operation: str, params: Mapping[str, Any], *, region: str
    ) -> dict[str, Any]:
        """Makes an AWS operation and returns all pages of its list, unless the parameters limit a
        page."""
        answer = page = self.send(service, operation, params, region=region)
        paging = _paging(service, operation)
        if not paging or paging.get("limit_key") in params:
            return answer
        while tokens := _next_page(paging, page):
            page = self.send(service, operation, {**params, **tokens}, region=region)
            for key in _listed(paging["result_key"]):
                if key in page:
                    answer[key] = [*answer.get(key, ()), *page[key]]
        return answer

    def validate(self, service: str, operation: str, params: Mapping[str, Any]) -> None:
        """Checks a request against AWS's published model without sending it."""
        shape: Any = self.model(service, operation).input_shape
        report = ParamValidator().validate(dict(params), shape)
        if report.has_errors():
            raise Refused(f"{service}.{operation}", _one_line(report.generate_report()))

    def _make_client(self, service: str, region: str) -> Any:
        client = _boto3_session().client(
            service,
            region_name=region,
            endpoint_url=self._endpoint,
            config=Config(
                retries={"total_max_attempts": 1},
                s3={"addressing_style": "path"},
                # The server is on loopback, where a proxy of the environment does not reach it.
                proxies={},
                # botocore would put its own together anew for each call.
                user_agent="plinth",
            ),
        )
        client.meta.events.register("before-call", self._name_account)
        return client

    def _name_account(self, params: dict[str, Any], **_: Any) -> None:
        params["headers"][_ACCOUNT_HEADER] = self.number


def _account(number: str, zones: Mapping[str, str], given: Given) -> Account:
    # IAM draws an ID for each of AWS's policies when an account is first used, and moto uses its
    # own account too: both before the first seed.
    for each in (number, DEFAULT_ACCOUNT_ID):
        _ = iam_backends[each]["aws"]
    names = route53_backends[number]["aws"]
    for id_, domain in zones.items():
        identity = HostedZoneIdentifier(number, f"{domain}.", None)
        moto_id_manager.set_custom_id(identity, id_)
        names.create_hosted_zone(f"{domain}.", private_zone=False)
        moto_id_manager.unset_custom_id(identity)
    existing.make(given, number)
    return Account(number)


def _next_page(paging: Mapping[str, Any], page: Mapping[str, Any]) -> dict[str, Any]:
    if not page.get(paging.get("more_results", ""), True):
        return {}
    names = zip(_listed(paging["input_token"]), _listed(paging["output_token"]), strict=True)
    return {name: page[token] for name, token in names if page.get(token)}


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _whole(value: Any) -> Any:
    """Returns a value of an answer; of content that comes as a stream, its text."""
    return value.read().decode() if isinstance(value, StreamingBody) else value


def _one_line(report: str) -> str:
    return "; ".join(line.strip() for line in report.splitlines())


@contextlib.contextmanager
def emulated(
    zones: Mapping[str, str] | None = None, given: Given | None = None
) -> Iterator[Callable[[str], Account]]:
    """Yields a function that returns an account by its number, in an AWS inside this process. It is
    empty except for hosted zones (the domain of each by its ID) and what is given, and all of it is
    gone at the end."""
    if not _TURN.acquire(blocking=False):
        raise RuntimeError("one emulated AWS at a time: a second would empty the first")
    try:
        with (
            # The platform uses no machine images, and moto needs a second to load them.
            mock.patch.dict(os.environ, {"MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}),
            mock_aws(config=_MOTO),
            workarounds.applied(),
        ):
            yield functools.partial(_account, zones=zones or {}, given=given or Given())
    finally:
        _TURN.release()


def seed(text: str) -> None:
    """Makes the IDs that moto draws next depend on a text alone."""
    mock_random.seed(text)
