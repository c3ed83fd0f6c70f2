"""Writes the SQL that gives each program of the workload its databases, on Docker and on AWS.

    one owner role and one reader role for each database; neither can log in
    one login for each program, a member of the roles of the databases it uses, and of no others

The SQL is written for psql, may be run again at any time, and never drops data: a database that
leaves the workload stays, and a program that leaves it can no longer log in. It runs as a superuser
(Docker) or as RDS's master user, which may create roles and databases but is no superuser.

Two underscores keep the names of roles apart from logins: no name of the workload contains them.
"""

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from config.data import MASTER_USER
from config.workload import Workload, contract
from planning.servers import LOGIN, Marks, guard, marked, moved

MASTER = MASTER_USER
"""The name of the master user, unless a server on AWS begins from a snapshot with another one."""

ACT_AS_OWNER = (
    "SELECT set_config('role', rolname, false) FROM pg_roles "
    "WHERE rolname = current_database() || '__owner' AND pg_has_role(session_user, oid, 'MEMBER')"
)
"""A statement that RDS Proxy runs on each connection it opens. It repeats `ALTER ROLE ... SET
role`, whose effect is lost there when a session is pinned.
Source: docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html#rds-proxy.limitations"""

PRELOADED = frozenset({"pg_bigm", "pg_cron", "pg_tle", "pgaudit", "pglogical", "plprofiler"})
"""Extensions that work only if the server loaded their library as it started.
Source: docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.html"""

PASSWORDS_VARIABLE = "LOGIN_PASSWORDS"
"""The environment variable from which `script` reads the password of each login, or its SCRAM
verifier, as one JSON object. Linux allows 128 KiB in a variable; 300 logins need half of that."""

_HEADER = """\
-- Generated from config/workload.yaml; safe to run again.
\\set ON_ERROR_STOP on
SET client_min_messages = warning;
"""

_START = """\
{header}
CREATE TEMPORARY TABLE membership AS
SELECT login.key AS login, used.key AS database,
    used.key || CASE used.value WHEN 'write' THEN '__owner' ELSE '__reader' END AS role
FROM json_each('{logins}') AS login, json_each_text(login.value) AS used;
CREATE TEMPORARY TABLE wanted AS
SELECT database FROM json_array_elements_text('{databases}') AS database;
"""
"""The tables are temporary, since nothing may be put into the database that every login can
open."""

_NO_PASSWORDS = """
CREATE TEMPORARY TABLE login_password (login text, password text);
"""
_ALL_PASSWORDS = f"""
\\getenv passwords {PASSWORDS_VARIABLE}
\\if :{{?passwords}}
\\else
\\set passwords '{{}}'
\\endif
CREATE TEMPORARY TABLE login_password AS
SELECT key AS login, value AS password FROM json_each_text(:'passwords');
\\unset passwords
"""

_ROLES = """
SELECT format('CREATE ROLE %I NOLOGIN', role)
FROM (SELECT database || kind AS role FROM wanted, (VALUES ('__owner'), ('__reader')) AS k (kind))
    AS roles
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) ORDER BY role \\gexec

-- Only who can act as an owner can give it a database. Since PostgreSQL 16, creating a role does
-- not include that.
SELECT format('GRANT %I TO %I', database || '__owner', current_user) FROM wanted
WHERE NOT pg_has_role(current_user, (database || '__owner')::name, 'USAGE')
ORDER BY database \\gexec

DO $$
DECLARE missing text;
BEGIN
    SELECT string_agg(DISTINCT login, ', ') INTO missing FROM membership
    WHERE login NOT IN (SELECT login FROM login_password);
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'there is no password for %', missing;
    END IF;
END $$;

SELECT format('CREATE ROLE %I LOGIN', login) FROM (SELECT DISTINCT login FROM membership) AS logins
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) ORDER BY login \\gexec
SELECT format('COMMENT ON ROLE %I IS %L', login, 'program of the workload'),
    format('ALTER ROLE %I LOGIN PASSWORD %L', login, password)
FROM login_password WHERE login IN (SELECT login FROM membership) ORDER BY login \\gexec
SELECT format('GRANT %I TO %I', role, login) FROM membership ORDER BY login, role \\gexec

-- What the workload no longer grants.
SELECT DISTINCT format('REVOKE %I FROM %I', granted.rolname, login.rolname)
FROM pg_auth_members AS link
JOIN pg_roles AS granted ON granted.oid = link.roleid
JOIN pg_roles AS login ON login.oid = link.member
WHERE shobj_description(login.oid, 'pg_authid') = 'program of the workload'
AND NOT EXISTS (
    SELECT FROM membership
    WHERE membership.login = login.rolname AND membership.role = granted.rolname
) \\gexec

SELECT format('ALTER ROLE %I NOLOGIN', rolname) FROM pg_roles
WHERE rolcanlogin AND shobj_description(oid, 'pg_authid') = 'program of the workload'
AND rolname::text NOT IN (SELECT login FROM membership) ORDER BY rolname \\gexec
"""

