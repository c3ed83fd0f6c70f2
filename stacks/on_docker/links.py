"""What a program gets on Docker for each line under `uses`, by the names of
`config/workload/contract.py`: the same as on AWS (`stacks/on_aws/links.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.local.containers import REGION, Machine
from components.local.data import CACHE_PORT, DATABASE_PORT
from config.workload import Program, Service, Worker, Workload, database_prefixes, variable
from extension import Export
from planning import bucket_name, sql_name, user_name
from stacks.on_docker.data import LocalData

Values = dict[str, pulumi.Input[str]]


@dataclass(frozen=True, kw_only=True)
class LocalLinks:
    """Connects programs with what they use."""

    machine: Machine
    workload: Workload
    data: LocalData
    exports: Mapping[str, Export]
    """What the team's own/ gives by name."""

    def variables(self, name: str, program: Program) -> Values:
        """All variables of a program, secrets too: a container gets its environment at once."""
        uses = program.uses
        values: Values = {**program.environment, **self._common(name, program)}
        for database, prefix in database_prefixes(uses).items():
            values |= self._database(name, database, prefix)
        if self.data.cache and uses.cache:
            values |= {
                "CACHE_HOST": self.data.cache.host,
                "CACHE_PASSWORD": self.data.cache.password(name),
                "CACHE_PORT": str(CACHE_PORT),
                "CACHE_TLS": "false",
                "CACHE_USER": name,
            }
        if uses.buckets:
            values |= self._buckets(name, program)
        values |= self._messages(name, program)
        for service in uses.services:
            port = self.workload.services[service].port
            values[f"{variable(service)}_URL"] = f"http://{service}:{port}"
        values |= {variable(secret): self._entered(secret) for secret in uses.secrets}
        for own in uses.own:
            values |= self.exports[own].on_docker
        return values

    def needs(self, program: Program) -> list[pulumi.Resource]:
        """What must be healthy before a program starts."""
        uses = program.uses
        wanted: list[pulumi.Resource | None] = [
            self.data.database if uses.databases else None,
            self.data.init if uses.databases else None,
            self.data.cache if uses.cache else None,
            self.data.objects if uses.buckets else None,
            (self.data.broker or self.data.queues) if _has_messages(program) else None,
        ]
        return [each for each in wanted if each is not None]

    def gates(self, program: Program) -> list[pulumi.Input[bool]]:
        """What must have ended well before: logins and keys must exist."""
        gates: list[pulumi.Input[bool]] = []
        if self.data.database and program.uses.databases:
            gates.append(self.data.database.ready)
            if self.data.init:
                gates.append(self.data.init.ready)
        if self.data.objects and program.uses.buckets:
            gates.append(self.data.objects.ready)
        if self.data.broker and _has_messages(program):
            gates.append(self.data.broker.ready)
        return gates

    def _common(self, name: str, program: Program) -> Values:
        values: Values = {
            "APP_ENV": self.machine.name,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "MESSAGING": self.machine.settings.messaging,
            "SERVICE_NAME": name,
        }
        if isinstance(program, Service):
            values["PORT"] = str(program.port)
        if isinstance(program, Worker):
            values["QUEUE_URL"] = self._receive(name, program.queue)
        return values

    def _database(self, program: str, database: str, prefix: str) -> Values:
        if self.data.database is None:
            return {}
        return {
            f"{prefix}HOST": self.data.database.host,
            f"{prefix}NAME": sql_name(database),
            f"{prefix}PASSWORD": self.data.database.password(program),
            f"{prefix}PORT": str(DATABASE_PORT),
            f"{prefix}READ_HOST": self.data.database.host,
            f"{prefix}SSLMODE": "disable",
            f"{prefix}USER": sql_name(program),
        }

    def _buckets(self, name: str, program: Program) -> Values:
        if self.data.objects is None:
            return {}
        project = self.machine.project
        return {
            "AWS_ACCESS_KEY_ID": user_name(project, name),
            "AWS_ENDPOINT_URL_S3": self.data.objects.endpoint,
            "AWS_SECRET_ACCESS_KEY": self.data.objects.password(name),
            "S3_ENDPOINT": self.data.objects.endpoint,
            **{
                f"BUCKET_{variable(bucket)}": bucket_name(project, bucket)
                for bucket in program.uses.buckets
            },
        }

    def _messages(self, name: str, program: Program) -> Values:
        uses = program.uses
        values: Values = {}
        if self.data.queues and _has_messages(program):
            values["AWS_ENDPOINT_URL_SNS"] = self.data.queues.endpoint
            values["AWS_ENDPOINT_URL_SQS"] = self.data.queues.endpoint
            if not uses.buckets:
                # The stand-in takes any.
                values["AWS_ACCESS_KEY_ID"] = values["AWS_SECRET_ACCESS_KEY"] = name
        for topic in uses.topics:
            values[f"TOPIC_{variable(topic)}"] = self._publish(name, topic)
        for queue, access in uses.queues.items():
            address = self._send if access == "send" else self._receive
            values[f"QUEUE_{variable(queue)}"] = address(name, queue)
        return values

    def _publish(self, program: str, topic: str) -> pulumi.Input[str]:
        if self.data.broker:
            return self.data.broker.topic_url(program, topic)
        return self.data.queues.topic_arn(topic) if self.data.queues else ""

    def _send(self, program: str, queue: str) -> pulumi.Input[str]:
        if self.data.broker:
            return self.data.broker.send_url(program, queue)
        return self.data.queues.queue_url(queue) if self.data.queues else ""

    def _receive(self, program: str, queue: str) -> pulumi.Input[str]:
        if self.data.broker:
            return self.data.broker.queue_url(program, queue)
        return self.data.queues.queue_url(queue) if self.data.queues else ""

    def _entered(self, secret: str) -> pulumi.Input[str]:
        """What a person entered by `make secret NAME=<name>`; else some text of the stack's own,
        with which a program at least starts."""
        entered = pulumi.Config().get_secret(f"secret-{secret}")
        return self.machine.password(f"secret {secret}") if entered is None else entered


def _has_messages(program: Program) -> bool:
    return bool(program.uses.topics or program.uses.queues) or isinstance(program, Worker)
