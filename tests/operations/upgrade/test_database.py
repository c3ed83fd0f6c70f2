"""The database gets another version in the order that RDS asks for, wherever a run breaks off."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from moto.ecs.models import ecs_backends
from moto.rds.models import rds_backends

from operations import __main__ as command_line
from operations.errors import OperationError
from operations.pulumi_cli import settings_of
from operations.sites import Site
from operations.upgrade import database
from tests.operations.recovery.account import (
    NUMBER,
    PRIMARY,
    READS,
    REGION,
    REPLICA,
    FakeClock,
    Faults,
    Killed,
    changing,
    fresh,
    lost,
    throttled,
    timed_out,
)
from tests.operations.recovery.test_failover import databases, planned
from tests.operations.upgrade.conftest import Before

pytestmark = pytest.mark.xdist_group("recovery")

MINOR, MAJOR = "16.9", "17"


def up(site: Site) -> None:
    """The change of the primary that `up` makes, from the stack's file."""
    settings = settings_of(site.folder, "prod")["database"]
    if settings["engine_version"] == "16":
        return
    site.client("rds").modify_db_instance(
        DBInstanceIdentifier=PRIMARY,
        EngineVersion=settings["engine_version"],
        AllowMajorVersionUpgrade=settings.get("major_upgrade", False),
        ApplyImmediately=True,
    )


def ended(code: int = 0) -> Callable[[int, str], None]:
    """Lets each started task end."""

    def end(_: int, name: str) -> None:
        if name == "ecs:RunTask":
            for tasks in ecs_backends[NUMBER][REGION].tasks.values():
                for task in tasks.values():
                    if task.last_status != "STOPPED":
                        task.last_status = task.desired_status = "STOPPED"
                        ended: Any = {"name": "database-setup", "exitCode": code}
                        task.containers = [ended]

    return end


def run_before(site: Site, to: str) -> None:
    database.before(fresh(site), FakeClock(), to).run(take_over=True)


def run_after(site: Site, to: str) -> None:
    found = fresh(site)
    clock = FakeClock()
    kept = database.upgraded(found, clock, database.before(found, clock, to).read(), to)
    assert kept
    database.after(found, FakeClock(), kept).run(take_over=True)


def whole(site: Site, to: str) -> None:
    """An upgrade from its first step to its last."""
    run_before(site, to)
    up(site)
    run_after(site, to)


def outcome(site: Site) -> Any:
    snapshots = site.client("rds").describe_db_snapshots()["DBSnapshots"]
    groups = databases(site)[REPLICA]["DBParameterGroups"]
    return (
        {name: each["EngineVersion"] for name, each in databases(site).items()},
        [each["ParameterApplyStatus"] for each in groups],
        len([x for x in snapshots if "-before-17-" in x["DBSnapshotIdentifier"]]),
        settings_of(site.folder, "prod")["database"],
    )


def test_a_minor_version_takes_replicas_first_and_then_the_stack_file(
    before: Before, site: Site
) -> None:
    with pytest.raises(Exception, match="read replicas need to be upgraded"):
        site.client("rds").modify_db_instance(
            DBInstanceIdentifier=PRIMARY, EngineVersion=MINOR, ApplyImmediately=True
        )
    planned_before = planned(site)
    text = before.file.read_text("utf-8")
    run_before(site, MINOR)
    assert databases(site)[REPLICA]["EngineVersion"] == MINOR
    assert databases(site)[PRIMARY]["EngineVersion"] == "16.8"
    edited = before.file.read_text("utf-8")
    assert edited == text.replace('engine_version: "16"\n', 'engine_version: "16.9"\n')
    # The plan replaces and removes nothing for it.
    assert {kind for kind, _ in planned(fresh(site)) - planned_before} <= {"updated"}
    up(site)
    run_after(site, MINOR)
    versions = {name: each["EngineVersion"] for name, each in databases(site).items()}
    assert versions == {PRIMARY: MINOR, REPLICA: MINOR}


def test_a_major_version_is_checked_kept_restarted_and_measured_anew(
    before: Before, site: Site
) -> None:
    record = Faults(after=ended())
    with record:
        run_before(site, MAJOR)
        settings = settings_of(site.folder, "prod")["database"]
        assert settings["engine_version"] == "17"
        assert settings["major_upgrade"] is True
        assert set(databases(site)[x]["EngineVersion"] for x in (PRIMARY, REPLICA)) == {"16.8"}
        up(site)
        assert databases(site)[REPLICA]["DBParameterGroups"][0]["ParameterApplyStatus"] == (
            "pending-reboot"
        )
        run_after(site, MAJOR)
    made = [record.calls[number] for number in changing(record.calls)]
    assert [x for x in made if not x.startswith("ssm:")] == [
        "ecs:RunTask",
        "rds:CreateDBSnapshot",
        "rds:ModifyDBInstance",
        "rds:RebootDBInstance",
        "ecs:RunTask",
        "sns:Publish",
    ]
    versions, applied, snapshots, settings = outcome(site)
    assert set(versions.values()) == {"17"}
    assert applied == ["in-sync"]
    assert snapshots == 1
    assert settings["major_upgrade"] is False
    with record:
        run_after(site, MAJOR)
    assert record.calls.count("ecs:RunTask") == 2, "a second run has nothing to do"


