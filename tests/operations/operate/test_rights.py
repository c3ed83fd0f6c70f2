"""The table of rights in docs/operate.md has what the commands use, and nothing else. The commands
of `rights.HELD` are held to their rows as the other tests run them; these look at the table."""

import re

import pytest

from config.values import rights as known
from operations.operate.passwords import app as secret_app
from operations.operate.queues import app as queue_app
from operations.operate.services import app as service_app
from operations.operate.services import gates_app
from operations.operate.sessions import command as sessions
from tests.factories import ROOT
from tests.operations.operate import rights
from tests.operations.operate.conftest import Operate

OF_OTHERS = {
    "ecs:ExecuteCommand": "the AWS CLI, which opens the session",
    "iam:PassRole": "ECS and Scheduler ask for it, for the roles of what they start",
    "kms:Decrypt": "the services ask for it, for what they keep encrypted",
    "kms:GenerateDataKey": "likewise",
    "secretsmanager:GetSecretValue": "whoever logs in through a tunnel",
    "sqs:DeleteMessage": "SQS moves messages by the rights of whoever told it to",
    "sqs:SendMessage": "likewise",
    "ssm:StartSession": "the AWS CLI",
}
"""Rights to no call of our own, with whoever asks for them."""


def test_each_command_has_a_row() -> None:
    typed = {
        *(name for name in ("status", "logs", "exec", "tunnel", "deployments")),
        *(f"task {each.name}" for each in sessions.app.registered_commands),
    }
    groups = {
        "deployment": gates_app,
        "queue": queue_app,
        "secret": secret_app,
        "service": service_app,
    }
    for group, app in groups.items():
        for each in app.registered_commands:
            callback = each.callback
            assert callback is not None
            typed.add(f"{group} {each.name or callback.__name__}")
    assert typed == set(rights.declared())


def test_each_right_is_one_that_iam_knows() -> None:
    for name, actions in rights.declared().items():
        assert actions, name
        for each in actions:
            assert not known.unknown_problem(each), (name, each)


def test_each_right_is_used_by_a_call() -> None:
    folder = ROOT / "operations" / "operate"
    source = "\n".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    used = {each.replace("_", "") for each in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", source)}
    calls = {each.lower() for each in used} | {"invoke"}
    for name, actions in rights.declared().items():
        for each in actions - set(OF_OTHERS):
            operation = each.partition(":")[2].removesuffix("Function").lower()
            assert operation in calls or f"{operation}batch" in calls, (name, each)
    assert set(OF_OTHERS) <= {each for row in rights.declared().values() for each in row}


@pytest.mark.xdist_group("operate")
def test_a_call_that_the_table_forgets_is_told(operate: Operate) -> None:
    assert operate("queue", "peek", "mails").status == 0
    assert rights.undeclared(("queue", "peek"), {"sqs.PurgeQueue"}) == {"sqs:PurgeQueue"}
    assert rights.undeclared(("unheard of",), {"ecs.RunTask"}) == {"ecs:RunTask"}
