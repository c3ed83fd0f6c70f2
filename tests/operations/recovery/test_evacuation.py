"""A region is evacuated in an emulated account, from copies alone, and broken off on the way."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aws_account.moto import Account
from operations import derived
from operations.errors import OperationError
from operations.procedure import Look, Operated
from operations.recovery import database, evacuation
from operations.recovery.evacuation.domain import Domain
from operations.sites import Site, standing
from planning import facts
from tests.operations.recovery.account import COPIES, NUMBER, REGION, FakeClock, Faults, Killed
from tests.operations.recovery.account import fresh as _fresh
from tests.operations.served import project, served

pytestmark = pytest.mark.xdist_group("recovery")

STACK, DOMAIN = "prod-recovery", "shop.example.com"
LOST = "shop-prod-database"
READS = ("Describe", "Get", "List", "Head")


def client(service: str, region: str = COPIES) -> Any:
    return Account(NUMBER).client(service, region)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The new environment as `up` made it, with the copies of the lost one beside it."""
    found = project(tmp_path_factory.mktemp("evacuation"))
    written = evacuation.derived("prod", found, zone_id="Z0123456789ABCDEFGHIJ")
    derived.write(written)
    with contextlib.ExitStack() as stack:
        stack.enter_context(served(found, STACK))
        _copies(found)
        yield found


def _copies(folder: Path) -> None:
    workload = standing(STACK, folder, emulated=True).platform.workload
    rds = client("rds", REGION)
    rds.create_db_instance(
        DBInstanceIdentifier=LOST,
        DBInstanceClass="db.r5.large",
        Engine="postgres",
        MasterUsername="postgres",
        MasterUserPassword="not-a-secret",
        AllocatedStorage=100,
        StorageEncrypted=True,
        BackupRetentionPeriod=30,
    )
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    arn = f"arn:aws:rds:{REGION}:{NUMBER}:db:{LOST}"
    client("rds").start_db_instance_automated_backups_replication(
        SourceDBInstanceArn=arn, KmsKeyId=key, BackupRetentionPeriod=30
    )
    s3 = client("s3")
    for name in workload.buckets:
        bucket = f"{name}-replica-prod-0a1b2c"
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": COPIES})
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        # moto refuses copies into a bucket with a lock by default, so that one stays empty here.
        if not workload.buckets[name].lock_days:
            s3.put_object(Bucket=bucket, Key="kept", Body=f"of {name}".encode())
    secrets = client("secretsmanager")
    for name in secret_names(folder):
        secrets.create_secret(Name=f"shop/prod/{name}", SecretString=f"value of {name}")


def secret_names(folder: Path) -> list[str]:
    found = facts.secret_names(standing(STACK, folder, emulated=True).platform.workload)
    assert found
    return found


def operated(folder: Path) -> Operated:
    found = evacuation.begin("prod", folder, FakeClock(), emulated=True)
    site = _fresh(found.site)
    object.__setattr__(found, "site", site)
    return found.operated()


def site_of(folder: Path) -> Site:
    return standing(STACK, folder, emulated=True)


def pause_all(folder: Path, tasks: int) -> None:
    site = site_of(folder)
    cluster = site.resources.of("ecs.Cluster")[0].outputs["arn"]
    for each in site.resources.of("ecs.Service"):
        client("ecs").update_service(
            cluster=cluster, service=each.outputs["name"], desiredCount=tasks
        )


def stopped(folder: Path) -> str:
    with pytest.raises(OperationError) as error:
        operated(folder).run(take_over=False)
    return str(error.value)


@pytest.mark.thorough
def test_a_run_may_be_killed_after_each_change_and_makes_none_twice(folder: Path) -> None:
    began = evacuation.begin("prod", folder, FakeClock(), emulated=True)
    pause_all(folder, 0)
    made: list[str] = []

    def kill(_: int, name: str) -> None:
        # The journal and the lock are written in between, and their tests are the failover's.
        if not name.startswith("ssm:") and not name.partition(":")[2].startswith(READS):
            made.append(name)
            raise Killed

    ended = ""
    for _ in range(50):
        found = replace(began, site=_fresh(began.site))
        with Faults(after=kill), contextlib.suppress(Killed):
            try:
                found.operated().run(take_over=True)
            except OperationError as error:
                ended = str(error)
                break
    assert "somebody looks at its data first" in ended
    counted = Counter(made)
    for call in ("RestoreDBInstanceToPointInTime", "CreateDBSnapshot", "CopyDBSnapshot"):
        assert counted[f"rds:{call}"] == 1, call
    assert counted["rds:RestoreDBInstanceFromDBSnapshot"] == 1
    assert counted["secretsmanager:PutSecretValue"] == len(secret_names(folder))


