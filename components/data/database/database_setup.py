"""The setup task that makes the databases, logins, rights and extensions inside the instance.

    Task          psql or MySQL's client with the generated SQL; has the master user's password
                  while it runs
    OneOffTask    runs it while `pulumi up` waits, and again when the SQL changes

Services start after it. It is safe to repeat, and drops nothing. After a rotation of a login, run
it again by hand, with the input that the invocation `OneOffTask` has in the state.

The task connects to the primary by TLS, with `sslmode=require`: encrypted, but without a check of
the server's certificate. `verify-full` would need RDS's root certificates, which are not in
PostgreSQL's image. The connection stays within the VPC, and only its security group opens it. The
same holds for MySQL, by `--ssl-mode=REQUIRED`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.compute import OneOffTask, OneOffTaskArgs, Registry, Task, TaskArgs, TaskRunner
from components.data.credentials import Credentials, json_key
from components.data.database.aurora import Aurora
from components.data.database.database import Database
from components.data.database.existing_database import ExistingDatabase
from config.sizes import TaskSize
from config.values import DatabaseEngine
from config.workload import Program, Workload
from planning import Environment, database_sql
from planning.mysql import MYSQL_COMMAND, mysql_script

TYPE = "plinth:data:DatabaseSetup"

COMMANDS: Mapping[DatabaseEngine, str] = {
    "postgres": 'printf "%s" "$SETUP_SQL" | psql --no-psqlrc --quiet',
    "mysql": MYSQL_COMMAND,
}
_SECRETS: Mapping[DatabaseEngine, tuple[str, str]] = {
    "postgres": ("PGUSER", "PGPASSWORD"),
    "mysql": ("DB_USER", "MYSQL_PWD"),
}
"""The variables of the master user's name and password, which the clients read."""


@dataclass(frozen=True, kw_only=True)
class DatabaseSetupArgs:
    """The inputs from which the setup is built."""

    environment: Environment
    image: str
    """An image with psql or `mysql`, from the settings. It sees the master user's password."""
    engine: DatabaseEngine = "postgres"
    workload: Workload
    """The workload as the server sees it, with the databases that stand there."""
    elsewhere: Sequence[str] = ()
    """Databases of other servers. The setup fails while one of them has tables on this server:
    programs would find it empty on the other one."""
    beside_others: str = ""
    """The name of the environment on a server where others have databases too. Empty: the server is
    the environment's alone."""
    database: Database | Aurora | ExistingDatabase
    logins: Credentials
    """The passwords of the programs' logins."""
    task_runner: TaskRunner
    registry: Registry
    vpc_id: pulumi.Input[str]
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the log group, and the secrets that the task reads."""
    master_secret_key_arn: str | None = None
    """The key that encrypts the master user's secret, if it is another one."""


class DatabaseSetup(pulumi.ComponentResource):
    """The setup of all databases. Resources that use a database depend on it.

    The server gets each login's verifier and no password. Cost: a task of a quarter of a vCPU
    for some seconds, when the workload's databases change.
    """

    log_group_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: DatabaseSetupArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        task = self._create_task()
        args.database.allow_instance_from(task.grantee)
        OneOffTask(
            name,
            OneOffTaskArgs(
                task=task,
                task_runner=args.task_runner,
                # The task needs access to the database, and secrets that have their values.
                # Its instances belong to an Aurora cluster, and are part of it here.
                after=[args.database, args.logins],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.log_group_name = task.log_group_name
        self.register_outputs({"log_group_name": self.log_group_name})

    def _create_task(self) -> Task:
        args = self._args
        return Task(
            self._name,
            TaskArgs(
                environment=args.environment,
                kind="one-off",
                program=Program(image=args.image, command=["sh", "-c", COMMANDS[args.engine]]),
                size=TaskSize(cpu=256, memory_mib=512),
                cpu_architecture="ARM64",
                registry=args.registry,
                image_versions={},
                vpc_id=args.vpc_id,
                kms_key_arn=args.kms_key_arn,
                variables={
                    **self._client_variables(),
                    # A secret that was made anew holds another password, which the server must
                    # learn.
                    "LOGINS_REVISION": pulumi.Output.all(*args.logins.secret_arns.values()).apply(
                        _digest
                    ),
                },
                secrets=self._secrets(),
                secret_keys=[args.master_secret_key_arn] if args.master_secret_key_arn else [],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _client_variables(self) -> dict[str, pulumi.Input[str]]:
        args, host, port = self._args, self._args.database.instance_host, self._args.database.port
        if args.engine == "mysql":
            return {
                "DB_HOST": host,
                "DB_PORT": str(port),
                "SETUP_SQL": mysql_script(args.workload, elsewhere=args.elsewhere),
            }
        return {
            "PGHOST": host,
            "PGPORT": str(port),
            "PGDATABASE": "postgres",
            "PGSSLMODE": "require",
            "SETUP_SQL": database_sql.script(
                args.workload, elsewhere=args.elsewhere, beside_others=args.beside_others
            ),
        }

    def _secrets(self) -> dict[str, pulumi.Input[str]]:
        master, verifiers = self._args.database.master_secret_arn, self._args.logins.verifiers_arn
        user, password = _SECRETS[self._args.engine]
        return {
            user: json_key(master, "username"),
            password: json_key(master, "password"),
            # One secret holds all verifiers: ECS takes 64 KB in a task definition, less than the
            # ARNs of 300 secrets.
            **({database_sql.PASSWORDS_VARIABLE: verifiers} if verifiers is not None else {}),
        }


def _digest(secret_arns: list[str]) -> str:
    return hashlib.sha256(" ".join(secret_arns).encode()).hexdigest()[:16]
