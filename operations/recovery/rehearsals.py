"""The parts of a drill: each loses something, has it back by the procedure that people use, and
compares."""

import contextlib
import datetime as dt
import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from operations.procedure import Clock, SystemClock, check_account, say
from operations.recovery import restored_secret
from operations.recovery.database import choose, cutting_over, failover, restoring
from operations.recovery.objects import Restoration
from operations.recovery_result import Check, Recovered
from operations.sites import Site, kept, standing
from planning import facts

OBJECTS = 20


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """The environment of a drill."""

    site: Callable[[], Site]
    """Reads it anew."""
    clock: Clock
    emulated: bool


@contextlib.contextmanager
def held(stack: str, folder: Path, *, emulated: bool) -> Iterator[Rehearsal]:
    """Yields the environment: on AWS, or in an account that is gone afterwards."""
    clock = SystemClock()
    if not emulated:
        site = standing(stack, folder)
        check_account(site)
        yield Rehearsal(site=lambda: standing(stack, folder), clock=clock, emulated=False)
        return
    from aws_account import surroundings

    surroundings.forget_aws()
    from aws_account.moto import serve
    from emulation import emulate
    from operations.emulated import emulated_account, emulated_document
    from operations.plan import document

    emulated_account.require_aws(folder, stack)
    say(f"{stack}: brought up in an emulated account")
    with (
        tempfile.TemporaryDirectory() as place,
        emulate(
            folder,
            stack,
            zones=emulated_account.zones(folder, stack),
            given=emulated_account.given(folder, stack),
        ) as emulation,
        serve(emulation.account) as address,
    ):
        file = Path(place) / "declared.json"
        document.write(emulated_document.build(emulation), file)
        yield Rehearsal(site=lambda: kept(stack, folder, file, address), clock=clock, emulated=True)


def all_of(rehearsal: Rehearsal, *, exchange: bool) -> list[Recovered]:
    """Returns the result of each store that the environment has."""
    found: list[Recovered] = []
    site = rehearsal.site()
    for key in ("", *site.platform.settings.database_servers):
        server = _of_server(rehearsal, key)
        name = server.site().server_name
        if _named(site, "rds.Instance", name):
            # The failover comes first: it takes the replica, which a cut-over sets aside.
            if exchange and _named(site, "rds.Instance", f"{name}-replica-1"):
                found.append(failed_over(server))
            found.append(restored_database(server))
    found += [restored_objects(rehearsal, name) for name in _buckets(site)]
    found.append(secret(rehearsal))
    return found


def _of_server(rehearsal: Rehearsal, key: str) -> Rehearsal:
    return replace(rehearsal, site=lambda: replace(rehearsal.site(), server=key))


def failed_over(rehearsal: Rehearsal) -> Recovered:
    """Returns the failover to the replica."""
    site, clock = rehearsal.site(), rehearsal.clock
    choice = choose(site, clock)
    before = str(site.primary.outputs["address"])
    began = clock.now()
    # An emulated account has no figures, and no rows to lose.
    accepted = 0 if rehearsal.emulated else None
    failover(site, clock, force=True, accepted=accepted).run(take_over=False)
    ended = clock.now()
    after = rehearsal.site().primary.outputs
    checks = (
        Check(said="the replica is the database", holds=after["id"] == choice.facts.new),
        Check(said="programs find it at the same address", holds=after["address"] == before),
    )
    return Recovered(
        store=f"{site.server_name} (failover)",
        lost=f"the primary, {choice.facts.identifier}",
        restored=choice.replica,
        rpo_seconds=choice.lag.seconds or 0,
        rto_seconds=(ended - began).total_seconds(),
        checks=checks,
    )


def restored_database(rehearsal: Rehearsal) -> Recovered:
    """Returns the restoration of the backups to their latest time. In an emulated account it takes
    the database's place; on AWS it is removed again."""
    site, clock = rehearsal.site(), rehearsal.clock
    identifier = str(site.primary.inputs["identifier"])
    rds = site.client("rds")
    (instance,) = rds.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"]
    began = clock.now()
    latest: dt.datetime = min(instance["LatestRestorableTime"], began).replace(microsecond=0)
    entries = restoring(site, clock, at=latest, snapshot="").run(take_over=False)
    target = str(entries.facts["target"])
    if rehearsal.emulated:
        cutting_over(rehearsal.site(), clock, target).run(take_over=False)
    ended = clock.now()
    found = rds.describe_db_instances()["DBInstances"]
    names = {each["DBInstanceIdentifier"]: each["DBInstanceStatus"] for each in found}
    wanted = identifier if rehearsal.emulated else target
    checks = [Check(said=f"{wanted} is available", holds=names.get(wanted) == "available")]
    if not rehearsal.emulated:
        rds.modify_db_instance(DBInstanceIdentifier=target, DeletionProtection=False)
        rds.delete_db_instance(DBInstanceIdentifier=target, SkipFinalSnapshot=True)
    return Recovered(
        store=f"{site.server_name} (backups)",
        lost="everything since the latest restorable time",
        restored=f"automated backups up to {latest:%Y-%m-%dT%H:%M:%SZ}",
        rpo_seconds=max((began - latest).total_seconds(), 0),
        rto_seconds=(ended - began).total_seconds(),
        checks=tuple(checks),
    )


