"""Another version of PostgreSQL: what must come before `up`, and what must come after it.

Minor: RDS upgrades a primary only after its replicas, and Pulumi changes the primary first, so the
replicas come before. Major: RDS upgrades the replicas along with the primary; before it come the
checks and a snapshot, after it restarts, new versions of the extensions and new statistics.

Source: docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.html
"""

from collections.abc import Mapping, Sequence
from typing import Any

from config.data import ENGINES
from config.values import aws_facts
from operations import accounts
from operations.errors import OperationError
from operations.procedure import Clock, Entries, Journal, Look, Operated, Step, notice, patiently
from operations.recovery.database import instances
from operations.report import Block, Paragraph, Table
from operations.sites import Site
from operations.upgrade import halves, settings_lines, statements
from operations.upgrade.versions import holds, major, parts
from wording import listed

NAME, AFTER = "upgrade-database", "upgrade-database-after"
_OPTION = "--to"


def before(site: Site, clock: Clock, to: str) -> Operated:
    """Returns the procedure that ends with the lines in the stack's file."""
    return Operated(
        site=site,
        clock=clock,
        name=site.procedure(NAME),
        facts=lambda: _facts(site, clock, to),
        steps=lambda kept, journal: _before(site, kept, journal),
        finished=lambda entries: (
            entries.facts["to"] == to
            and settings_lines.stand(site, _section(site), {"engine_version": to})
        ),
        told=lambda kept: _told(site, kept),
    )


def after(site: Site, clock: Clock, kept: Mapping[str, Any]) -> Operated:
    """Returns the procedure that follows `up`, for the facts of the one before."""
    return halves.second(site, clock, kept, name=site.procedure(AFTER), steps=_after)


def upgraded(
    site: Site, clock: Clock, entries: Entries | None, to: str
) -> Mapping[str, Any] | None:
    """Returns what the procedure before `up` was about, if `up` has upgraded the primary since."""
    kept = halves.first_ended(entries, to)
    if kept is None:
        return None
    found = patiently(clock, lambda: _instances(site).named(str(kept["identifier"])))
    return kept if found and holds(str(found["EngineVersion"]), to) else None


def _instances(site: Site) -> instances.Instances:
    return instances.Instances(site.client("rds"))


def _section(site: Site) -> str:
    """Returns the section of the stack's file that has the server's version."""
    return f"database_servers.{site.server}" if site.server else "database"


def _check_followers(site: Site, to: str) -> None:
    """Raises OperationError if other servers would take the new version along, without what comes
    before it there."""
    others = site.platform.settings.database_servers
    following = [
        key
        for key, server in others.items()
        if server.engine_version is None and server.engine == site.engine
    ]
    if following and not site.server:
        first = site.platform.settings.database
        version = first.engine_version if first else ""
        raise OperationError(
            f"{_OPTION}: {listed(following)} would become {to} as well, because "
            f"database_servers.{following[0]} has no engine_version of its own",
            remedy=f'write engine_version: "{version}" there; upgrade it afterwards with '
            f"--server {following[0]}",
        )


def _refuse_cluster(site: Site, cluster: str, to: str) -> None:
    """Raises OperationError with the steps by which people upgrade an Aurora server."""
    raise OperationError(
        f"{site.server_name} is an Aurora server, which `make up` upgrades, with all its instances",
        remedy=f"`aws rds create-db-cluster-snapshot --db-cluster-identifier {cluster} "
        f"--db-cluster-snapshot-identifier {cluster}-before-{to.replace('.', '-')}`; when it is "
        f'available, write engine_version: "{to}" and major_upgrade: true under {_section(site)}, '
        f"and `make up STACK={site.stack}`; ANALYZE each database afterwards (docs/aurora.md)",
    )


