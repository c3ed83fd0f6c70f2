"""The answers of an account about the backups that are really there.

An emulated account lacks some of the questions. What it does not answer is told as not known; on
AWS an unanswered question ends the command, since nobody would know then.
"""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from config.settings import RecoverySettings
from operations import accounts
from operations.backups.store import Store
from operations.errors import OperationError
from operations.sites import Site
from planning.backups import vaults

NOT_KNOWN = "the emulated account does not say"
VAULT_HOURS = 48
"""Hours after which the newest copy of a daily plan is too old: one may fail and be tried again."""
TEST_DAYS = {"weekly": 14, "monthly": 62}
"""Days after which the last good restore test is too old, by `backup.restore_test`."""


def look(site: Site, stores: list[Store], now: datetime.datetime) -> None:
    """Adds to each store what the account says, and what that misses."""
    targets = site.platform.settings.recovery
    for store in stores:
        kind, _, name = store.name.partition(" ")
        if kind == "database" and not store.holds_data:
            continue
        if kind == "database" and any(x.name == name for x in site.resources.of("rds.Cluster")):
            _cluster(site, store, name, targets, now)
            _copies(site, store, "rds.Cluster", now)
        elif kind == "database" and store.holds_data:
            _database(site, store, name, targets, now)
            _copies(site, store, "rds.Instance", now)
            _tests(site, store, name, now)
        elif kind == "bucket" and store.holds_data:
            _bucket(site, store, name)


def _cluster(
    site: Site, store: Store, name: str, targets: RecoverySettings, now: datetime.datetime
) -> None:
    identifier = site.named("rds.Cluster", name).outputs["clusterIdentifier"]
    answer = _asked(
        site,
        f"the backups of {identifier}",
        lambda: site.client("rds").describe_db_clusters(DBClusterIdentifier=identifier),
    )
    _restorable(store, answer["DBClusters"][0] if answer else {}, targets, now)


def _database(
    site: Site, store: Store, name: str, targets: RecoverySettings, now: datetime.datetime
) -> None:
    identifier = site.named("rds.Instance", name).outputs["identifier"]
    answer = _asked(
        site,
        f"the backups of {identifier}",
        lambda: site.client("rds").describe_db_instances(DBInstanceIdentifier=identifier),
    )
    _restorable(store, answer["DBInstances"][0] if answer else {}, targets, now)


def _restorable(
    store: Store, instance: Mapping[str, Any], targets: RecoverySettings, now: datetime.datetime
) -> None:
    latest = instance.get("LatestRestorableTime")
    if latest is None:
        store.now = NOT_KNOWN
        return
    store.now = f"restorable to {_text(latest)}"
    minutes = (now - latest).total_seconds() / 60
    if minutes > targets.rpo_minutes:
        store.misses.append(f"can be restored to {minutes:,.0f} minutes ago only")
    if not instance.get("BackupRetentionPeriod"):
        store.misses.append("keeps no backups now")


def _copies(site: Site, store: Store, kind: str, now: datetime.datetime) -> None:
    if not site.resources.of("backup.Plan"):
        return
    name = store.name.partition(" ")[2]
    arn = site.named(kind, name).outputs["arn"]
    answer = _asked(
        site,
        f"the copies of {name}",
        lambda: site.client("backup").list_recovery_points_by_resource(ResourceArn=arn),
    )
    if answer is None:
        store.now += f"; newest copy: {NOT_KNOWN}"
        return
    made = [each["CreationDate"] for each in answer["RecoveryPoints"]]
    if not made:
        store.misses.append("has no copy in the vault yet")
        return
    store.now += f"; newest copy of {_text(max(made))}"
    if now - max(made) > datetime.timedelta(hours=VAULT_HOURS):
        store.misses.append(f"has no copy in the vault of the last {VAULT_HOURS} hours")


def _tests(site: Site, store: Store, name: str, now: datetime.datetime) -> None:
    often = site.platform.settings.backup.restore_test
    plans = site.resources.of("backup.RestoreTestingPlan")
    if not plans or often is None:
        return
    answer = _asked(
        site,
        "the restore tests",
        lambda: site.client("backup").list_restore_jobs(
            ByRestoreTestingPlanArn=plans[0].outputs["arn"]
        ),
    )
    if answer is None:
        store.tested = NOT_KNOWN
        return
    arn = site.named("rds.Instance", name).outputs["arn"]
    jobs = [x for x in answer["RestoreJobs"] if x.get("SourceResourceArn", arn) == arn]
    jobs.sort(key=lambda each: each["CreationDate"], reverse=True)
    if not jobs:
        store.misses.append("was never restored by a test")
        return
    last = jobs[0]
    store.tested = f"{last['Status'].lower()} {_text(last['CreationDate'])}"
    if last["Status"] in ("FAILED", "ABORTED"):
        store.misses.append(f"could not be restored by the last test: {last['StatusMessage']}")
    elif now - last["CreationDate"] > datetime.timedelta(days=TEST_DAYS[often]):
        store.misses.append(f"was last restored by a test on {_text(last['CreationDate'])}")


def _bucket(site: Site, store: Store, name: str) -> None:
    bucket = site.named("s3.Bucket", name).outputs["bucket"]
    answer = _asked(
        site,
        f"the versions of {bucket}",
        lambda: site.client("s3").get_bucket_versioning(Bucket=bucket),
    )
    status = (answer or {}).get("Status", "off")
    store.now = f"versions {status}".lower()
    if status != "Enabled":
        store.misses.append("keeps no versions now")
    if site.platform.settings.recovery_region:
        replicated = _replicates(site, bucket)
        store.now += ", replicated" if replicated else ", not replicated"
        if not replicated and name in vaults.replicated(
            site.platform.settings, site.platform.workload
        ):
            store.misses.append("is not replicated now")


def _replicates(site: Site, bucket: str) -> bool:
    from botocore.exceptions import ClientError

    with accounts.asking(f"the replication of {bucket}"):
        try:
            found = site.client("s3").get_bucket_replication(Bucket=bucket)
        except ClientError as error:
            if accounts.code(error) != "ReplicationConfigurationNotFoundError":
                raise
            return False
    rules = found["ReplicationConfiguration"]["Rules"]
    return any(rule["Status"] == "Enabled" for rule in rules)


def _asked(site: Site, what: str, ask: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any] | None:
    try:
        with accounts.asking(what):
            return ask()
    except OperationError:
        if not site.endpoint:
            raise
        return None


def _text(moment: datetime.datetime) -> str:
    return f"{moment.astimezone(datetime.UTC):%Y-%m-%d %H:%M} UTC"
