"""The project's own scripts that prepare the databases, each run once. Users of docker compose keep
such scripts in `/docker-entrypoint-initdb.d`.

    Container <name>   runs those that have not run yet, in the order of their names, and ends

A script in a folder of a database's name runs in that database as its owner, so that programs may
change the objects that it made. A script beside those folders runs in the database postgres as the
superuser. The database itself records which scripts have run: the record is lost with the data, and
comes back with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import pulumi
import pulumi_docker as docker

from components.local.containers import ContainerSpec, Machine, Networks, ended_well, pulled, run
from components.local.data.database import Database
from planning import database_sql

TYPE = "plinth:local:InitScripts"
FOLDER = "/init"

_START = """\
set -eu
ask() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"; }
ask <<'SQL'
SET client_min_messages = warning;
CREATE SCHEMA IF NOT EXISTS plinth;
CREATE TABLE IF NOT EXISTS plinth.init_scripts
    (name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now());
SQL
script() {
    ran=$(echo "SELECT count(*) FROM plinth.init_scripts WHERE name = :'name'" |
        ask --set=name="$1")
    if [ "$ran" != 0 ]; then echo "$1: ran before"; return; fi
    echo "$1"
    export PGDATABASE="$2" PGOPTIONS="$3"
    case "$1" in
        *.sql) psql --no-psqlrc --set=ON_ERROR_STOP=1 --file "$FOLDER/$1" ;;
        *) shell=$(command -v bash || command -v sh); "$shell" "$FOLDER/$1" ;;
    esac
    export PGDATABASE=postgres PGOPTIONS=
    echo "INSERT INTO plinth.init_scripts (name) VALUES (:'name')" | ask --set=name="$1"
}
"""


@dataclass(frozen=True, kw_only=True)
class InitScriptsArgs:
    """The inputs from which the container is built. Changing the scripts runs those that are new;
    one that has run does not run again."""

    machine: Machine
    networks: Networks
    database: Database
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
                image=pulled(self._name, args.machine.settings.image("database"), self),
                networks=args.networks.of("database"),
                memory_mib=256,
                variables={
                    "FOLDER": FOLDER,
                    "PGDATABASE": "postgres",
                    "PGHOST": args.database.host,
                    "PGPASSWORD": args.machine.password("database superuser"),
                    "PGUSER": database_sql.MASTER,
                },
                entrypoint=["sh", "-c"],
                # The command is known only once the databases and their owners exist.
                command=[args.database.ready.apply(lambda _: script(args.scripts))],
                files={f"{FOLDER}/{path}": text for path, text in args.scripts.items()},
                work_timeout_seconds=1800,
            ),
            machine=args.machine,
            parent=self,
            # The scripts need the server, which is healthy once it is created.
            depends_on=[args.database],
        )


def script(paths: Mapping[str, str]) -> str:
    """Returns a script for `sh` with psql. It runs the paths in the order of their full names, so a
    folder's scripts do not come first as a group."""
    lines = []
    for path in sorted(paths):
        folder = PurePosixPath(path).parent.name
        database = database_sql.sql_name(folder) if folder else "postgres"
        options = f"-c role={database}__owner" if folder else ""
        lines.append(f"script '{path}' '{database}' '{options}'\n")
    return _START + "".join(lines)
