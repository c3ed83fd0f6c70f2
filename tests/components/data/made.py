"""What the tests of databases, caches and credentials stand on."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.data.cache.cache import Cache, CacheArgs
from components.data.credentials import Credentials, CredentialsArgs, credentials_function
from components.data.database.database import Database, DatabaseArgs
from components.functions.function import Function
from components.security.iam import Grantee
from config.workload.contract import logins
from config.workload.workload import Workload
from planning.database_sql import sql_name
from planning.environment import Environment
from tests.components.compute.made import KEY
from tests.factories import make_environment, make_settings

RECOVERY_KEY = "arn:aws:kms:eu-west-1:111122223333:key/recovery"
SUBNETS = ["subnet-a", "subnet-b", "subnet-c"]

CREDENTIALS = "plinth:security:Credentials"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
INSTANCE = "aws:rds/instance:Instance"
INVOCATION = "aws:lambda/invocation:Invocation"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup"
PROXY = "aws:rds/proxy:Proxy"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
SECRET = "aws:secretsmanager/secret:Secret"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"


def data_workload(
    extensions: Mapping[str, Sequence[str]] | None = None, **programs: Mapping[str, str]
) -> Workload:
    """Two databases and four programs: two that write the same, one that writes its own, one that
    reads both. `stock={"orders": "read"}` changes what a program uses."""
    uses: dict[str, Mapping[str, str]] = {
        "accounts": {"accounts": "write"},
        "nightly-report": {"accounts": "read", "orders": "read"},
        "orders": {"orders": "write"},
        "stock": {"orders": "write"},
        **programs,
    }
    chosen = {"orders": ["uuid-ossp"], "accounts": ["citext"], **(extensions or {})}
    return Workload.model_validate(
        {
            "services": {
                name: {"image": "app:1.0.0", "port": 8080, "uses": {"databases": databases}}
                for name, databases in uses.items()
            },
            "databases": {name: {"extensions": items} for name, items in chosen.items()},
        }
    )


def client(name: str) -> Grantee:
    """A program that wants to be let in."""
    return Grantee(
        name=name,
        role_name=pulumi.Output.from_input(f"{name}-role"),
        security_group_id=pulumi.Output.from_input(f"sg-{name}"),
    )


def make_credentials(
    kind: Any, usernames: Mapping[str, Any], function: Function | None = None, **changes: Any
) -> Credentials:
    """Credentials, with a function of their own if none is given."""
    environment = changes.get("environment") or make_environment()
    given: dict[str, Any] = {
        "environment": environment,
        "function": function or credentials_function("credentials", environment, KEY),
        "kms_key_arn": KEY,
        "kind": kind,
        "usernames": usernames,
    }
    return Credentials("logins", CredentialsArgs(**{**given, **changes}))


def make_logins(function: Function, workload: Workload) -> Credentials:
    """The passwords of a workload's programs."""
    return make_credentials("login", {name: sql_name(name) for name in logins(workload)}, function)


def make_database(
    stack: str = "prod",
    *,
    environment: Environment | None = None,
    function: Function | None = None,
    passwords: Credentials | None = None,
    **settings: Any,
) -> Database:
    """The database of a checked-in stack; `settings` change its section."""
    environment = environment or make_environment(protect=True, recovery_region="eu-west-1")
    workload = data_workload()
    function = function or credentials_function("credentials", environment, KEY)
    passwords = passwords or make_logins(function, workload)
    checked = make_settings(stack, database=settings)
    assert checked.database is not None
    return Database(
        "database",
        DatabaseArgs(
            environment=environment,
            settings=checked.database,
            workload=workload,
            backups_days=checked.retention.backups_days,
            vpc_id="vpc-1",
            subnet_ids=SUBNETS,
            kms_key_arn=KEY,
            recovery_kms_key_arn=RECOVERY_KEY if environment.recovery_region else None,
            backup_tags={"backup": "snapshots"},
            credentials_function=function,
            logins=passwords,
        ),
    )


def make_cache(
    stack: str = "prod",
    *,
    environment: Environment | None = None,
    programs: Sequence[str] = ("orders", "web"),
    **settings: Any,
) -> Cache:
    """The cache of a checked-in stack; `settings` change its section."""
    checked = make_settings(stack, cache=settings)
    assert checked.cache is not None
    return Cache(
        "cache",
        CacheArgs(
            environment=environment or make_environment(protect=True),
            settings=checked.cache,
            snapshots_days=checked.retention.snapshots_days,
            programs=programs,
            vpc_id="vpc-1",
            subnet_ids=SUBNETS,
            kms_key_arn=KEY,
        ),
    )
