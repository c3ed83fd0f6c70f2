"""The names that a program sees, the same on Docker and on AWS: environment variables and secrets.

Both stacks set exactly these names; the tests compare the two sides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from config.workload.uses import Uses
from config.workload.workload import Workload

Kind = Literal[
    "database",
    "cache",
    "search",
    "search_index",
    "objects",
    "bucket",
    "topic",
    "queue",
    "service",
    "mail",
    "flags",
    "user_pool",
    "secret",
    "signing_key",
]

DATABASE_VARIABLES = ("HOST", "PORT", "NAME", "USER", "READ_HOST", "SSLMODE")
MAIL_VARIABLES = ("FROM", "DOMAIN")
FLAGS_VARIABLE = "FLAGS_URL"
USER_POOL_VARIABLES = ("USER_POOL_ID", "ISSUER", "SIGN_IN_URL")
CACHE_VARIABLES = ("HOST", "PORT", "USER", "TLS")
SEARCH_VARIABLES = ("URL", "SIGNED")
CLUSTER_VARIABLE = "CLUSTER"
"""The variable of programs with a cluster client only: whether the cache has shards."""

PEOPLE = "--people"
"""End of the name of a login for people."""

COMMON_VARIABLES = ("APP_ENV", "AWS_DEFAULT_REGION", "AWS_REGION", "MESSAGING", "SERVICE_NAME")
"""Variables of every program: the environment (development, staging, production), the region (by
the name that boto3 reads and by the name that other SDKs read), the software that carries messages
(`aws` or `rabbitmq`), and the program's own name in the workload."""

TASK_VARIABLES = (
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_EXECUTION_ENV",
    "ECS_AGENT_URI",
    "ECS_CONTAINER_METADATA_URI",
    "ECS_CONTAINER_METADATA_URI_V4",
)
"""Variables that ECS sets in every container. Source:
docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html"""

SDK_VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_SESV2",
    "AWS_ENDPOINT_URL_SNS",
    "AWS_ENDPOINT_URL_SQS",
    "AWS_SECRET_ACCESS_KEY",
)
"""Variables that AWS's SDKs read, set on Docker only. On AWS the SDKs find address and role
themselves."""


def variable(name: str) -> str:
    """Returns a name of the workload as part of an environment variable: order-events ->
    ORDER_EVENTS."""
    return name.upper().replace("-", "_")


def signing_secret(key: str) -> str:
    """Returns the name by which a person enters a signing key on Docker, where each has one
    generation."""
    return f"{key}-signing-key"


def database_prefixes(uses: Uses) -> dict[str, str]:
    """Returns the prefix of each database's variables: `DB_` for the first, `<NAME>_DB_` for the
    others.

    Adding a database never changes the names of those before it.
    """
    return {
        name: "DB_" if index == 0 else f"{variable(name)}_DB_"
        for index, name in enumerate(uses.databases)
    }


def cache_uses(uses: Uses) -> dict[str, bool]:
    """Returns the caches of a program, by their names, with true for a client that knows shards.
    The first cache, which `uses.cache` means, has no name."""
    first = {"": uses.cache == "cluster"} if uses.cache else {}
    return first | {name: kind == "cluster" for name, kind in uses.caches.items()}


def cache_key(cache: str) -> str:
    """Returns the line by which a program uses a cache: `cache`, or `caches.<name>`."""
    return f"caches.{cache}" if cache else "cache"


@dataclass(frozen=True, slots=True)
class Variable:
    """Environment variable that a line under `uses` gives, with the thing and the value that it
    stands for."""

    name: str
    of: Kind
    what: str
    """Name of one of a thing's several values, such as HOST. Empty if the thing has only one."""
    thing: str = ""
    """Name of the thing in the workload. Empty for the first cache, and for the search engine and
    the object store, of which there is one."""
    secret: bool = False
    """True if a program gets the value from Secrets Manager, when its task starts."""


