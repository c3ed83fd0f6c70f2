"""Gives a program what each line under `uses` promises: addresses, secrets, network path,
permission.

The variables have the names of `config/workload/contract.py`, the same as on Docker.
"""

from dataclasses import dataclass

import pulumi

from components.compute import Task
from components.flags import Flags
from components.mail import Mail
from components.security import Grantee, grant_to
from components.storage import Bucket, ExistingBucket
from config.workload import BucketUse, Uses, Workload, contract
from planning import Environment, found, sql_name
from planning.messages import mail_addresses
from stacks.identity import UserPools
from stacks.on_aws.data import Data
from stacks.on_aws.messages import Messages
from stacks.on_aws.statements import statement_of
from stacks.on_aws.storage import Storage
from stacks.on_aws.team import TeamResources

Values = dict[str, pulumi.Input[str]]


@dataclass(frozen=True, kw_only=True)
class Links:
    """Connects programs with the resources that they use."""

    environment: Environment
    workload: Workload
    messages: Messages
    mail: Mail | None
    flags: Flags | None
    pools: UserPools
    storage: Storage
    data: Data
    team: TeamResources

    def variables(self, program: str, uses: Uses) -> Values:
        """Returns the addresses and names that a program reads from its environment."""
        plain = (each for each in contract.variables(uses) if not each.secret)
        return {each.name: self._value(program, each) for each in plain} | self.team.variables(uses)

    def secret_arns(self, program: str, uses: Uses) -> Values:
        """Returns the ARNs of the secrets that ECS reads from Secrets Manager when a task starts,
        by variable."""
        hidden = (each for each in contract.variables(uses) if each.secret)
        arns = {each.name: self._secret(program, each) for each in hidden}
        return arns | self.team.secret_arns(uses)

    def connect(self, task: Task, uses: Uses) -> None:
        """Lets a program reach what it uses, by network and by role, with no more rights than each
        line gives."""
        client = task.grantee
        for server in self.data.servers.used_by(client.name):
            server.database.allow_from(client)
        for used in self.data.caches.used_by(client.name):
            used.cache.allow_from(client)
        if uses.search_indexes and self.data.search is not None:
            self.data.search.allow_from(client, uses.search_indexes)
        for name, use in uses.buckets.items():
            self._open_bucket(self.storage.buckets[name], use, client)
        for name in uses.topics:
            self.messages.topics[name].grant_publish(client)
        for name, access in uses.queues.items():
            queue = self.messages.queues[name]
            (queue.grant_send if access == "send" else queue.grant_receive)(client)
        if uses.mail and self.mail is not None:
            self.mail.grant_send(client)
        if uses.flags:
            found(self.flags).grant_read(client)
        for name, pool in uses.user_pools.items():
            self.pools.by_name[name].allow_to(pool.access, client)
        self.team.connect(client, uses)
        if uses.statements:
            statements = [statement_of(each, self.environment) for each in uses.statements]
            grant_to(f"{client.name}-statements", client, task, *statements)

    def _value(self, program: str, told: contract.Variable) -> pulumi.Input[str]:
        match told.of:
            case "database":
                return self._of_database(program, told)
            case "cache":
                return self._of_cache(program, told)
            case "search":
                return found(self.data.search).url if told.what == "URL" else "true"
            case "search_index":
                return told.thing
            case "objects":
                return f"https://s3.{self.environment.region}.amazonaws.com"
            case "bucket":
                return self.storage.buckets[told.thing].bucket
            case "topic":
                return self.messages.topics[told.thing].arn
            case "queue":
                return self.messages.queues[told.thing].url
            case "mail":
                addresses = mail_addresses(self.workload, self.environment.domain)
                return addresses[0] if told.what == "FROM" else self.environment.domain
            case "flags":
                return found(self.flags).url
            case "user_pool":
                return self._of_pool(told)
            case "service":
                return f"http://{told.thing}:{self.workload.services[told.thing].port}"
            case "signing_key":
                return self.storage.signing_key_id(told.thing)
        raise ValueError(f"{told.name} is a secret, and no value in plain sight")

    def _of_database(self, program: str, told: contract.Variable) -> pulumi.Input[str]:
        database = self.data.servers.of(told.thing).database
        values: Values = {
            "HOST": database.host,
            "PORT": str(database.port),
            "NAME": sql_name(told.thing),
            "USER": sql_name(program),
            "READ_HOST": database.read_host,
            "SSLMODE": "require",
        }
        return values[told.what]

    def _of_cache(self, program: str, told: contract.Variable) -> pulumi.Input[str]:
        cache = self.data.caches.of(told.thing).cache
        values: Values = {
            "HOST": cache.host,
            "PORT": str(cache.port),
            "USER": cache.usernames[program],
            "TLS": "true",
            contract.CLUSTER_VARIABLE: "true" if cache.clustered else "false",
        }
        return values[told.what]

    def _of_pool(self, told: contract.Variable) -> pulumi.Input[str]:
        pool = self.pools.by_name[told.thing]
        what, _, client = told.what.partition(" ")
        if client:
            return pool.client_ids[client]
        values: Values = {
            "USER_POOL_ID": pool.id,
            "ISSUER": pool.issuer,
            "SIGN_IN_URL": pool.sign_in_url,
        }
        return values[what]

    def _secret(self, program: str, told: contract.Variable) -> pulumi.Input[str]:
        match told.of:
            case "database":
                return self.data.servers.of(told.thing).logins.password(program)
            case "cache":
                return self.data.caches.of(told.thing).users.password(program)
            case "user_pool":
                return self.pools.by_name[told.thing].client_secrets[told.what.split()[1]]
            case "signing_key":
                return self.storage.private_key(told.thing)
        return self.storage.secrets[told.thing].arn

    def _open_bucket(
        self, bucket: Bucket | ExistingBucket, use: BucketUse, client: Grantee
    ) -> None:
        if use.access != "write":
            bucket.grant_read(client, use.prefix)
        if use.access != "read":
            bucket.grant_write(client, use.prefix)
