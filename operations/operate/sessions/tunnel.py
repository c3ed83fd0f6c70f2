"""A way from this machine to the database or the cache, through a small task of its own.

Session Manager forwards a local port through a task that may reach the store. No program's task is
touched: one is started for the tunnel, with the network and the role of a service that uses the
store and takes sessions, and without its secrets. It ends with the tunnel, and by itself after a
time, if nobody is left to end it. Its definition is made for the tunnel and deregistered after it.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from config.data import ENGINES, FIRST
from config.joint.servers import all_servers_of, caches_of
from config.values import DatabaseEngine, closest
from config.workload import contract
from operations import accounts
from operations.errors import OperationError
from operations.operate.passwords import entries
from operations.operate.programs import Program, all_of, changes, running
from operations.operate.sessions import one_off, shell
from operations.sites import Site
from planning import sql_name

Store = Literal["database", "cache"]

DOCUMENT = "AWS-StartPortForwardingSessionToRemoteHost"
CONTAINER = "tunnel"
PORTS = {"database": ENGINES["postgres"].port, "cache": 6379}
"""Ports of what Plinth makes."""
_POLL_SECONDS = 3
_START_SECONDS = 300
_KINDS = {"database": "login", "cache": "cache"}


@dataclass(frozen=True, kw_only=True)
class Way:
    """The way to a store."""

    store: Store
    host: str
    through: Program
    """The service whose network and role the task gets."""
    login: entries.Account
    """The service's own login, or that for people."""
    port: int
    """The store's port."""
    database: str = ""
    """The database of the login for people. Empty for a service's own."""


def way(site: Site, store: Store, through: str = "", people: str = "") -> Way:
    """Returns the way to a store through a service, or through the first that may be used; with the
    login for people of a database, if one is named. Raises OperationError if there is no store, no
    such login, or no service that takes sessions uses the store."""
    host = _host(site, store)
    if not host:
        raise OperationError(f"{site.stack} has no {store}")
    accounts_ = {
        each.program: each
        for each in entries.all_of(site)
        if each.kind == _KINDS[store]
        and each.server == (site.cache if store == "cache" else site.server)
    }
    users = {
        each.name: each
        for each in all_of(site)
        if each.kind == "service" and each.name in accounts_
    }
    if through and through not in users:
        raise OperationError(
            f"no service {through!r} uses the {store}{closest(through, users)}",
            remedy=f"there are: {', '.join(users) or 'none'}",
        )
    if not users:
        raise OperationError(f"no service of {site.stack} uses the {store}")
    chosen = users[through] if through else next(iter(users.values()))
    shell.check_allowed(site, chosen)
    return Way(
        store=store,
        host=str(host),
        port=_port(site, store),
        through=chosen,
        login=_of_people(accounts_, people) if people else accounts_[chosen.name],
        database=people,
    )


def _of_people(accounts_: Mapping[str, entries.Account], database: str) -> entries.Account:
    found = accounts_.get(contract.people(database))
    if found is None:
        there = [
            each.removesuffix(contract.PEOPLE) for each in accounts_ if contract.PEOPLE in each
        ]
        raise OperationError(
            f"{database!r} has no login for people here{closest(database, there)}",
            remedy=f"write databases.{database}.people: read in the workload; there are: "
            f"{', '.join(there) or 'none'}",
        )
    return found


def _host(site: Site, store: Store) -> object:
    if site.cache:
        return (site.outputs.get("cache_hosts") or {}).get(site.cache)
    if site.server:
        return (site.outputs.get("database_hosts") or {}).get(site.server)
    return site.outputs.get(f"{store}_host")


def _port(site: Site, store: Store) -> int:
    """Returns the port of a store. One that exists may have another."""
    if store != "database":
        return PORTS[store]
    existing = site.platform.settings.existing.database_servers.get(site.server or FIRST)
    return existing.port if existing else ENGINES[site.engine].port


@contextmanager
def opened(site: Site, found: Way, *, minutes: int) -> Iterator[str]:
    """Starts the task, and yields the name by which Session Manager knows it; afterwards the task
    is stopped, whatever happened."""
    definition = _define(site, found, minutes)
    # A start that is interrupted before its answer is found by this name.
    arn, mark = "", f"{one_off.STARTED_BY}-{uuid.uuid4().hex[:12]}"
    try:
        _, network = one_off.definition_of(site, found.through)
        arn = one_off.start(
            site,
            found.through,
            definition=definition,
            network=network,
            sessions=True,
            started_by=mark,
        )
        yield _target(site, found, arn)
    finally:
        for each in [arn] if arn else one_off.started(site, found.through, mark):
            one_off.stop(site, found.through, each, "the tunnel was closed")
        with accounts.asking("the end of the tunnel's task definition"):
            site.client("ecs").deregister_task_definition(taskDefinition=definition)


