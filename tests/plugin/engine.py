"""A provider, asked over gRPC what the engine would ask it."""

from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2 as messages
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from aws_account.moto.account import Account
from engine.values.values import decode, encode
from plugin import provider_server

ACCOUNT, REGION = "111122223333", "eu-central-1"
QUEUE, BUCKET = "aws:sqs/queue:Queue", "aws:s3/bucket:Bucket"
SETTINGS = {
    "region": REGION,
    "allowedAccountIds": f'["{ACCOUNT}"]',
    "defaultTags": '{"tags": {"owner": "platform"}}',
}


class Engine:
    """Stands in for the Pulumi engine, with a provider of its own."""

    def __init__(self, endpoint: str, *, state: Path | None = None) -> None:
        self.server, port = provider_server.start(endpoint, state=state)
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.stub: Any = ResourceProviderStub(self.channel)
        self.account = Account(ACCOUNT, endpoint=endpoint)
        self.configure()

    def configure(self, **changes: str) -> None:
        args = encode({**SETTINGS, **changes})
        self.stub.Configure(messages.ConfigureRequest(args=args, acceptSecrets=True))

    def check(
        self, type_: str, inputs: Any, *, olds: Any = None, proposed: str = ""
    ) -> messages.CheckResponse:
        request = messages.CheckRequest(
            **_about(type_), olds=encode(olds or {}), news=encode(inputs)
        )
        if proposed:
            request.autonaming.proposed_name = proposed
        response: messages.CheckResponse = self.stub.Check(request)
        return response

    def create(
        self, type_: str, inputs: Any, *, name: str = "it", preview: bool = False
    ) -> tuple[str, dict[str, Any]]:
        request = messages.CreateRequest(
            **_about(type_, name), properties=encode(inputs), preview=preview
        )
        response = self.stub.Create(request)
        return response.id, decode(response.properties)

    def diff(
        self, type_: str, old: Any, new: Any, *, olds: Any = None, ignored: tuple[str, ...] = ()
    ) -> messages.DiffResponse:
        request = messages.DiffRequest(
            **_about(type_),
            id="it",
            old_inputs=encode(old),
            olds=encode(old if olds is None else olds),
            news=encode(new),
            ignoreChanges=ignored,
        )
        response: messages.DiffResponse = self.stub.Diff(request)
        return response

    def read(self, type_: str, id_: str, inputs: Any, outputs: Any) -> messages.ReadResponse:
        request = messages.ReadRequest(
            **_about(type_), id=id_, inputs=encode(inputs), properties=encode(outputs)
        )
        response: messages.ReadResponse = self.stub.Read(request)
        return response

    def update(
        self, type_: str, id_: str, old: Any, outputs: Any, new: Any, *, preview: bool = False
    ) -> dict[str, Any]:
        request = messages.UpdateRequest(
            **_about(type_),
            id=id_,
            old_inputs=encode(old),
            olds=encode(outputs),
            news=encode(new),
            preview=preview,
        )
        return decode(self.stub.Update(request).properties)

    def delete(self, type_: str, id_: str, inputs: Any, outputs: Any) -> None:
        request = messages.DeleteRequest(
            **_about(type_), id=id_, old_inputs=encode(inputs), properties=encode(outputs)
        )
        self.stub.Delete(request)

    def queue(self, url: str) -> dict[str, str]:
        """A queue's attributes, as AWS has them."""
        params = {"QueueUrl": url, "AttributeNames": ["All"]}
        answer = self.account.send("sqs", "GetQueueAttributes", params, region=REGION)
        return dict(answer["Attributes"])


def _about(type_: str, name: str = "it") -> dict[str, Any]:
    urn = f"urn:pulumi:test::plinth::{type_}::{name}"
    return {"urn": urn, "name": name, "type": type_}


def refusal(error: pytest.ExceptionInfo[grpc.RpcError]) -> str:
    """The message that the engine would print."""
    return str(error.value.details())
