"""Writes the script for `sh` that runs the project's own scripts by a server's client; pure."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from config.values import DatabaseEngine
from planning import database_sql

_POSTGRESQL = """\
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

_MYSQL = """\
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


def script(engine: DatabaseEngine, paths: Iterable[str]) -> str:
    """Returns the script of an engine. It runs the paths in the order of their full names, so a
    folder's scripts do not come first as a group. Those that ran before are left out by what the
    server has recorded."""
    line, start = (_mysql, _MYSQL) if engine == "mysql" else (_postgresql, _POSTGRESQL)
    return start + "".join(f"script {line(path)}\n" for path in sorted(paths))


def _postgresql(path: str) -> str:
    folder = PurePosixPath(path).parent.name
    database = database_sql.sql_name(folder) if folder else "postgres"
    options = f"-c role={database}__owner" if folder else ""
    return f"'{path}' '{database}' '{options}'"


def _mysql(path: str) -> str:
    return f"'{path}' '{database_sql.sql_name(PurePosixPath(path).parent.name)}'"
