"""Settings of database servers that others made, as their owners give them."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.existing.arns import KeyArn, SecretArn, place_problem
from config.values import Broken, Image, Matching, Name, PostgresVersion, Section, images

_HEX = "([0-9a-f]{8}|[0-9a-f]{17})"

ServerIdentifier = Annotated[
    str,
    Matching(
        r"(?=.{1,63}$)[a-z](-?[a-z0-9])*",
        "the identifier of an RDS instance or an Aurora cluster: 1 to 63 lower-case letters, "
        "digits and single hyphens, a letter first",
    ),
    Field(examples=["practice", "records-prod"]),
]
ServerAddress = Annotated[
    str,
    Matching(
        r"[a-z0-9-]+(\.[a-z0-9-]+)+",
        "a host name in lower case, without a port, as RDS shows it for the endpoint",
    ),
    Field(examples=["practice.c0a1b2c3d4e5.eu-central-1.rds.amazonaws.com"]),
]
SecurityGroupId = Annotated[
    str,
    Matching(rf"sg-{_HEX}", "the ID of a security group: sg- and 8 or 17 of 0-9 and a-f"),
    Field(examples=["sg-0a1b2c3d4e5f60718"]),
]


class ExistingDatabaseServer(Section):
    """RDS instance or Aurora cluster of PostgreSQL that stands already, of the environment's
    account and region. Plinth makes the workload's databases, logins and rights in it, lets
    programs reach it, and watches it. It makes no instance in its place, and neither replica,
    proxy, parameter group, standby nor backup: those are the owner's. Beside what others keep on
    it, nothing of theirs is changed: a database or login of the same name stops the setup."""

    databases: Annotated[list[Name], Field(examples=[["ledger"]])] = []
    """Databases of the workload that stand on this server. The one under the key `database` is the
    first server, and has all that no server names. Rows do not move along."""
    identifier: ServerIdentifier
    """Identifier of the instance, or of the cluster with `engine: aurora-postgresql`. Alarms look
    at it. A change gives programs another server, and moves no row."""
    engine: Literal["postgres", "aurora-postgresql"] = "postgres"
    """Engine in RDS's words: `postgres` for an instance, `aurora-postgresql` for a cluster."""
    engine_version: PostgresVersion
    """PostgreSQL version in quotes, a major one or major.minor. It changes nothing: previews tell
    of the end of its support, and `make existing LIVE=1` compares it."""
    address: ServerAddress
    """Host name of the endpoint that takes writes. A change replaces tasks, which connect there."""
    read_address: ServerAddress | None = None
    """Host name of an endpoint that serves reads, such as a replica's, in the same security group.
    Absent: reads go to `address`."""
    port: Annotated[int, Field(ge=1150, le=65535, examples=[5432])] = 5432
    """Port of both endpoints."""
    security_group: SecurityGroupId
    """ID of a security group that the server has, in the environment's VPC. It gets one rule for
    programs and one for the setup task, and they go with the environment. A change opens the other
    group first, and then closes this one."""
    master_secret: SecretArn
    """ARN of the secret with `username` and `password` of a user who may create databases and
    roles, as the one that RDS manages. Only the setup task reads it, as it starts."""
    master_secret_key: KeyArn | None = None
    """ARN of the key of KMS that encrypts this secret: the setup task gets the right to decrypt it
    through Secrets Manager. Absent: AWS's own key does, `aws/secretsmanager`, for which nobody
    needs a right."""
    multi_az: bool
    """True if the server has a standby or a reader in another zone. It is the owner's word:
    production reads it, and `make existing LIVE=1` compares it. It makes nothing."""
    storage_gib: Annotated[int, Field(ge=20, le=65536, examples=[100])] | None = None
    """Allocated storage of an instance in GiB, by which the alarm of its free storage goes. Absent:
    there is no such alarm."""
    max_connections: Annotated[int, Field(ge=10, le=262143, examples=[400])] | None = None
    """Value of PostgreSQL's parameter on this server, for the alarm of its connections and the
    check that the tasks have enough. Absent: there is neither."""
    setup_image: Annotated[
        Image, Field(examples=["public.ecr.aws/docker/library/postgres:17-alpine"])
    ] = "public.ecr.aws/docker/library/postgres:16-alpine"
    """Image of the task that creates databases and logins, as under `database`."""

    @property
    def is_cluster(self) -> bool:
        """True for an Aurora cluster."""
        return self.engine == "aurora-postgresql"

    def rules(self) -> Iterator[Broken]:
        """Yields the size of a storage that has none, and addresses that are one."""
        if self.is_cluster and self.storage_gib is not None:
            remedy = "is of an RDS instance; leave it out: Aurora's storage grows by itself"
            yield Broken("storage_gib", self.storage_gib, remedy)
        if self.read_address == self.address:
            remedy = "is also that of address; leave it out: reads go there without it"
            yield Broken("read_address", self.read_address, remedy)
        if images.repository(self.setup_image) is not None:
            yield Broken(
                "setup_image",
                self.setup_image,
                "must name its registry's host first, as in public.ecr.aws/...: it is needed "
                "before anything could be pushed to this platform's own repositories",
            )

    def problems(self, *, account: str, region: str) -> Iterator[Broken]:
        """Yields the secret and the key that are of another account or region."""
        because = "its server is"
        for key in ("master_secret", "master_secret_key"):
            arn = getattr(self, key)
            if arn and (
                problem := place_problem(arn, account=account, region=region, because=because)
            ):
                yield Broken(key, arn, problem)
