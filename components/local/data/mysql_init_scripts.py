"""The project's own scripts that prepare MySQL databases, each run once, as `init_scripts.py` does
for PostgreSQL.

    Container <name>   runs those that have not run yet, in the order of their names, and ends

A script in a folder of a database's name runs in that database, one beside those folders in none,
both as root. Which scripts have run is recorded in the database `plinth`, so the record is lost
with the data, and comes back with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import pulumi
import pulumi_docker as docker

from components.local.containers import ContainerSpec, Machine, Networks, ended_well, pulled, run
from components.local.data.mysql import MYSQL_PORT, ROOT, MySql
from planning import database_sql

TYPE = "plinth:local:MySqlInitScripts"
FOLDER = "/init"

_START = """\
set -eu
ask() {
    mysql --host="$DB_HOST" --port="$DB_PORT" --user="$DB_USER" --ssl-mode=REQUIRED \
--default-character-set=utf8mb4 --batch --skip-column-names "$@"
}
ask <<'SQL'
CREATE DATABASE IF NOT EXISTS plinth CHARACTER SET utf8mb4;
CREATE TABLE IF NOT EXISTS plinth.init_scripts
    (name varchar(255) PRIMARY KEY, ran_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP);
SQL
script() {
    ran=$(echo "SELECT COUNT(*) FROM plinth.init_scripts WHERE name = '$1'" | ask)
    if [ "$ran" != 0 ]; then echo "$1: ran before"; return; fi
    echo "$1"
    export MYSQL_DATABASE="$2"
    case "$1" in
        *.sql) ask ${2:+"$2"} < "$FOLDER/$1" ;;
        *) shell=$(command -v bash || command -v sh); "$shell" "$FOLDER/$1" ;;
    esac
    echo "INSERT INTO plinth.init_scripts (name) VALUES ('$1')" | ask
}
"""


@dataclass(frozen=True, kw_only=True)
class MySqlInitScriptsArgs:
    """The inputs from which the container is built. Changing the scripts runs those that are new;
    one that has run does not run again."""

    machine: Machine
    networks: Networks
    server: MySql
    scripts: Mapping[str, str]
    """The content of each script by its path below the folder."""


class MySqlInitScripts(pulumi.ComponentResource):
    """A container that runs scripts and ends."""

    ready: pulumi.Output[bool]
    """True once all scripts have run."""

    def __init__(
        self, name: str, args: MySqlInitScriptsArgs, opts: pulumi.ResourceOptions | None = None
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
                image=pulled(self._name, args.machine.settings.image("mysql"), self),
                networks=args.networks.of("mysql"),
                memory_mib=256,
                variables={
                    "FOLDER": FOLDER,
                    "DB_HOST": args.server.host,
                    "DB_PORT": str(MYSQL_PORT),
                    "DB_USER": ROOT,
                    "MYSQL_PWD": args.server.root_password(),
                },
                entrypoint=["sh", "-c"],
                # The command is known only once the databases and their logins exist.
                command=[args.server.ready.apply(lambda _: script(args.scripts))],
                files={f"{FOLDER}/{path}": text for path, text in args.scripts.items()},
                work_timeout_seconds=1800,
            ),
            machine=args.machine,
            parent=self,
            # The scripts need the server, which is healthy once it is created.
            depends_on=[args.server],
        )


def script(paths: Mapping[str, str]) -> str:
    """Returns a script for `sh` with MySQL's client. It runs the paths in the order of their full
    names, so a folder's scripts do not come first as a group."""
    lines = []
    for path in sorted(paths):
        database = database_sql.sql_name(PurePosixPath(path).parent.name)
        lines.append(f"script '{path}' '{database}'\n")
    return _START + "".join(lines)
