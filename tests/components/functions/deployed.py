"""The platform's Lambda functions inside moto's account, called by what calls them at AWS.

moto runs a function in a container of AWS's image; here it runs in this process, from the code that
was uploaded, with the variables of its configuration and events that went through JSON.
"""

import io
import json
import os
import sys
import types
import zipfile
from collections.abc import Callable
from typing import Any
from unittest import mock

import boto3
import pytest
from moto.awslambda.models import LambdaFunction

from components.functions.function import SOURCES

REGION = "eu-central-1"
_TRUST = {"Version": "2012-10-17", "Statement": []}

ApiCall = Callable[[], Any]
Around = Callable[[str, dict[str, Any], ApiCall], Any]
"""Stands between a client and AWS: (operation, its parameters, what makes the call) -> answer."""


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Context:
    """Lambda's, with all of its 15 minutes left."""

    def get_remaining_time_in_millis(self) -> int:
        return 900_000


def _invoke(self: LambdaFunction, event: Any = None) -> tuple[str, bool, str]:
    code = zipfile.ZipFile(io.BytesIO(self.code_bytes))
    name, _, entry = str(self.handler).partition(".")
    module = types.ModuleType(name)
    exec(compile(code.read(f"{name}.py"), f"{name}.py", "exec"), module.__dict__)
    module.__dict__["time"] = Time()
    event = json.loads(event) if isinstance(event, str) else event
    with mock.patch.dict(os.environ, {**self.environment_vars, "AWS_REGION": REGION}):
        try:
            answer = getattr(module, entry)(event, Context())
        except Exception as error:
            if "Step" in event:
                # Secrets Manager stops at a step that fails; moto would take the next one.
                raise
            problem = {"errorType": type(error).__name__, "errorMessage": str(error)}
            return json.dumps(problem), True, ""
    return json.dumps(answer), False, ""


def deploy(
    monkeypatch: pytest.MonkeyPatch, module: str, variables: dict[str, str] | None = None
) -> str:
    """Uploads `functions/<module>.py` as a function; gives its ARN. moto must be on."""
    monkeypatch.setattr(LambdaFunction, "_invoke_lambda", _invoke)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    role = boto3.client("iam").create_role(
        RoleName=module, AssumeRolePolicyDocument=json.dumps(_TRUST)
    )
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr(f"{module}.py", (SOURCES / f"{module}.py").read_text(encoding="utf-8"))
    created = boto3.client("lambda").create_function(
        FunctionName=module,
        Runtime="python3.13",
        Role=role["Role"]["Arn"],
        Handler=f"{module}.handler",
        Code={"ZipFile": code.getvalue()},
        Environment={"Variables": variables or {}},
    )
    return str(created["FunctionArn"])


def invoke(function_arn: str, event: Any) -> Any:
    """Lambda's own call; an answer of a function that failed has an `errorMessage`."""
    answer = boto3.client("lambda").invoke(FunctionName=function_arn, Payload=json.dumps(event))
    return json.loads(answer["Payload"].read())


def stand_between(monkeypatch: pytest.MonkeyPatch, around: Around) -> None:
    """Lets a test see, refuse or lose the calls that functions make."""
    from botocore.client import BaseClient

    real = BaseClient._make_api_call  # type: ignore[attr-defined]

    def call(self: Any, operation: str, parameters: dict[str, Any]) -> Any:
        in_function = any(frame in _FUNCTIONS for frame in _files(sys._getframe(1)))
        if not in_function:
            return real(self, operation, parameters)
        return around(operation, parameters, lambda: real(self, operation, parameters))

    monkeypatch.setattr(BaseClient, "_make_api_call", call)


_FUNCTIONS = {path.name for path in SOURCES.glob("*.py")}


def _files(frame: types.FrameType | None) -> list[str]:
    files = []
    while frame is not None:
        files.append(frame.f_code.co_filename)
        frame = frame.f_back
    return files
