"""Failover inside of the region: which replica takes over, and the steps by which it does."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from operations.errors import OperationError
from operations.plan import Resource
from operations.procedure import Clock, Entries, Journal, Look, Operated, Step, notice
from operations.recovery.database import health, instances, lag
from operations.recovery.database.exchange import Exchange, Facts
from operations.recovery.database.instances import Instance, Instances
from operations.recovery.database.lag import Lag
from operations.report import Block, Table
from operations.sites import Site

NAME = "failover"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A failover that could be made now."""

    facts: Facts
    primary: str
    """The state of the primary, in RDS's words."""
    replica: str
    """The name of the instance that would take over."""
    lag: Lag
    restorable: str
    """The time up to which the primary's backups go."""

    def noted(self) -> dict[str, Any]:
        """Returns what the journal keeps."""
        return {
            **asdict(self.facts),
            "primary": self.primary,
            "replica": self.replica,
            "lag_seconds": self.lag.seconds,
            "restorable": self.restorable,
        }


def check(site: Site, kept: Mapping[str, Any], *, force: bool, accepted: int | None) -> None:
    """Raises OperationError if a failover would lose what nobody has accepted to lose."""
    if kept["primary"] in instances.READY and not force:
        raise OperationError(
            f"RDS calls {kept['identifier']} {kept['primary']}: a failover would lose what its "
            "replica lacks, for nothing. Multi-AZ replaces a lost zone by itself",
            remedy="give --force if programs cannot use it all the same",
        )
    rpo = site.platform.settings.recovery.rpo_minutes
    Lag(kept["lag_seconds"]).check(kept["replica"], accepted=accepted, rpo_minutes=rpo)


def told(kept: Mapping[str, Any]) -> list[Block]:
    """Returns what people should know before they decide."""
    behind = kept["lag_seconds"]
    lost = "unknown" if behind is None else f"the writes of the last {behind:.0f} s"
    rows = (
        ("primary", f"{kept['identifier']} ({kept['primary']})"),
        ("takes over", f"{kept['replica']}"),
        ("lost", lost),
        ("backups of the primary go up to", str(kept["restorable"])),
    )
    return [Table(("", ""), rows)]


def choose(site: Site, clock: Clock, replica: str = "") -> Choice:
    """Returns the failover to the replica that lacks least, or to a named one. Raises
    OperationError if there is none."""
    rds = Instances(site.client("rds"))
    declared = site.primary
    found = [each for each in _replicas(site, rds) if not replica or _is(each, replica)]
    if not found:
        raise OperationError(
            f"{site.stack} has no read replica"
            + (f" {replica}" if replica else "")
            + " that could take over",
            remedy="`python -m operations restore database --at TIME` restores the primary's "
            "backups; database.read_replicas keeps a replica ready",
        )
    now = clock.now()
    lags = {each["DbiResourceId"]: lag.of(site, instances.name(each), now) for each in found}
    chosen = min(found, key=lambda each: _order(lags[each["DbiResourceId"]]))
    old_id = str(declared.outputs["id"])
    old = rds.find(old_id)
    return Choice(
        facts=Facts(
            identifier=str(declared.inputs["identifier"]),
            old=old_id,
            new=str(chosen["DbiResourceId"]),
            others={
                str(each["DbiResourceId"]): instances.name(each)
                for each in _replicas(site, rds)
                if each is not chosen and each["DbiResourceId"] != chosen["DbiResourceId"]
            },
            stamp=f"{now:%Y%m%d%H%M%S}",
        ),
        primary=instances.status(old) if old else "gone",
        replica=instances.name(chosen),
        lag=lags[chosen["DbiResourceId"]],
        restorable=_restorable(old, now),
    )


def failover(
    site: Site, clock: Clock, *, replica: str = "", force: bool = False, accepted: int | None = None
) -> Operated:
    """Returns the failover of an environment."""

    return Operated(
        site=site,
        clock=clock,
        name=site.procedure(NAME),
        facts=lambda: choose(site, clock, replica).noted(),
        check=lambda kept: check(site, kept, force=force, accepted=accepted),
        told=told,
        steps=lambda kept, journal: steps(site, from_journal(kept), journal),
        finished=lambda entries: _is_the_last(site, entries),
    )


def _is_the_last(site: Site, entries: Entries) -> bool:
    """Returns true if nothing happened since a failover ended: its replica is the database still,
    and no new one stands. A command that is repeated by mistake then does nothing."""
    declared = site.primary
    rds = Instances(site.client("rds"))
    return declared.outputs["id"] == entries.facts["new"] and not _replicas(site, rds)


def from_journal(facts: Mapping[str, Any]) -> Facts:
    """Returns the facts of a failover that has begun."""
    return Facts(**{key: facts[key] for key in ("identifier", "old", "new", "others", "stamp")})


def steps(site: Site, facts: Facts, journal: Journal) -> list[Step]:
    """Returns the steps of a failover, in order."""
    exchange = Exchange(site=site, facts=facts)
    return [
        *exchange.fence(),
        _promote(exchange),
        *exchange.open(),
        *exchange.names(),
        *exchange.rest(),
        health.step(site, exchange.rds, facts),
        exchange.keep_old(),
        notice.step(
            site,
            journal,
            f"{site.stack}: the database has failed over",
            f"{facts.identifier} is the former replica now; the old instance is kept as "
            f"{facts.aside(facts.identifier)}. `make up STACK={site.stack}` builds a new replica; "
            "until then programs that read from the replica find nothing.",
        ),
    ]


def _promote(exchange: Exchange) -> Step:
    facts, inputs = exchange.facts, exchange.declared.inputs

    def look() -> Look:
        new = exchange.rds.get(facts.new)
        return instances.look(new, done=not instances.source(new))

    def do() -> None:
        exchange.rds.client.promote_read_replica(
            DBInstanceIdentifier=instances.name(exchange.rds.get(facts.new)),
            BackupRetentionPeriod=inputs["backupRetentionPeriod"],
            PreferredBackupWindow=inputs["backupWindow"],
        )

    return Step(
        name="promote",
        does="makes the replica a database of its own, which takes writes. There is no way back: "
        "what it lacks stays in the old instance",
        calls=("rds:PromoteReadReplica",),
        minutes=10,
        look=look,
        do=do,
    )


def _replicas(site: Site, rds: Instances) -> list[Instance]:
    """Returns the program's replicas that stand. RDS promotes them by itself when their source is
    deleted, so they need not replicate any more."""
    ids = [
        str(each.outputs["id"])
        for each in site.resources.of("rds.Instance")
        if _reads(each, site.server_name)
    ]
    found = [rds.find(each) for each in ids]
    return [each for each in found if each and instances.status(each) not in instances.STUCK]


def _reads(declared: Resource, server: str) -> bool:
    of_server = declared.name.startswith(f"{server}-replica-")
    return of_server and bool(declared.inputs.get("replicateSourceDb"))


def _is(instance: Instance, wanted: str) -> bool:
    return instances.name(instance) == wanted or instances.name(instance).endswith(f"-{wanted}")


def _order(found: Lag) -> float:
    return float("inf") if found.seconds is None else found.seconds


def _restorable(old: Instance | None, now: dt.datetime) -> str:
    latest = old.get("LatestRestorableTime") if old else None
    return f"{latest.astimezone(now.tzinfo):%Y-%m-%dT%H:%M:%SZ}" if latest else "unknown"
