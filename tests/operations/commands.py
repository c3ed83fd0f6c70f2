"""A small project with one stack that AWS accepts and one that it refuses, and the results of
commands as people type them."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from operations import __main__ as command_line

PROGRAM = """
    import pulumi, pulumi_aws as aws
    from pulumi import ResourceOptions
    settings = pulumi.Config()
    provider = aws.Provider(
        "aws", region="eu-central-1", allowed_account_ids=["111122223333"],
        default_tags={"tags": {"owner": "platform"}})
    group = pulumi.ComponentResource("probe:group:Group", "messages",
                                     opts=ResourceOptions(providers=[provider]))
    child = ResourceOptions(parent=group)
    queue = aws.sqs.Queue("jobs", visibility_timeout_seconds=60, opts=child)
    aws.sqs.QueuePolicy("jobs", queue_url=queue.url, policy=settings.require("policy"), opts=child)
    aws.elasticache.UserGroup("users", engine="redis", user_group_id="users", user_ids=["x"],
                              opts=child)
    aws.secretsmanager.Secret("key", description=pulumi.Output.secret("hush"), opts=child)
    pulumi.export("queue", queue.url)
"""

POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}],
    }
)


@dataclass(frozen=True)
class Result:
    """What a command printed, and how it ended."""

    out: str
    err: str
    status: int


Command = Callable[..., Result]


def status_of(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Runs `python -m operations` with these words in this process; gives its exit status."""
    monkeypatch.setattr(sys, "argv", ["operations", *words])
    try:
        command_line.main()
    except SystemExit as ending:
        return int(ending.code or 0)
    return 0


def result_of(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> Result:
    """The same, with what it printed."""
    status = status_of(monkeypatch, *words)
    printed = capsys.readouterr()
    return Result(printed.out, printed.err, status)
