"""Gives a program on Docker what each line under `uses` promises, like `stacks/on_aws/links.py`.

The variables have the names of `config/workload/contract.py`, the same as on AWS.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.local.containers import Machine
from components.local.data import (
    CACHE_PORT,
    DATABASE_PORT,
    MYSQL_PORT,
    Database,
    InitScripts,
    MySql,
)
from config.settings import LOCAL_REGION
from config.workload import Program, Service, Worker, Workload, contract
from extension import Export
from planning import bucket_name, found, sql_name, user_name
from planning.identity import local_client_id
from planning.messages import mail_addresses
from stacks.on_docker.data import LocalData

Values = dict[str, pulumi.Input[str]]


@dataclass(frozen=True, kw_only=True)
class LocalLinks:
    """Connects programs with the parts that they use."""

    machine: Machine
    workload: Workload
    data: LocalData
    exports: Mapping[str, Export]
    """The exports of the team's own/, by name."""
    issuers: Mapping[str, str]
    """The `iss` of tokens, by the name of the issuer or the user pool."""

    def variables(self, name: str, program: Program) -> Values:
        """Returns all variables of a program, secrets too: a container gets its environment at
        once."""
        values: Values = {**program.environment, **self._common(name, program)}
        values |= self._for_sdks(name, program)
        values |= {
            each.name: self._value(name, program, each) for each in contract.variables(program.uses)
        }
        for own in program.uses.own:
            values |= self.exports[own].on_docker
        return values

    def needs(self, program: Program) -> list[pulumi.Resource]:
        """Returns the parts that must be healthy before a program starts."""
        uses = program.uses
        wanted: list[pulumi.Resource | None] = [
            *self._databases(program),
            *(self.data.caches[key] for key in contract.cache_uses(uses)),
            self.data.search if uses.search_indexes else None,
            self.data.objects if uses.buckets else None,
            (self.data.broker or self.data.queues) if _has_messages(program) else None,
            self.data.mail if uses.mail else None,
            self.data.flags if uses.flags else None,
        ]
        return [each for each in wanted if each is not None]

    def gates(self, program: Program) -> list[pulumi.Input[bool]]:
        """Returns values that become true once the logins and keys exist that a program needs to
        start."""
        gates: list[pulumi.Input[bool]] = []
        gates += [each.ready for each in self._databases(program)]
        if self.data.objects and program.uses.buckets:
            gates.append(self.data.objects.ready)
        if self.data.broker and _has_messages(program):
            gates.append(self.data.broker.ready)
        return gates

    def _common(self, name: str, program: Program) -> Values:
        values: Values = {
            "APP_ENV": self.machine.name,
            "AWS_DEFAULT_REGION": LOCAL_REGION,
            "AWS_REGION": LOCAL_REGION,
            "MESSAGING": self.machine.settings.messaging,
            "SERVICE_NAME": name,
        }
        if isinstance(program, Service):
            values["PORT"] = str(program.port)
        if isinstance(program, Worker):
            values["QUEUE_URL"] = self._receive(name, program.queue)
        return values

    def _for_sdks(self, name: str, program: Program) -> Values:
        """Returns the address and the key of a stand-in, in the variables that AWS's SDKs read."""
        values: Values = {}
        if self.data.queues and _has_messages(program):
            values["AWS_ENDPOINT_URL_SNS"] = self.data.queues.endpoint
            values["AWS_ENDPOINT_URL_SQS"] = self.data.queues.endpoint
            # The stand-in accepts any key.
            values["AWS_ACCESS_KEY_ID"] = values["AWS_SECRET_ACCESS_KEY"] = name
        if self.data.mail and program.uses.mail:
            values["AWS_ENDPOINT_URL_SESV2"] = self.data.mail.endpoint
            values["AWS_ACCESS_KEY_ID"] = values["AWS_SECRET_ACCESS_KEY"] = name
        if self.data.objects and program.uses.buckets:
            values["AWS_ENDPOINT_URL_S3"] = self.data.objects.endpoint
            values["AWS_ACCESS_KEY_ID"] = user_name(self.machine.project, name)
            values["AWS_SECRET_ACCESS_KEY"] = self.data.objects.password(name)
        return values

    def _value(self, name: str, program: Program, told: contract.Variable) -> pulumi.Input[str]:
        match told.of:
            case "database":
                return self._of_database(name, told)
            case "cache":
                return self._of_cache(name, told)
            case "search":
                return found(self.data.search).endpoint if told.what == "URL" else "false"
            case "search_index":
                return told.thing
            case "objects":
                return found(self.data.objects).endpoint
            case "bucket":
                return bucket_name(self.machine.project, told.thing)
            case "topic":
                return self._publish(name, told.thing)
            case "queue":
                sends = program.uses.queues[told.thing] == "send"
                return (self._send if sends else self._receive)(name, told.thing)
            case "mail":
                addresses = mail_addresses(self.workload, self.machine.domain)
                return addresses[0] if told.what == "FROM" else self.machine.domain
            case "flags":
                return found(self.data.flags).url
            case "user_pool":
                return self._of_pool(told)
            case "service":
                return f"http://{told.thing}:{self.workload.services[told.thing].port}"
            case "secret":
                return self._entered(told.thing)
            case "signing_key":
                return self._of_signing_key(told)

    def _of_pool(self, told: contract.Variable) -> pulumi.Input[str]:
        """Returns names and addresses of a user pool, of which there is nothing here but the
        gateway's signature."""
        what, _, client = told.what.partition(" ")
        if what == "CLIENT_SECRET":
            return self.machine.password(f"client {told.thing} {client}")
        values = {
            "USER_POOL_ID": f"docker_{told.thing}",
            "ISSUER": self.issuers[told.thing],
            "SIGN_IN_URL": "",
            "CLIENT_ID": local_client_id(told.thing, client),
        }
        return values[what]

    def _databases(self, program: Program) -> list[Database | InitScripts | MySql]:
        """Returns the servers of a program's databases, and what prepares them."""
        engines = {self.workload.databases[name].engine for name in program.uses.databases}
        data = self.data
        wanted = [
            *([data.database, data.init] if "postgres" in engines else []),
            *([data.mysql, data.mysql_init] if "mysql" in engines else []),
        ]
        return [each for each in wanted if each is not None]

    def _of_database(self, name: str, told: contract.Variable) -> pulumi.Input[str]:
        is_mysql = self.workload.databases[told.thing].engine == "mysql"
        database = found(self.data.mysql) if is_mysql else found(self.data.database)
        values: Values = {
            "HOST": database.host,
            "NAME": sql_name(told.thing),
            "PASSWORD": database.password(name),
            "PORT": str(MYSQL_PORT if is_mysql else DATABASE_PORT),
            "READ_HOST": database.host,
            # MySQL's image makes a certificate of its own, and its passwords need TLS.
            "SSLMODE": "require" if is_mysql else "disable",
            "USER": sql_name(name),
        }
        return values[told.what]

    def _of_cache(self, name: str, told: contract.Variable) -> pulumi.Input[str]:
        cache = self.data.caches[told.thing]
        values: Values = {
            "HOST": cache.host,
            "PASSWORD": cache.password(name),
            "PORT": str(CACHE_PORT),
            "TLS": "false",
            contract.CLUSTER_VARIABLE: "false",
            "USER": name,
        }
        return values[told.what]

    def _of_signing_key(self, told: contract.Variable) -> pulumi.Input[str]:
        """Returns the ID or the private key with which a program signs. The gateway checks no
        signature, so any key does, and a person may enter one."""
        if told.what == "ID":
            return "docker"
        name = contract.signing_secret(told.thing)
        entered = pulumi.Config().get_secret(f"secret-{name}")
        return self.machine.rsa_key(name) if entered is None else entered

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
        """Returns the value that a person entered by `make secret NAME=<name>`. Without one, it is
        a text derived for this stack, so that the program at least starts."""
        entered = pulumi.Config().get_secret(f"secret-{secret}")
        return self.machine.password(f"secret {secret}") if entered is None else entered


def _has_messages(program: Program) -> bool:
    return bool(program.uses.topics or program.uses.queues) or isinstance(program, Worker)
