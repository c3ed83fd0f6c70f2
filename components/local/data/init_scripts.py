"""The project's own scripts that prepare the databases, each run once. Users of docker compose keep
such scripts in `/docker-entrypoint-initdb.d`.

    Container <name>   runs those that have not run yet, in the order of their names, and ends

A script in a folder of a database's name runs in that database: in PostgreSQL as its owner, so that
programs may change the objects that it made, in MySQL as root. A script beside those folders runs
in PostgreSQL's database postgres as the superuser, or in none of MySQL's as root. The server itself
records which scripts have run, in the schema or database `plinth`: the record is lost with the
data, and comes back with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from components.local.containers import ContainerSpec, Machine, Networks, ended_well, pulled, run
from components.local.data.database import Database
from components.local.data.init_script_text import script
from components.local.data.mysql import MySql
from config.values import DatabaseEngine

TYPE = "plinth:local:InitScripts"
FOLDER = "/init"


@dataclass(frozen=True, kw_only=True)
class InitScriptsArgs:
    """The inputs from which the container is built. Changing the scripts runs those that are new;
    one that has run does not run again."""

    machine: Machine
    networks: Networks
    engine: DatabaseEngine
    server: Database | MySql
    """The server of that engine."""
    scripts: Mapping[str, str]
    """The content of each script by its path below the folder."""


class InitScripts(pulumi.ComponentResource):
    """A container that runs scripts and ends."""

    ready: pulumi.Output[bool]
    """True once all scripts have run."""

    def __init__(
        self, name: str, args: InitScriptsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.ready = ended_well(self._run(), name)
        self.register_outputs({"ready": self.ready})

    def _run(self) -> docker.Container:
        args = self._args
        return run(
            self._name,
            ContainerSpec(
                kind="setup",
                image=pulled(self._name, args.machine.settings.image(args.server.host), self),
                networks=args.networks.of(args.server.host),
                memory_mib=256,
                variables={"FOLDER": FOLDER, **args.server.client_variables()},
                entrypoint=["sh", "-c"],
                # The command is known only once the databases and their logins exist.
                command=[args.server.ready.apply(lambda _: script(args.engine, args.scripts))],
                files={f"{FOLDER}/{path}": text for path, text in args.scripts.items()},
                work_timeout_seconds=1800,
            ),
            machine=args.machine,
            parent=self,
            # The scripts need the server, which is healthy once it is created.
            depends_on=[args.server],
        )
