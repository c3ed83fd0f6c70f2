"""The database servers that an account has before a program runs, by their identifiers, each with
its security group and the secret of its master user."""

import json
from dataclasses import dataclass
from unittest import mock

from moto.ec2.models import EC2Backend, ec2_backends
from moto.rds.models import DBCluster, DBInstance, rds_backends
from moto.secretsmanager.models import secretsmanager_backends

AURORA = "aurora-postgresql"
_MASTER = "postgres"
_BACKUPS_DAYS = 35


@dataclass(frozen=True, kw_only=True)
class GivenDatabase:
    """A database server of another owner, as far as settings know it. It is encrypted, has backups,
    and has no address on the internet."""

    region: str
    identifier: str
    engine: str
    engine_version: str
    address: str
    port: int
    multi_az: bool
    storage_gib: int
    security_group: str
    vpc: str | None
    """VPC of its security group. None: the account's default one."""
    master_secret: str
    """ARN of the secret of its master user."""
    master_secret_key: str | None


def make(database: GivenDatabase, account: str) -> None:
    """Creates a server in an account. Two servers may share a group or a secret. moto draws IDs and
    addresses itself, so each one is put in its way."""
    _group(database, ec2_backends[account][database.region])
    _secret(database, account)
    rds, common = rds_backends[account][database.region], _common(database)
    if database.engine == AURORA:
        with mock.patch("moto.rds.models.DBCluster", _cluster(database.address)):
            rds.create_db_cluster({**common, "db_cluster_identifier": database.identifier})
        for number, zone in enumerate("ab" if database.multi_az else "a", 1):
            member = {
                "availability_zone": f"{database.region}{zone}",
                "db_instance_identifier": f"{database.identifier}-{number}",
                "db_cluster_identifier": database.identifier,
                "db_instance_class": "db.r6g.large",
                "engine": database.engine,
            }
            rds.create_db_instance(member)
        return
    with mock.patch("moto.rds.models.DBInstance", _instance(database.address)):
        rds.create_db_instance(
            {
                **common,
                "db_instance_identifier": database.identifier,
                "db_instance_class": "db.r6g.large",
                "allocated_storage": database.storage_gib,
                "multi_az": database.multi_az,
                "publicly_accessible": False,
            }
        )


def _common(database: GivenDatabase) -> dict[str, object]:
    return {
        "engine": database.engine,
        "engine_version": database.engine_version,
        "port": database.port,
        "master_username": _MASTER,
        "master_user_password": "of-its-owner",
        "storage_encrypted": True,
        "backup_retention_period": _BACKUPS_DAYS,
        "vpc_security_group_ids": [database.security_group],
    }


def _instance(answers_at: str) -> type[DBInstance]:
    class Instance(DBInstance):
        @property
        def address(self) -> str:
            return answers_at

    return Instance


def _cluster(answers_at: str) -> type[DBCluster]:
    class Cluster(DBCluster):
        @property
        def endpoint(self) -> str:
            return answers_at

    return Cluster


def _group(database: GivenDatabase, ec2: EC2Backend) -> None:
    id_ = database.security_group
    if ec2.get_security_group_from_id(id_):
        return
    with mock.patch("moto.ec2.models.security_groups.random_security_group_id", return_value=id_):
        ec2.create_security_group(f"of-{id_}", "A group of another owner", database.vpc)


def _secret(database: GivenDatabase, account: str) -> None:
    secrets = secretsmanager_backends[account][database.region]
    name = database.master_secret.rpartition(":")[2][: -len("-a1B2c3")]
    if name in {each.name for each in secrets.secrets.values()}:
        return
    secrets.create_secret(
        name,
        secret_string=json.dumps({"username": _MASTER, "password": "of-its-owner"}),
        secret_binary=None,
        description="A secret of another owner",
        tags=None,
        kms_key_id=database.master_secret_key,
        client_request_token=None,
        replica_regions=[],
        force_overwrite=False,
    )
    secrets.secrets[name].arn = database.master_secret
