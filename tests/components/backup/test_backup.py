"""The vault and its plans: locked, for these stores and no others, and tested by restoring."""

import json
from typing import Any

import pytest

from components.backup import Backup, BackupArgs, BackupDatabase
from config.settings import BackupSettings
from tests.factories import make_environment
from tests.graph import Graph, deploy

VAULT = "aws:backup/vault:Vault"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/selection:Selection"
TEST = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
TESTED = "aws:backup/restoreTestingSelection:RestoreTestingSelection"
GRANT = "aws:iam/rolePolicy:RolePolicy"
KEY = "arn:aws:kms:eu-central-1:111122223333:key/data"
RECOVERY_KEY = "arn:aws:kms:eu-west-1:111122223333:key/copies"
DATABASE = "arn:aws:rds:eu-central-1:111122223333:db:shop-prod-database"
BUCKET = "arn:aws:s3:::uploads"


def built(
    *,
    recovery: bool = True,
    database: bool = True,
    buckets: bool = False,
    protect: bool = True,
    days: int = 30,
    project: str = "shop",
    **settings: Any,
) -> Graph:
    """The copies of an environment; `settings` are those of the section `backup`."""
    environment = make_environment(
        project=project,
        stack="prod",
        protect=protect,
        recovery_region="eu-west-1" if recovery else None,
    )
    source = BackupDatabase(arns=[DATABASE], subnet_group="database", schedule="cron(0 4 * * ? *)")
    args = BackupArgs(
        environment=environment,
        settings=BackupSettings(**settings),
        days=days,
        kms_key_arn=KEY,
        recovery_kms_key_arn=RECOVERY_KEY if recovery else None,
        database=source if database else None,
        bucket_arns={"uploads": BUCKET} if buckets else {},
    )
    return deploy(lambda: Backup("backup", args))


def test_each_region_has_a_vault_under_its_own_key() -> None:
    graph = built()
    assert graph.names(VAULT) == graph.names(LOCK) == ["backup", "backup-recovery"]
    here, there = graph.all(VAULT)
    assert (here.inputs["kmsKeyArn"], here.inputs.get("region")) == (KEY, None)
    assert (there.inputs["kmsKeyArn"], there.inputs["region"]) == (RECOVERY_KEY, "eu-west-1")
    # The engine would refuse the update that lifts the protection, with which the vault goes.
    assert {each.protect for each in (here, there)} == {False}


def test_without_a_recovery_region_there_is_one_vault_and_no_copy_of_copies() -> None:
    graph = built(recovery=False)
    assert graph.names(VAULT) == ["backup"]
    [rule] = graph.one(PLAN).inputs["rules"]
    assert "copyActions" not in rule


@pytest.mark.parametrize(("days", "least"), [(30, 7), (7, 7), (3, 3)])
def test_a_lock_takes_what_the_plan_makes(days: int, least: int) -> None:
    graph = built(days=days)
    for lock in graph.all(LOCK):
        assert lock.inputs["minRetentionDays"] == least
        assert lock.inputs["minRetentionDays"] <= days <= lock.inputs["maxRetentionDays"]
    [rule] = graph.one(PLAN).inputs["rules"]
    assert rule["lifecycle"]["deleteAfter"] == days
    assert rule["copyActions"][0]["lifecycle"]["deleteAfter"] == days


def test_a_changed_lock_never_leaves_the_vault_open() -> None:
    # A lock is deleted by its vault's name, so the end of the old one must come first.
    assert {lock.delete_before_replace for lock in built().all(LOCK)} == {True}


def test_a_lock_is_final_only_where_the_settings_say_so() -> None:
    assert {"changeableForDays" in lock.inputs for lock in built().all(LOCK)} == {False}
    final = built(lock="compliance").all(LOCK)
    assert {lock.inputs["changeableForDays"] for lock in final} == {7}


def test_copies_are_deleted_with_the_vault_only_without_protection() -> None:
    assert {each.inputs["forceDestroy"] for each in built().all(VAULT)} == {False}
    assert {each.inputs["forceDestroy"] for each in built(protect=False).all(VAULT)} == {True}


