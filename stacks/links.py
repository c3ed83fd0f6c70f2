"""What a program gets for each line under `uses`: addresses, secrets, network path, permission.

The names of the variables are those of `config/contract.py`, the same on Docker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from components import Bucket, Cache, Credentials, Database, Environment, Queue, Secret, Topic
from components.database_sql import sql_name
from components.iam import Grantee
from config.contract import database_prefixes, variable
from config.workload import BucketUse, Uses, Workload

Values = dict[str, pulumi.Input[str]]

POSTGRES_PORT = "5432"


@dataclass(frozen=True, kw_only=True)
class Links:
    """Everything of an environment that a program may use, by its name in the workload."""

    environment: Environment
    workload: Workload
    database: Database | None
    logins: Credentials | None
    cache: Cache | None
    cache_users: Credentials | None
    buckets: Mapping[str, Bucket]
    topics: Mapping[str, Topic]
    queues: Mapping[str, Queue]
    secrets: Mapping[str, Secret] = field(default_factory=dict)

    def variables(self, program: str, uses: Uses) -> Values:
        """What is told in plain sight: addresses and names."""
        values: Values = {}
        for name, prefix in database_prefixes(uses).items():
            values |= self._database(program, name, prefix)
        if uses.cache and self.cache is not None:
            values |= {
                "CACHE_HOST": self.cache.host,
                "CACHE_PORT": str(self.cache.port),
                "CACHE_USER": self.cache.usernames[program],
                "CACHE_TLS": "true",
            }
        if uses.buckets:
            region = self.environment.region
            values["S3_ENDPOINT"] = f"https://s3.{region}.amazonaws.com"
        values |= {f"BUCKET_{variable(name)}": self.buckets[name].bucket for name in uses.buckets}
        values |= {f"TOPIC_{variable(name)}": self.topics[name].arn for name in uses.topics}
        values |= {f"QUEUE_{variable(name)}": self.queues[name].url for name in uses.queues}
        for name in uses.services:
            port = self.workload.services[name].port
            values[f"{variable(name)}_URL"] = f"http://{name}:{port}"
        return values

    def secret_arns(self, program: str, uses: Uses) -> Values:
        """What ECS reads from Secrets Manager when a task starts."""
        values: Values = {}
        for prefix in database_prefixes(uses).values():
            if self.logins is not None:
                values[f"{prefix}PASSWORD"] = self.logins.password(program)
        if uses.cache and self.cache_users is not None:
            values["CACHE_PASSWORD"] = self.cache_users.password(program)
        values |= {variable(name): self.secrets[name].arn for name in uses.secrets}
        return values

    def connect(self, client: Grantee, uses: Uses) -> None:
        """Lets a program in: by network, by role, nothing broader than each line says."""
        if uses.databases and self.database is not None:
            self.database.allow_from(client)
        if uses.cache and self.cache is not None:
            self.cache.allow_from(client)
        for name, use in uses.buckets.items():
            self._open_bucket(self.buckets[name], use, client)
        for name in uses.topics:
            self.topics[name].grant_publish(client)
        for name, access in uses.queues.items():
            queue = self.queues[name]
            (queue.grant_send if access == "send" else queue.grant_receive)(client)

    def _database(self, program: str, name: str, prefix: str) -> Values:
        if self.database is None:
            return {}
        return {
            f"{prefix}HOST": self.database.host,
            f"{prefix}PORT": POSTGRES_PORT,
            f"{prefix}NAME": sql_name(name),
            f"{prefix}USER": sql_name(program),
            f"{prefix}READ_HOST": self.database.read_host,
            f"{prefix}SSLMODE": "require",
        }

    def _open_bucket(self, bucket: Bucket, use: BucketUse, client: Grantee) -> None:
        if use.access != "write":
            bucket.grant_read(client, use.prefix)
        if use.access != "read":
            bucket.grant_write(client, use.prefix)