def _define(site: Site, found: Way, minutes: int) -> str:
    """Registers the task's definition: the setup's image with psql or `mysql` in it, or else the
    service's, a command that waits, and none of the variables and secrets of either."""
    ecs = site.client("ecs")
    with accounts.asking("the task definition of the tunnel"):
        own = ecs.describe_task_definition(taskDefinition=found.through.definition)
        service = own["taskDefinition"]
        name = f"{site.server_name}-setup"
        setup = [e for e in site.resources.of("ecs.TaskDefinition") if e.name == name]
        base = service
        if setup:
            answer = ecs.describe_task_definition(taskDefinition=setup[0].outputs["arn"])
            base = answer["taskDefinition"]
        container = {
            "name": CONTAINER,
            "image": base["containerDefinitions"][0]["image"],
            "essential": True,
            "entryPoint": ["sleep"],
            "command": [str(minutes * 60)],
        }
        registered = ecs.register_task_definition(
            family=f"{running.family(found.through)}-tunnel",
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            runtimePlatform=base.get("runtimePlatform") or {},
            # The service's role may open the channel of a session; the other one pulls the image.
            taskRoleArn=service["taskRoleArn"],
            executionRoleArn=base["executionRoleArn"],
            containerDefinitions=[container],
        )
    return str(registered["taskDefinition"]["taskDefinitionArn"])


def _target(site: Site, found: Way, arn: str) -> str:
    """Waits until the task's agent is connected, and returns `ecs:CLUSTER_TASK_RUNTIME`."""
    for _ in range(_START_SECONDS // _POLL_SECONDS):
        task = one_off.look(site, found.through, arn)
        if task and task["lastStatus"] == "STOPPED":
            raise OperationError(
                f"the task of the tunnel ended: {task.get('stoppedReason')}",
                remedy="its image must have `sleep`, and the program `uses.internet: [443]`",
            )
        if task and shell.agent_of(task, CONTAINER):
            container = next(each for each in task["containers"] if each["name"] == CONTAINER)
            return f"ecs:{found.through.cluster}_{shell.id_of(task)}_{container['runtimeId']}"
        changes.pause(_POLL_SECONDS)
    raise OperationError(
        "the task of the tunnel did not connect to Session Manager in time",
        remedy=f"{found.through.name} needs a way to ssmmessages: `uses.internet: [443]`",
    )


def _databases(site: Site, program: str) -> Mapping[str, str]:
    """Returns the databases of a program on the site's server."""
    settings = site.platform.settings
    for each in all_servers_of(site.platform.workload, settings):
        if each.key == site.server:
            return each.workload.by_name()[program].program.uses.databases
    return {}


def words(found: Way, target: str, local_port: int) -> list[str]:
    """Returns the AWS CLI's command that forwards the port."""
    parameters = f"host={found.host},portNumber={found.port},localPortNumber={local_port}"
    return [
        *("ssm", "start-session", "--target", target, "--document-name", DOCUMENT),
        *("--parameters", parameters),
    ]


def connecting(site: Site, found: Way, local_port: int) -> list[str]:
    """Returns the lines that say how to connect, and where the password is."""
    username = found.login.entry["username"]
    read = (
        f"aws secretsmanager get-secret-value --region {site.region} --secret-id "
        f"{found.login.secret} --query SecretString --output text"
    )
    if found.store == "database":
        name = found.database or next(iter(_databases(site, found.through.name)), "postgres")
        line = client(site.engine, local_port, sql_name(name), username)
    else:
        line = f"redis-cli -h 127.0.0.1 -p {local_port} --tls --sni {found.host} --user {username}"
    caches = {each.key: each.settings for each in caches_of(site.platform.settings)}
    one = found.store == "cache" and site.cache in caches and caches[site.cache].shards
    # A serverless cache shows all its slots as one node's.
    more = ["it leads to one node: keys of other shards are answered MOVED"] if one else []
    return [line, f"its password: {read}", *more]


def client(engine: DatabaseEngine, port: int, database: str, username: str) -> str:
    """Returns the command of an engine's own client."""
    if engine == "mysql":
        return (
            f"mysql --host=127.0.0.1 --port={port} --user={username} --ssl-mode=REQUIRED "
            f"--password {database}"
        )
    return f"psql 'host=127.0.0.1 port={port} dbname={database} user={username} sslmode=require'"