def test_the_database_is_copied_by_snapshots_and_elsewhere() -> None:
    graph = built()
    [rule] = graph.one(PLAN, "backup-database").inputs["rules"]
    # Continuous copies would take over the instance's own backups.
    assert rule["enableContinuousBackup"] is False
    assert rule["schedule"] == "cron(0 4 * * ? *)"
    [copied] = rule["copyActions"]
    assert copied["destinationVaultArn"] == graph.one(VAULT, "backup-recovery").outputs["arn"]


def test_buckets_are_copied_continuously_and_in_their_region() -> None:
    graph = built(buckets=True)
    assert graph.names(PLAN) == ["backup-buckets", "backup-database"]
    [rule] = graph.one(PLAN, "backup-buckets").inputs["rules"]
    assert rule["enableContinuousBackup"] is True
    # The first copy of a large bucket takes days.
    assert rule["completionWindow"] == 7 * 24 * 60
    assert "copyActions" not in rule


def test_a_selection_wants_all_tags_and_the_kind() -> None:
    graph = built(buckets=True)
    for name, stores, value in (
        ("backup-database", "arn:aws:rds:eu-central-1:111122223333:db:*", "snapshots"),
        ("backup-buckets", "arn:aws:s3:::*", "continuous"),
    ):
        selection = graph.one(SELECTION, name).inputs
        # Of selection tags, any one would do.
        assert "selectionTags" not in selection
        assert selection["resources"] == [stores]
        # The provider sends one block only.
        [condition] = selection["conditions"]
        assert {each["key"]: each["value"] for each in condition["stringEquals"]} == {
            "aws:ResourceTag/backup": value,
            "aws:ResourceTag/project": "shop",
            "aws:ResourceTag/stack": "prod",
        }


@pytest.mark.parametrize("project", ["shop", "a-rather-long-name-of-a-product-of-several-words"])
def test_a_restore_test_has_names_that_aws_takes(project: str) -> None:
    graph = built(project=project)
    for type_ in (TEST, TESTED):
        name = graph.one(type_).inputs["name"]
        assert len(name) <= 50
        assert name.replace("_", "").isalnum()


def test_the_newest_copy_is_restored_where_nobody_gets_in() -> None:
    graph = built()
    plan, selection = graph.one(TEST).inputs, graph.one(TESTED).inputs
    assert plan["recoveryPointSelection"]["includeVaults"] == [
        graph.one(VAULT, "backup").outputs["arn"]
    ]
    assert selection["protectedResourceArns"] == [DATABASE]
    # Without security groups of its own it gets the network's default one, which is empty.
    assert selection["restoreMetadataOverrides"] == {"dbSubnetGroupName": "database"}


def test_restore_tests_can_be_left_out() -> None:
    graph = built(restore_test=None)
    assert graph.find(TEST) == graph.find(TESTED) == []
    assert "MON" not in built(restore_test="monthly").one(TEST).inputs["scheduleExpression"]
    assert built(database=False, buckets=True).find(TEST) == []


def test_the_role_reaches_its_stores_and_restores_under_a_tests_name_only() -> None:
    graph = built(buckets=True)
    policies = {
        each.name: json.loads(each.inputs["policy"])["Statement"] for each in graph.all(GRANT)
    }
    allowed = {
        (action, resource)
        for statement in policies["backup-database"]
        for action in statement["Action"]
        for resource in statement["Resource"]
    }
    made = {resource for action, resource in allowed if action == "rds:DeleteDBInstance"}
    assert made == {"arn:aws:rds:eu-central-1:111122223333:db:awsbackup-restore-test-*"}
    taken = {resource for action, resource in allowed if action == "rds:CreateDBSnapshot"}
    assert taken == {DATABASE, "arn:aws:rds:*:111122223333:snapshot:awsbackup:*"}
    objects = {
        resource
        for statement in policies["backup-buckets"]
        if "s3:GetObjectVersion" in statement["Action"]
        for resource in statement["Resource"]
    }
    assert objects == {f"{BUCKET}/*"}
    assert not any(":Modify" in action for action, _ in allowed)
