"""People get into what runs where the files let them, and nowhere else; nothing is left behind."""

import json
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

import pytest
from moto.ecs.models import ecs_backends

from config.existing import ExistingDatabaseServer, ExistingSettings
from operations.errors import OperationError
from operations.operate.programs import Program, all_of, changes, one, running
from operations.operate.sessions import one_off, plugin, shell, tunnel
from operations.sites import Site
from tests.operations.operate.conftest import Operate
from tests.operations.operate.faults import Faults

pytestmark = pytest.mark.xdist_group("operate")

KINDS = [None, "throttled", "lost"]
AGENT = {"name": "ExecuteCommandAgent", "lastStatus": "RUNNING"}


def tasks(site: Site) -> dict[str, Any]:
    """The tasks inside the emulated account, by ARN."""
    account = site.platform.settings.account_id
    found: dict[str, Any] = ecs_backends[account][site.region].tasks.get(
        site.outputs["cluster"], {}
    )
    return found


def ends(
    site: Site, faults: Faults, monkeypatch: pytest.MonkeyPatch, code: int | None, *lines: str
) -> None:
    """Ends tasks at the first pause, as their programs would, with some last lines. The emulated
    account starts no containers."""
    look = one_off.look
    ended: set[str] = set()

    def pause(_seconds: float) -> None:
        kind, faults.kind = faults.kind, None
        for arn in set(tasks(site)) - ended:
            ended.add(arn)
            write(site, arn, *lines)
        faults.kind = kind

    def found(site: Site, program: Program, arn: str) -> Any:
        task = look(site, program, arn)
        exit_code = {} if code is None else {"exitCode": code}
        container = {"name": program.name, **exit_code}
        state = {"lastStatus": "STOPPED", "stoppedReason": "Essential container exited"}
        more = state if arn in ended else {"lastStatus": "RUNNING"}
        return {**task, "containers": [container], **more} if task else None

    monkeypatch.setattr(one_off, "look", found)
    monkeypatch.setattr(changes, "pause", pause)


def write(site: Site, arn: str, *lines: str) -> None:
    """Writes lines into the log of a task."""
    definition = tasks(site)[arn].task_definition_arn
    name = next(each.name for each in all_of(site) if each.definition == definition)
    logs, group = site.client("logs"), one(site, name).log_group
    stream = f"service/{name}/{arn.rpartition('/')[2]}"
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    at = int(time.time() * 1000)
    if events := [{"timestamp": at, "message": line} for line in lines]:
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


@pytest.fixture(autouse=True)
def no_tasks(site: Site) -> None:
    """No task of another test runs."""
    tasks(site).clear()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", [0, 3])
def test_a_command_runs_in_a_task_of_its_own_and_gives_its_status(
    site: Site,
    operate: Operate,
    faults: Faults,
    monkeypatch: pytest.MonkeyPatch,
    kind: Any,
    code: int,
) -> None:
    ends(site, faults, monkeypatch, code, "counted 12 orders")
    faults.kind = kind
    shown = operate("task", "run", "orders", "--", "python", "-m", "orders.count")
    assert (shown.status, shown.out) == (code, "counted 12 orders\n"), shown.err
    requests = [json.loads(body) for name, body in faults.sent if name == "ecs.RunTask"]
    # ECS starts one task for one token, however often it is sent.
    assert len({each["clientToken"] for each in requests}) == 1
    request = requests[0]
    service = running.service(site, one(site, "orders"))
    assert request["taskDefinition"] == service["taskDefinition"]
    given = request["networkConfiguration"]["awsvpcConfiguration"]
    declared = one(site, "orders").network
    assert given["securityGroups"] == declared["securityGroups"]
    assert request["overrides"]["containerOverrides"] == [
        {"name": "orders", "command": ["python", "-m", "orders.count"]}
    ]