def variables(uses: Uses) -> Iterator[Variable]:
    """Yields the variables of a program's `uses`. Both stacks render these and choose no name
    themselves."""
    for name, prefix in database_prefixes(uses).items():
        for what in DATABASE_VARIABLES:
            yield Variable(f"{prefix}{what}", "database", what, name)
        yield Variable(f"{prefix}PASSWORD", "database", "PASSWORD", name, secret=True)
    for name, cluster in cache_uses(uses).items():
        prefix = f"{variable(name)}_CACHE_" if name else "CACHE_"
        for what in (*CACHE_VARIABLES, *([CLUSTER_VARIABLE] if cluster else ())):
            yield Variable(f"{prefix}{what}", "cache", what, name)
        yield Variable(f"{prefix}PASSWORD", "cache", "PASSWORD", name, secret=True)
    if uses.search_indexes:
        for what in SEARCH_VARIABLES:
            yield Variable(f"SEARCH_{what}", "search", what)
    for name in uses.search_indexes:
        yield Variable(f"SEARCH_INDEX_{variable(name)}", "search_index", "", name)
    if uses.buckets:
        yield Variable("S3_ENDPOINT", "objects", "")
    for name in uses.buckets:
        yield Variable(f"BUCKET_{variable(name)}", "bucket", "", name)
    for name in uses.topics:
        yield Variable(f"TOPIC_{variable(name)}", "topic", "", name)
    for name in uses.queues:
        yield Variable(f"QUEUE_{variable(name)}", "queue", "", name)
    if uses.mail:
        for what in MAIL_VARIABLES:
            yield Variable(f"MAIL_{what}", "mail", what)
    if uses.flags:
        yield Variable(FLAGS_VARIABLE, "flags", "")
    for name, use in uses.user_pools.items():
        for what in USER_POOL_VARIABLES:
            yield Variable(f"{variable(name)}_{what}", "user_pool", what, name)
        if use.client is not None:
            id_, secret = f"{variable(name)}_CLIENT_ID", f"{variable(name)}_CLIENT_SECRET"
            yield Variable(id_, "user_pool", f"CLIENT_ID {use.client}", name)
            if use.secret:
                what = f"CLIENT_SECRET {use.client}"
                yield Variable(secret, "user_pool", what, name, secret=True)
    for name in uses.services:
        yield Variable(f"{variable(name)}_URL", "service", "", name)
    for name in uses.secrets:
        yield Variable(variable(name), "secret", "", name, secret=True)
    for name in uses.signing_keys:
        yield Variable(f"{variable(name)}_SIGNING_KEY_ID", "signing_key", "ID", name)
        yield Variable(f"{variable(name)}_SIGNING_KEY", "signing_key", "", name, secret=True)


def plain_variables(uses: Uses, *, port: int | None = None, worker: bool = False) -> list[str]:
    """Returns the names of the variables that hold addresses and names, which are no secrets."""
    names = [*COMMON_VARIABLES, *(["PORT"] if port else []), *(["QUEUE_URL"] if worker else [])]
    return names + [each.name for each in variables(uses) if not each.secret]


def secret_variables(uses: Uses) -> list[str]:
    """Returns the names of the variables that hold secrets, which are injected when a task
    starts."""
    return [each.name for each in variables(uses) if each.secret]


def people(database: str) -> str:
    """Returns the name of the login for people of a database, which no program can have: names of
    the workload have no two hyphens in a row."""
    return f"{database}{PEOPLE}"


def logins(workload: Workload) -> dict[str, dict[str, str]]:
    """Returns the logins of databases that the workload needs: program -> database -> read or
    write."""
    programs = {
        each.name: dict[str, str](each.program.uses.databases)
        for each in workload.programs()
        if each.program.uses.databases
    }
    readers = {
        people(name): {name: "read"}
        for name, database in workload.databases.items()
        if database.people == "read"
    }
    return programs | readers
