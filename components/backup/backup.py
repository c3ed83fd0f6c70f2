"""The copies of an environment's data that outlive the stores they are of.

    locked_vault    in the environment's region, and in the recovery region if there is one
    Role            of AWS Backup, for exactly these stores, keys and vaults
    Plan, Selection      snapshots of the database, every day, copied to the recovery region
    Plan, Selection      continuous copies of buckets, if the settings ask for them
    create_restore_test  of the database's newest copy

Left out: continuous backups of the database, which `planning/backups` gives the reasons for; copies
of buckets in the recovery region, where their replicas are; alarms about failed jobs, which belong
to monitoring; resources of `own/`, which bring their own vaults.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.backup import rights
from components.backup.plan import Copies, create_plan
from components.backup.restore_test import create_restore_test
from components.backup.vault import locked_vault
from components.security import Statement, grant, iam
from config.settings import BackupSettings
from planning import Environment
from planning.backups import vaults

TYPE = "plinth:backup:Backup"


@dataclass(frozen=True, kw_only=True)
class BackupDatabase:
    """The database servers that are copied."""

    arns: Sequence[pulumi.Input[str]]
    cluster_arns: Sequence[pulumi.Input[str]] = ()
    """The Aurora servers among them. They are copied, and no test restores them."""
    subnet_group: pulumi.Input[str]
    """The subnets in which a restore test starts."""
    schedule: str
    """The time of their daily snapshots, in UTC."""


@dataclass(frozen=True, kw_only=True)
class BackupArgs:
    """The inputs from which the copies are built."""

    environment: Environment
    settings: BackupSettings
    days: int
    """The life of a copy. Another one concerns new copies only."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the vault, and what it copies. Another one replaces the vault."""
    recovery_kms_key_arn: pulumi.Input[str] | None
    """A key of the recovery region; None keeps no copies there."""
    database: BackupDatabase | None
    bucket_arns: Mapping[str, pulumi.Input[str]]
    """The buckets that are copied, by name."""


class Backup(pulumi.ComponentResource):
    """Vaults that keep each copy for its time, whoever wants to delete it.

    Cost: the copies, as much as RDS's own snapshots in each region, the instance of a restore test,
    and for buckets about twice what their objects cost in S3.
    """

    vault_name: pulumi.Output[str]
    vault_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: BackupArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        first = locked_vault(
            name, args.environment, args.settings, args.kms_key_arn, days=args.days, parent=self
        )
        self._vault, self._after = first.vault, [*first]
        self._elsewhere = self._create_vault_elsewhere()
        self._role = self._create_role()
        if args.database:
            self._copy_database(args.database)
        if args.bucket_arns:
            self._copy_buckets([*args.bucket_arns.values()])
        self.vault_name, self.vault_arn = self._vault.name, self._vault.arn
        self.register_outputs({"vault_name": self.vault_name, "vault_arn": self.vault_arn})

    def _create_vault_elsewhere(self) -> aws.backup.Vault | None:
        args, key = self._args, self._args.recovery_kms_key_arn
        if key is None:
            return None
        elsewhere = locked_vault(
            f"{self._name}-recovery",
            args.environment,
            args.settings,
            key,
            days=args.days,
            parent=self,
            region=args.environment.recovery_region,
        )
        self._after += elsewhere
        return elsewhere.vault

    def _create_role(self) -> aws.iam.Role:
        # AWS documents no condition on the source account for AWS Backup, and one on a key that it
        # does not send would stop all copies. Only those who may pass this role can use it.
        return iam.role_of_any_account(self._name, "backup.amazonaws.com", self)

    def _copy_database(self, database: BackupDatabase) -> None:
        args, environment = self._args, self._args.environment
        name = f"{self._name}-database"
        taking = rights.snapshots(environment, database.arns)
        clusters = rights.clusters(environment, database.cluster_arns)
        testing = rights.restoring(environment, [args.kms_key_arn]) if taking else []
        allowed = [self._grant(name, *taking, *clusters, *testing)]
        plan = self._create_plan(
            name,
            vaults.SNAPSHOTS,
            database.schedule,
            [
                *([environment.arn("rds", "db:*")] if taking else []),
                *([environment.arn("rds", "cluster:*")] if clusters else []),
            ],
            allowed,
            elsewhere=self._elsewhere,
        )
        schedule = vaults.restore_test_schedule(args.settings)
        if schedule is not None and taking:
            create_restore_test(
                f"{self._name}-test",
                environment,
                schedule,
                vault_arn=self._vault.arn,
                role_arn=self._role.arn,
                database_arns=database.arns,
                subnet_group=database.subnet_group,
                after=[*allowed, plan],
                parent=self,
            )

    def _copy_buckets(self, arns: list[pulumi.Input[str]]) -> None:
        environment, name = self._args.environment, f"{self._name}-buckets"
        reading = rights.objects(environment, arns, [self._args.kms_key_arn])
        self._create_plan(
            name,
            vaults.CONTINUOUS,
            vaults.BUCKET_SCHEDULE,
            [f"arn:{environment.partition}:s3:::*"],
            [self._grant(name, *reading)],
        )

    def _grant(self, name: str, *statements: Statement) -> pulumi.Resource:
        targets, keys = [self._vault.arn], [self._args.kms_key_arn]
        if self._elsewhere and self._args.recovery_kms_key_arn:
            targets.append(self._elsewhere.arn)
            keys.append(self._args.recovery_kms_key_arn)
        filling = rights.copying(targets, keys)
        return grant(name, self._role.name, self, *filling, *statements)

    def _create_plan(
        self,
        name: str,
        value: str,
        schedule: str,
        stores: list[str],
        allowed: list[pulumi.Resource],
        elsewhere: aws.backup.Vault | None = None,
    ) -> aws.backup.Plan:
        copies = Copies(
            value=value,
            schedule=schedule,
            days=self._args.days,
            vault=self._vault,
            elsewhere=elsewhere.arn if elsewhere else None,
            stores=stores,
        )
        return create_plan(
            name,
            self._args.environment,
            copies,
            self._role.arn,
            after=[*self._after, *allowed],
            parent=self,
        )