def test_a_job_runs_its_own_command(
    site: Site, operate: Operate, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends(site, faults, monkeypatch, 0, "reported")
    assert operate("task", "run", "nightly-report").out == "reported\n"
    [request] = [json.loads(body) for name, body in faults.sent if name == "ecs.RunTask"]
    assert "overrides" not in request


def test_a_task_that_never_started_is_status_1_with_its_reason(
    site: Site, operate: Operate, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends(site, faults, monkeypatch, None)
    shown = operate("task", "run", "orders", "--", "true")
    assert shown.status == 1
    assert "Essential container exited" in shown.err


def test_a_service_without_a_command_is_refused(operate: Operate) -> None:
    assert "its own command, which never ends" in operate("task", "run", "orders").err


@pytest.mark.parametrize("stops", [True, False])
def test_ctrl_c_asks_what_becomes_of_the_task(
    site: Site, operate: Operate, monkeypatch: pytest.MonkeyPatch, stops: bool
) -> None:
    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(changes, "pause", interrupt)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: stops)
    shown = operate("task", "run", "orders", "--", "sleep", "60")
    assert shown.status == 130
    [task] = tasks(site).values()
    assert (task.last_status == "STOPPED") is stops
    assert ("stopped" in shown.err) is stops or "aws ecs stop-task" in shown.err


def test_a_shell_is_refused_with_the_remedy_where_the_files_say_so(
    site: Site, operate: Operate
) -> None:
    assert "whose tasks take no sessions" in operate("exec", "stock").err
    program = one(site, "orders")
    with pytest.raises(OperationError) as refused:
        shell.check_allowed(site, type(program)(**{**vars(program), "exec": False}))
    assert "services: {exec: true}" in str(refused.value)
    assert "operators" not in str(refused.value)


def test_the_emulated_account_opens_no_session(operate: Operate) -> None:
    assert "opens no sessions" in operate("exec", "orders").err
    assert "opens no sessions" in operate("tunnel", "database").err


def test_a_missing_program_of_aws_is_told_with_the_way_to_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name == "aws" or None)
    object.__setattr__(site, "endpoint", "")
    with pytest.raises(OperationError, match="session-manager-plugin is not on PATH"):
        plugin.check(site)


