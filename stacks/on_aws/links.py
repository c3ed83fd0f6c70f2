"""What a program gets for each line under `uses`: addresses, secrets, network path, permission.

The names of the variables are those of `config/workload/contract.py`, the same on Docker.
"""

from dataclasses import dataclass

import pulumi

from components.compute import Task
from components.security import Grantee, grant_to
from components.storage import Bucket
from config.workload import BucketUse, Uses, Workload, database_prefixes, variable
from planning import Environment, sql_name
from stacks.on_aws.data import Data
from stacks.on_aws.messages import Messages
from stacks.on_aws.statements import statement_of
from stacks.on_aws.storage import Storage
from stacks.on_aws.team import TeamResources

Values = dict[str, pulumi.Input[str]]


@dataclass(frozen=True, kw_only=True)
class Links:
    """Connects programs with what they use."""

    environment: Environment
    workload: Workload
    messages: Messages
    storage: Storage
    data: Data
    team: TeamResources

    def variables(self, program: str, uses: Uses) -> Values:
        """What is told in plain sight: addresses and names."""
        values: Values = {}
        for name, prefix in database_prefixes(uses).items():
            values |= self._database(program, name, prefix)
        if uses.cache and self.data.cache is not None:
            values |= {
                "CACHE_HOST": self.data.cache.host,
                "CACHE_PORT": str(self.data.cache.port),
                "CACHE_USER": self.data.cache.usernames[program],
                "CACHE_TLS": "true",
            }
        if uses.buckets:
            region = self.environment.region
            values["S3_ENDPOINT"] = f"https://s3.{region}.amazonaws.com"
        values |= {
            f"BUCKET_{variable(name)}": self.storage.buckets[name].bucket for name in uses.buckets
        }
        values |= {
            f"TOPIC_{variable(name)}": self.messages.topics[name].arn for name in uses.topics
        }
        values |= {
            f"QUEUE_{variable(name)}": self.messages.queues[name].url for name in uses.queues
        }
        for name in uses.services:
            port = self.workload.services[name].port
            values[f"{variable(name)}_URL"] = f"http://{name}:{port}"
        return values | self.team.variables(uses)

    def secret_arns(self, program: str, uses: Uses) -> Values:
        """What ECS reads from Secrets Manager when a task starts."""
        values: Values = {}
        for prefix in database_prefixes(uses).values():
            if self.data.logins is not None:
                values[f"{prefix}PASSWORD"] = self.data.logins.password(program)
        if uses.cache and self.data.cache_users is not None:
            values["CACHE_PASSWORD"] = self.data.cache_users.password(program)
        values |= {variable(name): self.storage.secrets[name].arn for name in uses.secrets}
        return values | self.team.secret_arns(uses)

    def connect(self, task: Task, uses: Uses) -> None:
        """Lets a program in: by network, by role, nothing broader than each line says."""
        client = task.grantee
        if uses.databases and self.data.database is not None:
            self.data.database.allow_from(client)
        if uses.cache and self.data.cache is not None:
            self.data.cache.allow_from(client)
        for name, use in uses.buckets.items():
            self._open_bucket(self.storage.buckets[name], use, client)
        for name in uses.topics:
            self.messages.topics[name].grant_publish(client)
        for name, access in uses.queues.items():
            queue = self.messages.queues[name]
            (queue.grant_send if access == "send" else queue.grant_receive)(client)
        self.team.connect(client, uses)
        if uses.statements:
            statements = [statement_of(each, self.environment) for each in uses.statements]
            grant_to(f"{client.name}-statements", client, task, *statements)

    def _database(self, program: str, name: str, prefix: str) -> Values:
        if self.data.database is None:
            return {}
        return {
            f"{prefix}HOST": self.data.database.host,
            f"{prefix}PORT": str(self.data.database.port),
            f"{prefix}NAME": sql_name(name),
            f"{prefix}USER": sql_name(program),
            f"{prefix}READ_HOST": self.data.database.read_host,
            f"{prefix}SSLMODE": "require",
        }

    def _open_bucket(self, bucket: Bucket, use: BucketUse, client: Grantee) -> None:
        if use.access != "write":
            bucket.grant_read(client, use.prefix)
        if use.access != "read":
            bucket.grant_write(client, use.prefix)