_OPEN = """
-- Every login may open `postgres`: RDS Proxy needs that database. There is nothing in it, and
-- nothing can be put there.
SELECT format('REVOKE %s ON DATABASE %I FROM PUBLIC', privileges, datname)
FROM pg_database
JOIN (VALUES ('postgres', 'TEMPORARY'), ('template1', 'CONNECT, TEMPORARY'))
    AS open (name, privileges) ON datname = name
WHERE pg_has_role(datdba, 'USAGE') \\gexec
"""

_DATABASES = """
SELECT format('CREATE DATABASE %I OWNER %I', database, database || '__owner') FROM wanted
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = database) ORDER BY database \\gexec
SELECT format('ALTER DATABASE %I OWNER TO %I', database, database || '__owner'),
    format('REVOKE ALL ON DATABASE %I FROM PUBLIC', database),
    format('GRANT CONNECT ON DATABASE %I TO %I', database, database || '__reader')
FROM wanted ORDER BY database \\gexec

-- A program that writes acts as the owner: what one creates, all writers can change.
SELECT format('ALTER ROLE %I IN DATABASE %I SET role = %L', login, database, role)
FROM membership WHERE role = database || '__owner' ORDER BY login, database \\gexec
SELECT format('ALTER ROLE %I IN DATABASE %I RESET role', login.rolname, datname)
FROM pg_db_role_setting
JOIN pg_roles AS login ON login.oid = setrole
JOIN pg_database ON pg_database.oid = setdatabase
WHERE shobj_description(login.oid, 'pg_authid') = 'program of the workload'
AND NOT EXISTS (
    SELECT FROM membership WHERE membership.login = login.rolname AND database = datname
    AND role = database || '__owner'
) ORDER BY login.rolname, datname \\gexec
"""

_DATABASE = """
SELECT 'SET client_min_messages = warning',
    format('ALTER SCHEMA public OWNER TO %I', owner),
    'REVOKE ALL ON SCHEMA public FROM PUBLIC',
    format('GRANT USAGE ON SCHEMA public TO %I', reader),
    -- Readers read what the owner will create.
    format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT USAGE ON SCHEMAS TO %I', owner, reader),
    format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT SELECT ON TABLES TO %I', owner, reader),
    format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT SELECT ON SEQUENCES TO %I', owner, reader)
FROM (VALUES (current_database() || '__owner', current_database() || '__reader'))
    AS roles (owner, reader)
"""

_LEFT_BEHIND = """
DO $$
DECLARE count bigint;
BEGIN
    SELECT count(*) INTO count FROM pg_class AS class
    JOIN pg_namespace AS schema ON schema.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'm', 'f')
    AND nspname <> 'information_schema' AND left(nspname, 3) <> 'pg_'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = class.oid AND deptype = 'e');
    IF count > 0 THEN
        RAISE EXCEPTION 'database % has % tables on this server, and the settings place it on '
            'another one, where it would be empty', current_database(), count
            USING HINT = 'Move its rows first (docs/database-servers.md), or place it here again.';
    END IF;
END $$
"""
"""A statement that fails if the open database holds tables of its own; those of extensions do not
count."""

_MOVED = """
SELECT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') AS stands \\gset
\\if :stands
\\connect {name}
:left_behind ;
\\connect postgres
\\endif
"""


def sql_name(name: str) -> str:
    """Returns the name that a workload name has in PostgreSQL: nightly-report -> nightly_report."""
    return name.replace("-", "_")


def password_variable(program: str) -> str:
    """Returns the environment variable from which `files` take a login's password: nightly-report
    -> NIGHTLY_REPORT_PASSWORD."""
    return f"{contract.variable(program)}_PASSWORD"


def preloaded_libraries(workload: Workload) -> list[str]:
    """Returns the libraries for `shared_preload_libraries`: query statistics, and those that the
    workload's extensions need."""
    used = {name for database in workload.databases.values() for name in database.extensions}
    return ["pg_stat_statements", *sorted(PRELOADED & used)]


def cron_database(workload: Workload) -> str | None:
    """Returns the database in which pg_cron keeps its jobs; PostgreSQL allows one for the whole
    server."""
    names = [name for name, item in workload.databases.items() if "pg_cron" in item.extensions]
    return sql_name(names[0]) if names else None


