"""Secrets Manager rotates the master password: by its own call, against a PostgreSQL server.

RDS is moto's, and passes the password on to the server, as RDS does.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from planning import database_sql
from tests.components.functions import deployed
from tests.planning.postgresql import Server, needs_postgresql

pytestmark = [
    needs_postgresql,
    pytest.mark.parametrize("server", ["master of RDS"], indirect=True),
]

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
WRITES = {"PutSecretValue", "ModifyDBInstance", "UpdateSecretVersionStage"}


@dataclass
class Rotation:
    """A master user whose secret has its first value, and the function that rotates it."""

    server: Server
    function: str
    arn: str
    writes: list[str] = field(default_factory=list)
    fails: tuple[int, str] | None = None
    """Which of the function's writes is refused or loses its answer."""

    @property
    def secrets(self) -> Any:
        return boto3.client("secretsmanager")

    def start(self, **more: Any) -> Any:
        """A rotation, as a schedule or a person starts it."""
        return self.secrets.rotate_secret(
            SecretId=self.arn, RotationLambdaARN=self.function, **more
        )

    def again(self, token: str) -> None:
        """Secrets Manager's retry of a rotation that failed: every step, the same version."""
        for step in STEPS:
            event = {"Step": step, "SecretId": self.arn, "ClientRequestToken": token}
            assert deployed.invoke(self.function, event) == {}

    def versions(self) -> dict[str, str]:
        """Stage -> version."""
        found = self.secrets.describe_secret(SecretId=self.arn)["VersionIdsToStages"]
        return {stage: version for version, stages in found.items() for stage in stages}

    def password(self, stage: str) -> str:
        found = self.secrets.get_secret_value(SecretId=self.arn, VersionStage=stage)
        return str(json.loads(found["SecretString"])["password"])

    def logs_in(self, password: str) -> bool:
        done = self.server.psql(
            "SELECT 1", user=database_sql.MASTER, PGPASSWORD=password, PGDATABASE="postgres"
        )
        return done.stdout.strip() == "1"

    def between(self, operation: str, parameters: dict[str, Any], call: deployed.ApiCall) -> Any:
        if operation not in WRITES:
            return call()
        self.writes.append(operation)
        here, how = self.fails or (-1, "")
        lost = len(self.writes) - 1 == here
        if lost and how == "refused":
            raise ClientError({"Error": {"Code": "InternalFailure"}}, operation)
        answer = call()
        if password := parameters.get("MasterUserPassword"):
            self.server.ask(f"ALTER ROLE \"{database_sql.MASTER}\" PASSWORD '{password}'")
        if lost:
            raise ClientError({"Error": {"Code": "InternalFailure"}}, operation)
        return answer


@pytest.fixture
def rotation(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rotation]:
    # Who resets a master password is RDS, not the master.
    superuser = Server(socket=server.socket)
    with mock_aws():
        function = deployed.deploy(monkeypatch, "create_credentials")
        boto3.client("rds").create_db_instance(
            DBInstanceIdentifier="shop",
            DBInstanceClass="db.t3.small",
            Engine="postgres",
            AllocatedStorage=20,
            MasterUsername=database_sql.MASTER,
            ManageMasterUserPassword=True,
        )
        arn = boto3.client("secretsmanager").create_secret(
            Name="shop/master",
            Tags=[{"Key": "plinth:account", "Value": f"master {database_sql.MASTER} shop"}],
        )["ARN"]
        ready = Rotation(superuser, function, arn)
        deployed.stand_between(monkeypatch, ready.between)
        yield ready


@pytest.fixture
def first(rotation: Rotation) -> str:
    """The password that `pulumi up` has the function make."""
    entry = {
        "arn": rotation.arn,
        "kind": "master",
        "username": database_sql.MASTER,
        "instance": "shop",
    }
    answer = deployed.invoke(rotation.function, {"create": [entry]})
    assert answer["created"] == [database_sql.MASTER]
    rotation.writes.clear()
    return rotation.password("AWSCURRENT")


def assert_rotated(rotation: Rotation, former: str) -> None:
    """The new password is current and works; the former is kept, and does not."""
    current = rotation.password("AWSCURRENT")
    assert current != former
    assert rotation.logs_in(current)
    assert rotation.password("AWSPREVIOUS") == former
    assert not rotation.logs_in(former)
    assert "AWSPENDING" not in rotation.versions()


def test_the_first_password_logs_in(rotation: Rotation, first: str) -> None:
    assert rotation.logs_in(first)
    assert not rotation.logs_in("another")


def test_each_rotation_gives_a_new_password_that_logs_in(rotation: Rotation, first: str) -> None:
    former = first
    for _ in range(3):
        rotation.start()
        assert_rotated(rotation, former)
        former = rotation.password("AWSCURRENT")


def test_a_rotation_that_is_only_set_up_changes_nothing(rotation: Rotation, first: str) -> None:
    rotation.start(RotateImmediately=False, RotationRules={"AutomaticallyAfterDays": 30})
    assert rotation.writes == []
    assert rotation.password("AWSCURRENT") == first
    rotation.start()
    assert_rotated(rotation, first)


@pytest.mark.parametrize("how", ["refused", "lost"])
@pytest.mark.parametrize("write", range(4))
def test_a_rotation_that_failed_anywhere_is_repeated(
    rotation: Rotation, first: str, write: int, how: str
) -> None:
    rotation.fails = (write, how)
    token = "00000000-0000-4000-8000-000000000000"
    with pytest.raises(ClientError, match="InternalFailure"):
        rotation.start(ClientRequestToken=token)
    assert len(rotation.writes) == write + 1
    stored = {first, *([rotation.password("AWSCURRENT")])}
    if write > 0 and "AWSPENDING" in rotation.versions():
        stored.add(rotation.password("AWSPENDING"))
    # Whoever is locked out could not be let in again by what is stored.
    assert any(rotation.logs_in(password) for password in stored)
    rotation.again(token)
    assert_rotated(rotation, first)
    current = rotation.password("AWSCURRENT")
    rotation.again(token)
    assert rotation.password("AWSCURRENT") == current


def test_a_step_for_a_version_that_is_not_being_rotated_is_refused(
    rotation: Rotation, first: str
) -> None:
    for step in STEPS:
        event = {"Step": step, "SecretId": rotation.arn, "ClientRequestToken": "0" * 32}
        with pytest.raises(ValueError, match="no version"):
            deployed.invoke(rotation.function, event)
    assert rotation.logs_in(first)
    assert rotation.writes == []


def test_a_secret_without_its_first_value_is_told_apart(rotation: Rotation) -> None:
    token = "0" * 32
    rotation.secrets.put_secret_value(
        SecretId=rotation.arn, SecretString="{}", ClientRequestToken="1" * 32
    )
    rotation.secrets.update_secret_version_stage(
        SecretId=rotation.arn,
        VersionStage="AWSCURRENT",
        RemoveFromVersionId="1" * 32,
    )
    with pytest.raises(ValueError, match="no first value to rotate"):
        rotation.start(ClientRequestToken=token)