def _facts(site: Site, clock: Clock, to: str) -> Mapping[str, Any]:
    if site.engine != "postgres":
        raise OperationError(
            f"{site.server_name} is {ENGINES[site.engine].title}, and this command knows what "
            "comes before and after an upgrade of PostgreSQL",
            remedy='docs/mysql.md, "Upgrades", has the steps by hand',
        )
    if site.aurora:
        _refuse_cluster(site, str(site.aurora.inputs["clusterIdentifier"]), to)
    _check_followers(site, to)
    rds = _instances(site)
    identifier = str(site.primary.inputs["identifier"])
    found = rds.named(identifier)
    if found is None:
        raise OperationError(f"RDS has no instance {identifier}")
    actual = str(found["EngineVersion"])
    _check_target(rds, actual, to)
    replicas = [each for each in rds.all() if instances.source(each) == identifier]
    for each in (found, *replicas):
        # Raises for one that is stuck.
        if instances.look(each, done=True) is not Look.DONE:
            raise OperationError(
                f"{instances.name(each)} is {instances.status(each)}",
                remedy="wait until it is available, with no change pending",
            )
    return {
        "identifier": identifier,
        "from": actual,
        "to": to,
        "major": major(actual) != major(to),
        "replicas": sorted(instances.name(each) for each in replicas),
        "stamp": f"{clock.now():%Y%m%d%H%M%S}",
    }


def _check_target(rds: instances.Instances, actual: str, to: str) -> None:
    if parts(to) < parts(actual)[: len(parts(to))]:
        raise OperationError(
            f"{_OPTION}: {to} is older than {actual}, and RDS goes back to no earlier version",
            remedy="a snapshot from before the upgrade does: `restore database --snapshot`",
        )
    if problem := aws_facts.postgres_problem(to):
        raise OperationError(f"{_OPTION}: {to}: {problem}")
    if holds(actual, to):
        raise OperationError(
            f"{_OPTION}: the database is on {actual}",
            remedy="" if "." in to else f"name a minor version, such as {to}.9, or another major",
        )
    answer = rds.client.describe_db_engine_versions(Engine="postgres", EngineVersion=actual)
    targets = [
        str(target["EngineVersion"])
        for version in answer["DBEngineVersions"]
        for target in version["ValidUpgradeTarget"]
    ]
    if not any(holds(each, to) for each in targets):
        raise OperationError(
            f"{_OPTION}: RDS upgrades {actual} to no {to}",
            remedy=f"it upgrades to {', '.join(targets) or 'no other version'}",
        )


def _before(site: Site, facts: Mapping[str, Any], journal: Journal) -> list[Step]:
    values: dict[str, settings_lines.Value] = {"engine_version": str(facts["to"])}
    if not facts["major"]:
        replicas = [_replica(site, name, str(facts["to"])) for name in facts["replicas"]]
        return [*replicas, settings_lines.step(site, _section(site), values)]
    return [
        *statements.steps(
            site,
            journal,
            str(facts["stamp"]),
            name="check",
            does="looks in each database for what RDS refuses: prepared transactions, logical "
            "replication slots, columns of reg* types",
            sql=statements.CHECKS,
            minutes=3,
        ),
        _snapshot(site, facts),
        settings_lines.step(site, _section(site), {**values, "major_upgrade": True}),
    ]


def _replica(site: Site, name: str, to: str) -> Step:
    rds = _instances(site)

    def look() -> Look:
        return instances.look(_there(rds, name), done=holds(_version(rds, name), to))

    def do() -> None:
        rds.client.modify_db_instance(
            DBInstanceIdentifier=name, EngineVersion=to, ApplyImmediately=True
        )

    return Step(
        name=name,
        does=f"upgrades {name} to {to}; it does not answer meanwhile, and reads of programs fail",
        calls=("rds:ModifyDBInstance",),
        minutes=10,
        look=look,
        do=do,
    )


def snapshot_of(facts: Mapping[str, Any]) -> str:
    """Returns the name of the snapshot that is the way back."""
    return f"{facts['identifier']}-before-{major(str(facts['to']))}-{facts['stamp']}"


