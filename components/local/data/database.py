"""PostgreSQL in a container, with the workload's databases, extensions and logins.

    Volume                   the data; kept by `make infrastructure-down`
    Container                PostgreSQL
    Container <name>-setup   runs the generated SQL in the order of its files' names, and ends;
                             again whenever the SQL or a password changes

The SQL is the same as on AWS (`planning/database_sql.py`). It does not run from the image's
`/docker-entrypoint-initdb.d`: that is read once, when the volume is empty, and a database that
joins the workload later would never be made.

Left out: a read replica and a pooler; programs read where they write.
"""

from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from components.local.containers import (
    ContainerSpec,
    Health,
    Machine,
    Networks,
    ended_well,
    kept_volume,
    pulled,
    run,
)
from config.workload import Workload, contract
from planning import database_sql, ports

TYPE = "plinth:local:Database"
DATABASE_PORT = ports.POSTGRESQL
_DATA = "/var/lib/postgresql/data"
_SETUP = "/setup"


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """The inputs from which the database is built. Changing the image or a limit replaces the
    containers, never the volume."""

    machine: Machine
    workload: Workload
    """The workload with its PostgreSQL databases only."""
    networks: Networks


class Database(pulumi.ComponentResource):
    """One server for all PostgreSQL databases of the workload; each program has a login of its
    own."""

    url: pulumi.Output[str]
    """The superuser's address, from this machine; a secret."""
    ready: pulumi.Output[bool]
    """True once all databases and logins exist."""

    def __init__(
        self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.host = name
        self._image = pulled(name, args.machine.settings.image("database"), self)
        volume = kept_volume(name, machine=args.machine, parent=self)
        server = self._run_server(volume)
        setup = self._run_setup(server)
        port, user = args.machine.settings.ports.database, database_sql.MASTER
        self.url = pulumi.Output.concat(
            f"postgresql://{user}:", self._password(), f"@127.0.0.1:{port}/postgres"
        )
        self.ready = ended_well(setup, f"{name}-setup")
        self.register_outputs({"url": self.url, "ready": self.ready})

    def password(self, program: str) -> pulumi.Output[str]:
        """Returns the password of a program's login."""
        return self._args.machine.password(f"database {program}")

    def client_variables(self) -> dict[str, pulumi.Input[str]]:
        """Returns the variables by which psql in another container is the superuser here."""
        return {
            "PGDATABASE": "postgres",
            "PGHOST": self.host,
            "PGPASSWORD": self._password(),
            "PGUSER": database_sql.MASTER,
        }

    def _password(self) -> pulumi.Output[str]:
        return self._args.machine.password("database superuser")

    def _run_server(self, volume: docker.Volume) -> docker.Container:
        machine = self._args.machine
        libraries = ",".join(database_sql.preloaded_libraries(self._args.workload))
        cron = database_sql.cron_database(self._args.workload)
        options = ["listen_addresses=*", f"shared_preload_libraries={libraries}"]
        options += [f"cron.database_name={cron}"] if cron else []
        # The check uses TCP: while the image prepares an empty volume, its server answers the
        # socket only.
        ready = f"pg_isready --quiet --host 127.0.0.1 --username {database_sql.MASTER}"
        return run(
            self._name,
            ContainerSpec(
                kind="infrastructure",
                image=self._image,
                networks=self._args.networks.of(self._name),
                memory_mib=machine.settings.memory_mib.database,
                variables={
                    # Images of PostgreSQL 18 would use another place, with a folder for each major
                    # version.
                    "PGDATA": _DATA,
                    "POSTGRES_DB": "postgres",
                    "POSTGRES_PASSWORD": self._password(),
                    "POSTGRES_USER": database_sql.MASTER,
                },
                command=["postgres", *(word for option in options for word in ("-c", option))],
                ports={machine.settings.ports.database: DATABASE_PORT},
                volume=(volume.name, _DATA),
                health=Health(test=["CMD-SHELL", ready]),
                stop_timeout_seconds=30,
            ),
            machine=machine,
            parent=self,
        )

    def _run_setup(self, server: docker.Container) -> docker.Container:
        workload = self._args.workload
        passwords = {
            database_sql.password_variable(program): self.password(program)
            for program in contract.logins(workload)
        }
        script = f'set -e; for file in {_SETUP}/*.sql; do psql --no-psqlrc --file "$file"; done'
        return run(
            f"{self._name}-setup",
            ContainerSpec(
                kind="setup",
                image=self._image,
                networks=self._args.networks.of(self._name),
                memory_mib=128,
                variables={
                    **passwords,
                    **self.client_variables(),
                },
                entrypoint=["sh", "-c"],
                command=[script],
                files={
                    f"{_SETUP}/{file}": content
                    for file, content in database_sql.files(workload).items()
                },
            ),
            machine=self._args.machine,
            parent=self,
            # The setup needs the server, which is healthy once it is created.
            depends_on=[server],
        )