def test_it_ends_at_each_step_for_people_and_goes_on_after_it(folder: Path) -> None:
    pause_all(folder, 2)
    assert stopped(folder).startswith("quiet is for people")
    pause_all(folder, 0)
    assert "somebody looks at its data first" in stopped(folder)
    copied = [
        x["DBInstanceIdentifier"] for x in client("rds").describe_db_instances()["DBInstances"]
    ]
    assert any("-copied-" in name for name in copied)
    assert any("-restored-" in name for name in copied)
    database.cutting_over(_fresh(site_of(folder)), FakeClock(), "").run(take_over=False)
    assert stopped(folder).startswith("resume is for people")
    pause_all(folder, 2)
    entries = operated(folder).run(take_over=False)
    assert entries.ended
    _has_content(folder)


def _has_content(folder: Path) -> None:
    secrets, site = client("secretsmanager"), site_of(folder)
    for name in secret_names(folder):
        found = secrets.get_secret_value(SecretId=f"shop/{STACK}/{name}")
        assert found["SecretString"] == f"value of {name}"
    buckets = site.platform.workload.buckets
    for name in (each for each in buckets if not buckets[each].lock_days):
        bucket = site.named("s3.Bucket", name).outputs["bucket"]
        body = client("s3").get_object(Bucket=bucket, Key="kept")["Body"].read()
        assert body == f"of {name}".encode()
    declared = site.named("rds.Instance", "database")
    (serving,) = client("rds").describe_db_instances(
        DBInstanceIdentifier=declared.inputs["identifier"]
    )["DBInstances"]
    assert serving["KmsKeyId"] == declared.inputs["kmsKeyId"]
    assert serving["DbiResourceId"] == declared.outputs["id"]


def test_the_names_are_taken_from_the_old_environment_only(folder: Path) -> None:
    site = replace(_fresh(site_of(folder)), content={})
    names, edges = client("route53"), client("cloudfront")
    zone = names.create_hosted_zone(Name="shop.example.com", CallerReference="old")
    zone_id = zone["HostedZone"]["Id"].rpartition("/")[2]
    kept = record("mail.elsewhere.shop.example.com", "A", "192.0.2.1")
    gone = [
        record("shop.example.com", "A", alias="d1.cloudfront.net"),
        record("api.shop.example.com", "AAAA", alias="d1.cloudfront.net"),
        record("_0a.shop.example.com", "CNAME", "_0b.acm-validations.aws"),
    ]
    names.change_resource_record_sets(
        HostedZoneId=zone_id,
        ChangeBatch={
            "Changes": [{"Action": "CREATE", "ResourceRecordSet": each} for each in (kept, *gone)]
        },
    )
    site._clients["route53", site.region] = names
    site._clients["cloudfront", site.region] = edges
    assert aliases(edges)
    step = Domain(site=site, zone_id=zone_id).step()
    assert step.look() is Look.TO_DO
    step.do()
    assert step.look() is Look.DONE
    left = names.list_resource_record_sets(HostedZoneId=zone_id)["ResourceRecordSets"]
    left_names = [each["Name"] for each in left if each["Type"] not in ("NS", "SOA")]
    assert left_names == ["mail.elsewhere.shop.example.com."]
    assert not aliases(edges)


def record(name: str, kind: str, value: str = "", *, alias: str = "") -> dict[str, Any]:
    if not alias:
        return {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value}]}
    target = {"HostedZoneId": "Z2FDTNDATAQYW2", "DNSName": alias, "EvaluateTargetHealth": False}
    return {"Name": name, "Type": kind, "AliasTarget": target}


def aliases(edges: Any) -> list[str]:
    found = edges.list_distributions()["DistributionList"].get("Items", ())
    return [name for each in found for name in each["Aliases"].get("Items", ())]