def test_a_session_goes_into_a_task_whose_agent_answers(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = one(site, "orders")
    containers = [{"name": "orders", "managedAgents": [AGENT]}]
    ready = {"enableExecuteCommand": True, "containers": containers}
    found: list[Any] = [
        {"taskArn": "arn:task/c/old-off", "startedAt": "1", "containers": []},
        {"taskArn": "arn:task/c/b2", "startedAt": "3", **ready},
        {"taskArn": "arn:task/c/a1", "startedAt": "2", **ready},
    ]
    monkeypatch.setattr(running, "tasks", lambda *_, **__: found)
    assert shell.id_of(shell.pick(site, program, "")) == "a1"
    assert shell.id_of(shell.pick(site, program, "b")) == "b2"
    with pytest.raises(OperationError, match="there are: b2, a1"):
        shell.pick(site, program, "c")
    words = shell.words(program, found[2], "", ["python", "-c", "print('a b')"])
    assert words[:8:2] == ["ecs", "--cluster", "--task", "--container"]
    assert words[-1] == "python -c 'print('\"'\"'a b'\"'\"')'"
    found[1:] = []
    with pytest.raises(OperationError, match="takes sessions yet"):
        shell.pick(site, program, "")
    found.clear()
    with pytest.raises(OperationError, match="no task of orders runs"):
        shell.pick(site, program, "")


class Cli:
    """The AWS CLI in the place of the program: it notes what it was asked, and what ran then."""

    def __init__(self, site: Site, ending: BaseException | None = None) -> None:
        self._site, self._ending = site, ending
        self.words: list[str] = []
        self.running: list[Any] = []

    def __call__(self, words: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        self.words = words
        self.running = [each.last_status for each in tasks(self._site).values()]
        if self._ending:
            raise self._ending
        return subprocess.CompletedProcess(words, 0)


@pytest.mark.parametrize("ending", [None, KeyboardInterrupt()])
@pytest.mark.parametrize("kind", KINDS)
def test_a_tunnel_is_a_task_of_its_own_that_ends_with_it(
    site: Site,
    operate: Operate,
    faults: Faults,
    monkeypatch: pytest.MonkeyPatch,
    ending: BaseException | None,
    kind: Any,
) -> None:
    cli = Cli(site, ending)
    monkeypatch.setattr(plugin, "check", lambda _: None)
    monkeypatch.setattr(subprocess, "run", cli)
    look = one_off.look

    def connected(*arguments: Any) -> Any:
        task = look(*arguments)
        container = {"name": tunnel.CONTAINER, "runtimeId": "run-1", "managedAgents": [AGENT]}
        return {**task, "containers": [container]} if task else None

    monkeypatch.setattr(one_off, "look", connected)
    faults.kind = kind
    shown = operate("tunnel", "database", "--through", "orders", "--minutes", "5")
    assert shown.status == 0, shown.err
    target = cli.words[cli.words.index("--target") + 1]
    assert target.startswith("ecs:shop-staging_")
    assert target.endswith("_run-1")
    host = site.outputs["database_host"]
    assert f"host={host},portNumber=5432,localPortNumber=15432" in cli.words
    assert "host=127.0.0.1 port=15432 dbname=orders user=orders sslmode=require" in shown.out
    # A call whose answer is lost is sent again with its token, by which ECS starts one task; moto
    # knows no tokens.
    assert set(cli.running) - {"STOPPED"}
    last = list(tasks(site).values())[-1]
    assert last.last_status == "STOPPED"
    ecs = site.client("ecs")
    definition = ecs.describe_task_definition(taskDefinition=last.task_definition_arn)
    found = definition["taskDefinition"]
    assert found["status"] == "INACTIVE"
    [container] = found["containerDefinitions"]
    assert (container["entryPoint"], container["command"]) == (["sleep"], ["300"])
    assert not container.get("secrets")
    assert not container.get("environment")
    assert len({each["clientToken"] for each in run_tasks(faults)}) == 1
    assert run_tasks(faults)[0]["enableExecuteCommand"] is True


def run_tasks(faults: Faults) -> list[dict[str, Any]]:
    return [json.loads(body) for name, body in faults.sent if name == "ecs.RunTask"]


def test_a_tunnel_that_is_interrupted_before_ecs_answers_leaves_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(tasks(site))
    real = site.client("ecs").run_task

    def interrupted(**request: Any) -> None:
        real(**request)
        raise KeyboardInterrupt

    monkeypatch.setattr(site.client("ecs"), "run_task", interrupted)
    with (
        pytest.raises(KeyboardInterrupt),
        tunnel.opened(site, tunnel.way(site, "database"), minutes=1),
    ):
        pass
    [made] = set(tasks(site)) - before
    assert tasks(site)[made].last_status == "STOPPED"


def test_a_tunnel_goes_through_a_service_that_uses_the_store(site: Site, operate: Operate) -> None:
    assert tunnel.way(site, "cache").through.name == "accounts"
    assert "no service 'docs' uses the cache" in operate("tunnel", "cache", "--through", "docs").err
    assert "neither database nor cache" in operate("tunnel", "broker").err
    assert "the cache is none" in operate("tunnel", "cache", "--people", "orders").err
    nobody = operate("tunnel", "database", "--people", "orders").err
    assert "'orders' has no login for people here" in nobody
    assert "databases.orders.people: read" in nobody
    lines = tunnel.connecting(site, tunnel.way(site, "cache"), 16379)
    assert "--tls --sni" in lines[0]
    assert "cache-credentials/accounts" in lines[1]
    login = tunnel.way(site, "database").login
    entry = {**login.entry, "username": "nightly_data__people"}
    person = replace(
        tunnel.way(site, "database"), login=replace(login, entry=entry), database="nightly-data"
    )
    assert "dbname=nightly_data user=nightly_data__people" in tunnel.connecting(site, person, 1)[0]


def test_a_tunnel_to_a_server_that_exists_has_its_port(site: Site) -> None:
    server = ExistingDatabaseServer(
        identifier="practice",
        engine_version="16",
        address="practice.example.com",
        port=5433,
        security_group="sg-0a1b2c3d4e5f60718",
        master_secret="arn:aws:secretsmanager:eu-central-1:111122223333:secret:master-a1B2c3",
        multi_az=True,
    )
    existing = ExistingSettings(database_servers={"database": server})
    settings = site.platform.settings.model_copy(update={"existing": existing, "database": None})
    there = replace(site, platform=replace(site.platform, settings=settings))
    assert tunnel.way(site, "database").port == 5432
    assert tunnel.way(there, "database").port == 5433
    assert tunnel.way(there, "cache").port == 6379


def test_a_tunnel_whose_task_ends_says_why_and_leaves_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = one_off.look

    def ended(*arguments: Any) -> Any:
        task = look(*arguments)
        return {**task, "lastStatus": "STOPPED", "stoppedReason": "no sleep"} if task else None

    monkeypatch.setattr(one_off, "look", ended)
    with (
        pytest.raises(OperationError, match="no sleep"),
        tunnel.opened(site, tunnel.way(site, "database"), minutes=1),
    ):
        pass
    assert all(each.last_status == "STOPPED" for each in tasks(site).values())
