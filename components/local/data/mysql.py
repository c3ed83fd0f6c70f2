"""MySQL in a container, with the workload's databases and logins.

    Volume                   the data; kept by `make infrastructure-down`
    Container                MySQL
    Container <name>-setup   runs the generated SQL, and ends; again whenever the SQL or a password
                             changes

The SQL is the same as on AWS (`planning/mysql/setup_sql.py`), but for the passwords, which stand in
it in plain here. The image makes a certificate of its own when it prepares an empty volume, so
programs connect by TLS here too.

Left out: a read replica; programs read where they write.
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
from config.data import ENGINES
from config.workload import Workload, contract
from planning import database_sql
from planning.mysql import MYSQL_COMMAND, mysql_script

TYPE = "plinth:local:MySql"
MYSQL_PORT = ENGINES["mysql"].port
ROOT = "root"
_DATA = "/var/lib/mysql"


@dataclass(frozen=True, kw_only=True)
class MySqlArgs:
    """The inputs from which the server is built. Changing the image or a limit replaces the
    containers, never the volume."""

    machine: Machine
    workload: Workload
    """The workload with its MySQL databases only."""
    networks: Networks


class MySql(pulumi.ComponentResource):
    """One server for all MySQL databases of the workload; each program has a login of its own."""

    url: pulumi.Output[str]
    """The administrator's address, from this machine; a secret."""
    ready: pulumi.Output[bool]
    """True once all databases and logins exist."""

    def __init__(
        self, name: str, args: MySqlArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.host = name
        self._image = pulled(name, args.machine.settings.image("mysql"), self)
        volume = kept_volume(name, machine=args.machine, parent=self)
        server = self._run_server(volume)
        setup = self._run_setup(server)
        port = args.machine.settings.ports.mysql
        self.url = pulumi.Output.concat(
            f"mysql://{ROOT}:", self._root_password(), f"@127.0.0.1:{port}/"
        )
        self.ready = ended_well(setup, f"{name}-setup")
        self.register_outputs({"url": self.url, "ready": self.ready})

    def password(self, program: str) -> pulumi.Output[str]:
        """Returns the password of a program's login."""
        return self._args.machine.password(f"mysql {program}")

    def client_variables(self) -> dict[str, pulumi.Input[str]]:
        """Returns the variables by which MySQL's client in another container is root here."""
        return {
            "DB_HOST": self.host,
            "DB_PORT": str(MYSQL_PORT),
            "DB_USER": ROOT,
            "MYSQL_PWD": self._root_password(),
        }

    def _root_password(self) -> pulumi.Output[str]:
        return self._args.machine.password("mysql root")

    def _run_server(self, volume: docker.Volume) -> docker.Container:
        machine = self._args.machine
        # The check uses TCP: while the image prepares an empty volume, its server answers the
        # socket only. It answers without a password.
        ready = "mysqladmin ping --silent --host=127.0.0.1"
        return run(
            self._name,
            ContainerSpec(
                kind="infrastructure",
                image=self._image,
                networks=self._args.networks.of(self._name),
                memory_mib=machine.settings.memory_mib.mysql,
                variables={"MYSQL_ROOT_PASSWORD": self._root_password()},
                ports={machine.settings.ports.mysql: MYSQL_PORT},
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
            database_sql.sql_name(program): self.password(program)
            for program in contract.logins(workload)
        }
        return run(
            f"{self._name}-setup",
            ContainerSpec(
                kind="setup",
                image=self._image,
                networks=self._args.networks.of(self._name),
                memory_mib=128,
                variables={
                    **self.client_variables(),
                    "SETUP_SQL": mysql_script(workload),
                    database_sql.PASSWORDS_VARIABLE: pulumi.Output.json_dumps(passwords),
                },
                entrypoint=["sh", "-c"],
                command=[MYSQL_COMMAND],
            ),
            machine=self._args.machine,
            parent=self,
            # The setup needs the server, which is healthy once it is created.
            depends_on=[server],
        )
