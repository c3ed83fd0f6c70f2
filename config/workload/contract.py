"""The names a program sees, the same on Docker and on AWS: environment variables and secrets.

Both stacks fill these names and no others; the tests compare the two sides.
"""

from config.workload.uses import Uses
from config.workload.workload import Workload

DATABASE_VARIABLES = ("HOST", "PORT", "NAME", "USER", "READ_HOST", "SSLMODE")
CACHE_VARIABLES = ("HOST", "PORT", "USER", "TLS")

COMMON_VARIABLES = ("APP_ENV", "AWS_DEFAULT_REGION", "AWS_REGION", "MESSAGING", "SERVICE_NAME")
"""Every program has them: the environment (development, staging, production), the region (by the
name that boto3 reads, and by that of the other SDKs), what carries messages (`aws` or `rabbitmq`),
and its own name in the workload."""

SDK_VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_SNS",
    "AWS_ENDPOINT_URL_SQS",
    "AWS_SECRET_ACCESS_KEY",
)
"""On Docker only, and read by AWS's SDKs alone: on AWS they find address and role by themselves."""


def variable(name: str) -> str:
    """A workload name as part of an environment variable: order-events -> ORDER_EVENTS."""
    return name.upper().replace("-", "_")


def database_prefixes(uses: Uses) -> dict[str, str]:
    """The prefix of each database's variables: `DB_` for the first, `<NAME>_DB_` for the others.

    Adding a database never changes the names of those before it.
    """
    return {
        name: "DB_" if index == 0 else f"{variable(name)}_DB_"
        for index, name in enumerate(uses.databases)
    }


def plain_variables(uses: Uses, *, port: int | None = None, worker: bool = False) -> list[str]:
    """Names of the variables that hold addresses and names, in plain sight."""
    names = [*COMMON_VARIABLES, *(["PORT"] if port else []), *(["QUEUE_URL"] if worker else [])]
    for prefix in database_prefixes(uses).values():
        names += [f"{prefix}{suffix}" for suffix in DATABASE_VARIABLES]
    if uses.cache:
        names += [f"CACHE_{suffix}" for suffix in CACHE_VARIABLES]
    if uses.buckets:
        names.append("S3_ENDPOINT")
    names += [f"BUCKET_{variable(name)}" for name in uses.buckets]
    names += [f"TOPIC_{variable(name)}" for name in uses.topics]
    names += [f"QUEUE_{variable(name)}" for name in uses.queues]
    names += [f"{variable(name)}_URL" for name in uses.services]
    return names


def secret_variables(uses: Uses) -> list[str]:
    """Names of the variables that hold secrets, injected when a task starts."""
    names = [f"{prefix}PASSWORD" for prefix in database_prefixes(uses).values()]
    names += ["CACHE_PASSWORD"] if uses.cache else []
    return names + [variable(name) for name in uses.secrets]


def logins(workload: Workload) -> dict[str, dict[str, str]]:
    """The PostgreSQL logins that the workload needs: program -> database -> read or write."""
    return {
        each.name: dict(each.program.uses.databases)
        for each in workload.programs()
        if each.program.uses.databases
    }