def _snapshot(site: Site, facts: Mapping[str, Any]) -> Step:
    rds, snapshot = site.client("rds"), snapshot_of(facts)

    def look() -> Look:
        try:
            (found,) = rds.describe_db_snapshots(DBSnapshotIdentifier=snapshot)["DBSnapshots"]
        except Exception as error:
            if not accounts.code(error).startswith("DBSnapshotNotFound"):
                raise
            return Look.TO_DO
        if found["Status"] == "failed":
            raise OperationError(
                f"the snapshot {snapshot} failed",
                remedy="delete it and run the command again: `aws rds delete-db-snapshot "
                f"--db-snapshot-identifier {snapshot}`",
            )
        return Look.DONE if found["Status"] == "available" else Look.UNDER_WAY

    def do() -> None:
        rds.create_db_snapshot(
            DBInstanceIdentifier=facts["identifier"], DBSnapshotIdentifier=snapshot
        )

    return Step(
        name="snapshot",
        does=f"takes the snapshot {snapshot}, the way back. It stays until you delete it",
        calls=("rds:CreateDBSnapshot",),
        minutes=15,
        look=look,
        do=do,
    )


def _after(site: Site, facts: Mapping[str, Any], journal: Journal) -> list[Step]:
    names = [str(facts["identifier"]), *facts["replicas"]]
    versions = _versions(site, names, str(facts["to"]))
    told = notice.step(
        site,
        journal,
        f"{site.stack}: the database is on PostgreSQL {facts['to']}",
        f"{', '.join(names)} came from {facts['from']}. {_way_back(site, facts)}",
    )
    if not facts["major"]:
        return [versions, told]
    return [
        versions,
        *(_restart(site, name) for name in facts["replicas"]),
        *statements.steps(
            site,
            journal,
            str(facts["stamp"]),
            name="statistics",
            does="in each database: ALTER EXTENSION ... UPDATE for its extensions, and ANALYZE",
            sql=statements.AFTERWARDS,
            minutes=30,
        ),
        settings_lines.step(site, _section(site), {"major_upgrade": False}),
        told,
    ]


def _versions(site: Site, names: Sequence[str], to: str) -> Step:
    rds = _instances(site)

    def look() -> Look:
        looks = [instances.look(_there(rds, name), done=True) for name in names]
        there = all(holds(_version(rds, name), to) for name in names)
        return Look.DONE if there and set(looks) == {Look.DONE} else Look.UNDER_WAY

    return Step(
        name="versions",
        does=f"waits until {' and '.join(names)} are available on {to}",
        calls=(),
        minutes=15,
        look=look,
        do=lambda: None,
    )


def _restart(site: Site, name: str) -> Step:
    rds = _instances(site)

    def look() -> Look:
        found = _there(rds, name)
        states = {str(each["ParameterApplyStatus"]) for each in found["DBParameterGroups"]}
        if "applying" in states:
            return Look.UNDER_WAY
        return instances.look(found, done=states == {"in-sync"})

    return Step(
        name=f"restart {name}",
        does=f"restarts {name}, which RDS upgraded under default parameters, to take the program's",
        calls=("rds:RebootDBInstance",),
        minutes=3,
        look=look,
        do=lambda: rds.client.reboot_db_instance(DBInstanceIdentifier=name),
    )


def _there(rds: instances.Instances, name: str) -> instances.Instance:
    found = rds.named(name)
    if found is None:
        raise OperationError(f"RDS has no instance {name} any more")
    return found


def _version(rds: instances.Instances, name: str) -> str:
    return str(_there(rds, name)["EngineVersion"])


def _told(site: Site, facts: Mapping[str, Any]) -> list[Block]:
    rows = (
        ("database", str(facts["identifier"])),
        ("from", str(facts["from"])),
        ("to", str(facts["to"])),
        ("does not answer", _outage(site, facts)),
    )
    return [Table(("", ""), rows), Paragraph(_way_back(site, facts))]


def _outage(site: Site, facts: Mapping[str, Any]) -> str:
    if facts["major"]:
        return "during `up`, standby and replicas neither; a restored snapshot tells how long"
    return f"during `up`, some minutes{'; each replica before' if facts['replicas'] else ''}"


def _way_back(site: Site, facts: Mapping[str, Any]) -> str:
    if not facts["major"]:
        return "There is no way back to an earlier minor version but a restored backup."
    return (
        "The way back loses what is written after the snapshot: `python -m operations restore "
        f"database --stack {site.stack} --snapshot {snapshot_of(facts)}`, --cut-over, then "
        f'`engine_version: "{major(str(facts["from"]))}"` and `pulumi up --refresh`.'
    )