def test_the_task_runs_the_statements_as_the_database_setup(site: Site) -> None:
    with Faults(after=ended()):
        run_before(site, MAJOR)
    (task,) = (x for y in ecs_backends[NUMBER][REGION].tasks.values() for x in y.values())
    (container,) = task.overrides["containerOverrides"]
    assert container["name"] == "database-setup"
    assert "pg_prepared_xacts" in container["environment"][0]["value"]
    assert "-database-setup:" in task.task_definition_arn


def test_a_failed_check_ends_before_anything_is_changed_and_is_tried_again(
    before: Before, site: Site
) -> None:
    text = before.file.read_text("utf-8")
    with Faults(after=ended(3)), pytest.raises(OperationError, match="the task ended with 3"):
        run_before(site, MAJOR)
    assert outcome(site)[2] == 0
    assert before.file.read_text("utf-8") == text
    with Faults(after=ended()):
        run_before(site, MAJOR)
    assert outcome(site)[2] == 1


@pytest.mark.thorough
@pytest.mark.parametrize("to", [MINOR, MAJOR])
def test_it_may_be_killed_at_each_call_that_changes_something(
    before: Before, site: Site, to: str
) -> None:
    end = ended()
    record = Faults(after=end)
    with record:
        whole(site, to)
    wanted = outcome(site)
    assert len(changing(record.calls)) > 10
    for number in changing(record.calls):
        before.restore()

        def kill(at: int, name: str, number: int = number) -> None:
            end(at, name)
            if at == number:
                raise Killed

        steps: list[Callable[[], None]] = [
            lambda: run_before(site, to),
            lambda: up(site),
            lambda: run_after(site, to),
        ]
        with Faults(after=kill):
            for step in steps:
                try:
                    step()
                except Killed:
                    step()
        assert outcome(site) == wanted, f"after call {number}, {record.calls[number]}"


@pytest.mark.parametrize("to", [MINOR, MAJOR])
@pytest.mark.parametrize("fault", [throttled, timed_out, lost], ids=["throttled", "out", "lost"])
def test_each_call_may_fail_once(
    before: Before, site: Site, to: str, fault: Callable[[str], Exception]
) -> None:
    with Faults(after=ended()):
        whole(site, to)
    wanted = outcome(site)
    before.restore()
    once, end = _once(fault), ended()

    def after(number: int, name: str) -> None:
        end(number, name)
        if fault is lost:
            once(number, name)

    faults = Faults(after=after) if fault is lost else Faults(before=once, after=end)
    with faults:
        run_before(site, to)
    up(site)
    with faults:
        run_after(site, to)
    assert outcome(site) == wanted
    assert faults.calls.count("ecs:RunTask") == (2 if to == MAJOR else 0)


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("16", "the database is on 16.8; name a minor version"),
        ("16.7", "16.7 is older than 16.8"),
        ("15", "15 is older than 16.8"),
        ("99", "RDS for PostgreSQL has the major versions"),
    ],
)
def test_what_rds_refuses_is_refused_before_anything(site: Site, to: str, message: str) -> None:
    with pytest.raises(OperationError, match=message):
        run_before(site, to)


def test_a_busy_replica_is_refused(site: Site) -> None:
    rds_backends[NUMBER][REGION].databases[REPLICA].status = "backing-up"
    with pytest.raises(OperationError, match=f"{REPLICA} is backing-up"):
        run_before(site, MINOR)


def test_the_command_shows_the_plan_and_then_the_rest(
    before: Before, site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def typed(*words: str) -> str:
        folder = ["--folder", str(site.folder), "--stack", "prod", "--emulated"]
        monkeypatch.setattr(sys, "argv", ["x", "upgrade", "database", *words, *folder])
        with pytest.raises(SystemExit) as status:
            command_line.main()
        assert not status.value.code
        return " ".join(capsys.readouterr().out.split())

    text = before.file.read_text("utf-8")
    shown = typed("--to", MINOR)
    assert "Then `make up STACK=prod`" in shown
    assert "Nothing was changed" in shown
    assert before.file.read_text("utf-8") == text
    typed("--to", MINOR, "--apply")
    assert "waits until" not in typed("--to", MINOR)
    up(site)
    assert "make up" not in typed("--to", MINOR)
    typed("--to", MINOR, "--apply")


def _once(fault: Callable[[str], Exception]) -> Callable[[int, str], None]:
    """Lets the first call of each name fail, and of calls that only read every seventh."""
    made: dict[str, int] = {}

    def fail(_: int, name: str) -> None:
        number = made[name] = made.get(name, -1) + 1
        if number % (7 if name.partition(":")[2].startswith(READS) else 2) == 0:
            raise fault(name)

    return fail