def files(workload: Workload) -> dict[str, str]:
    """Returns the SQL as files, name -> content, in the order in which they run (that of their
    names), each by a psql of its own. A program's password is read from its `password_variable`."""
    databases = {
        f"300-{sql_name(name)}.sql": f"\\connect {sql_name(name)}\n{_HEADER}{_DATABASE}\\gexec\n"
        f"{_extensions(database.extensions)}"
        for name, database in sorted(workload.databases.items())
    }
    passwords = "".join(map(_own_password, sorted(contract.logins(workload))))
    return {
        "100-roles.sql": f"{_start(workload)}{_NO_PASSWORDS}{passwords}{_ROLES}",
        "200-databases.sql": f"{_start(workload)}{_OPEN}{_DATABASES}",
        **databases,
    }


def script(workload: Workload, *, elsewhere: Sequence[str] = (), beside_others: str = "") -> str:
    """Returns all of the SQL as one script for one psql session. The passwords of all logins are in
    one variable, and the statements for each database are written once, so that 200 programs with a
    database each fit into a task definition.

    Databases `elsewhere` belong to other servers. While one of them has tables here, the script
    fails before it changes anything: on the other server it would be empty.

    `beside_others` is the name of an environment on a server where others have databases and roles:
    what is not marked as the environment's own stops the script before it changes anything.
    """
    databases = "".join(
        f"\\connect {sql_name(name)}\n:in_each \\gexec\n{_extensions(database.extensions)}"
        for name, database in sorted(workload.databases.items())
    )
    each = f"SELECT $each${_DATABASE}$each$ AS in_each \\gset\n"
    marks = Marks.of(beside_others) if beside_others else None
    first = f"{_moved(elsewhere, marks)}{_start(workload)}"
    if marks:
        roles = marked(f"{_ALL_PASSWORDS}{_ROLES}", marks)
        made = f"{guard(marks)}{roles}{_DATABASES.replace(LOGIN, marks.login)}"
    else:
        made = f"{_ALL_PASSWORDS}{_ROLES}{_OPEN}{_DATABASES}"
    return f"{first}{made}{each}{databases}"


def _moved(elsewhere: Sequence[str], marks: Marks | None) -> str:
    """Returns the refusal to leave tables behind. Empty if no database has another server."""
    if not elsewhere:
        return ""
    names = [sql_name(name) for name in sorted(elsewhere)]
    each = "".join(moved(n, marks) if marks else _MOVED.format(name=n) for n in names)
    return f"{_HEADER}SELECT $each${_LEFT_BEHIND}$each$ AS left_behind \\gset\n{each}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _start(workload: Workload) -> str:
    """Returns the session's two tables of the memberships and databases that the workload declares.
    No name contains a quote."""
    logins = {
        sql_name(program): {sql_name(name): access for name, access in sorted(databases.items())}
        for program, databases in sorted(contract.logins(workload).items())
    }
    names = [sql_name(name) for name in sorted(workload.databases)]
    return _START.format(
        header=_HEADER,
        logins=json.dumps(logins, separators=(",", ":")),
        databases=json.dumps(names, separators=(",", ":")),
    )


def _own_password(program: str) -> str:
    variable = password_variable(program)
    return f"""\\getenv password {variable}
\\if :{{?password}}
INSERT INTO login_password VALUES ('{sql_name(program)}', :'password');
\\unset password
\\endif
"""


def _extensions(extensions: list[str]) -> str:
    return "".join(f"CREATE EXTENSION IF NOT EXISTS {_quoted(e)};\n" for e in sorted(extensions))


class Declared(NamedTuple):
    """The databases and the logins that an SQL text makes."""

    databases: dict[str, list[str]]
    """Extensions by database."""
    logins: dict[str, dict[str, str]]
    """`read` or `write` by login and database."""


_LOGINS = re.compile(r"FROM json_each\('([^']*)'\) AS login")
_WANTED = re.compile(r"FROM json_array_elements_text\('([^']*)'\) AS database")
_CONNECT = re.compile(r"^\\connect (\w+)$|^CREATE EXTENSION IF NOT EXISTS \"(.+)\";$", re.MULTILINE)


def declared(text: str) -> Declared | None:
    """Returns the databases and logins of a text that `files` or `script` wrote, read again from a
    plan or a state. None if the text is no such SQL."""
    logins, wanted = _LOGINS.search(text), _WANTED.search(text)
    if logins is None or wanted is None:
        return None
    databases: dict[str, list[str]] = {name: [] for name in json.loads(wanted[1])}
    database = ""
    for found in _CONNECT.finditer(text):
        database = found[1] or database
        if found[2]:
            databases[database].append(found[2].replace('""', '"'))
    return Declared(databases, json.loads(logins[1]))