def restored_objects(rehearsal: Rehearsal, name: str) -> Recovered:
    """Returns the restoration of objects that the drill wrote, overwrote and deleted itself."""
    site, clock = rehearsal.site(), rehearsal.clock
    client = site.client("s3")
    bucket = str(site.named("s3.Bucket", name).outputs["bucket"])
    prefix = f"plinth-drill/{clock.now():%Y%m%d%H%M%S}/"
    keys = [f"{prefix}{number:04}" for number in range(OBJECTS)]
    for key in keys:
        client.put_object(Bucket=bucket, Key=key, Body=key.encode())
    # S3 dates versions by the second.
    clock.sleep(2)
    at = clock.now()
    clock.sleep(2)
    for number, key in enumerate(keys):
        if number % 2:
            client.put_object(Bucket=bucket, Key=key, Body=b"wrong")
        else:
            client.delete_object(Bucket=bucket, Key=key)
    began = clock.now()
    restoration = Restoration(
        site=site, clock=clock, name=name, prefix=prefix, at=at, from_recovery=False
    )
    wrong = restoration.copy(restoration.compare())
    whole = all(_sum(client, bucket, key) == _digest(key.encode()) for key in keys)
    ended = clock.now()
    for key in keys:
        client.delete_object(Bucket=bucket, Key=key)
    return Recovered(
        store=f"bucket {name}",
        lost=f"{OBJECTS} objects, half overwritten and half deleted",
        restored="the versions of the moment before",
        # Every write before the moment of the loss is a version of its own.
        rpo_seconds=0,
        rto_seconds=(ended - began).total_seconds(),
        checks=(
            Check(said=f"{OBJECTS} objects have the checksums that they had", holds=whole),
            Check(said="no copy differs from its version", holds=not wrong),
        ),
    )


def secret(rehearsal: Rehearsal) -> Recovered:
    """Returns the restoration of a secret that the drill made: its value, then all of it."""
    site, clock = rehearsal.site(), rehearsal.clock
    client = site.client("secretsmanager")
    short = f"drill-{clock.now():%Y%m%d%H%M%S}"
    full = facts.environment_of(site.platform).path(short).removeprefix("/")
    client.create_secret(Name=full, SecretString="right")
    client.put_secret_value(SecretId=full, SecretString="wrong")
    began = clock.now()

    def restore(*, deleted: bool) -> None:
        restored_secret.restoring(rehearsal.site(), clock, short, version="", deleted=deleted).run(
            take_over=False
        )

    restore(deleted=False)
    value = _value(client, full)
    client.delete_secret(SecretId=full, RecoveryWindowInDays=7)
    restore(deleted=True)
    ended = clock.now()
    checks = (
        Check(said="the value before the wrong one is back", holds=value == "right"),
        Check(said="the deleted secret is back", holds=_value(client, full) == "right"),
    )
    client.delete_secret(SecretId=full, ForceDeleteWithoutRecovery=True)
    return Recovered(
        store="secrets",
        lost="the right value, then the secret",
        restored="Secrets Manager's versions and recovery window",
        rpo_seconds=0,
        rto_seconds=(ended - began).total_seconds(),
        checks=checks,
    )


def _named(site: Site, kind: str, name: str) -> bool:
    return any(each.name == name and not each.given for each in site.resources.of(kind))


def _buckets(site: Site) -> list[str]:
    """Returns a bucket to write into: one of our own whose objects may be deleted again."""
    found, others = site.platform.workload.buckets, site.platform.settings.existing.buckets
    return [n for n in sorted(found) if n not in others and not found[n].lock_days][:1]


def _value(client: Any, name: str) -> str:
    return str(client.get_secret_value(SecretId=name, VersionStage="AWSCURRENT")["SecretString"])


def _sum(client: Any, bucket: str, key: str) -> str:
    return _digest(client.get_object(Bucket=bucket, Key=key)["Body"].read())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
