"""The SQL that gives each program of the workload its databases: the same on Docker and on AWS.

    one owner role and one reader role for each database; neither can log in
    one login for each program, a member of the roles of the databases it uses, and of no others

It is written for psql, may be run again at any time, and never drops data: a database that leaves
the workload stays, a program that leaves it can no longer log in. It runs as a superuser (Docker)
and as RDS's master user, who may create roles and databases but is no superuser.

Two underscores keep the roles apart from logins: no name of the workload has them.
"""

from collections.abc import Iterable
from itertools import product

from config import contract
from config.workload import Workload

MASTER = "platform__admin"
"""The master user on AWS. RDS allows 16 characters, and `admin` and `postgres` are what attackers
try first."""

ACT_AS_OWNER = (
    "SELECT set_config('role', rolname, false) FROM pg_roles "
    "WHERE rolname = current_database() || '__owner' AND pg_has_role(session_user, oid, 'MEMBER')"
)
"""For RDS Proxy, run on each connection it opens: what `ALTER ROLE ... SET role` says is lost there
when a session is pinned.
Source: docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html#rds-proxy.limitations"""

PRELOADED = frozenset({"pg_bigm", "pg_cron", "pg_tle", "pgaudit", "pglogical", "plprofiler"})
"""Extensions that exist only when the server loaded their library as it started.
Source: docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.html"""

_PROGRAM = "program of the workload"
_HEADER = """\
-- Generated from config/workload.yaml; safe to run again.
\\set ON_ERROR_STOP on
SET client_min_messages = warning;
"""


def sql_name(name: str) -> str:
    """A workload name in PostgreSQL: nightly-report -> nightly_report."""
    return name.replace("-", "_")


def password_variable(program: str) -> str:
    """The environment variable from which the SQL takes a login's password, or its SCRAM verifier:
    nightly-report -> NIGHTLY_REPORT_PASSWORD."""
    return f"{contract.variable(program)}_PASSWORD"


def preloaded_libraries(workload: Workload) -> list[str]:
    """What `shared_preload_libraries` names: query statistics, and what extensions need."""
    used = {name for database in workload.databases.values() for name in database.extensions}
    return ["pg_stat_statements", *sorted(PRELOADED & used)]


def cron_database(workload: Workload) -> str | None:
    """The database that pg_cron keeps its jobs in; PostgreSQL takes one for all of a server."""
    names = [name for name, item in workload.databases.items() if "pg_cron" in item.extensions]
    return sql_name(names[0]) if names else None


def files(workload: Workload) -> dict[str, str]:
    """File name -> content, in the order in which they run (that of their names)."""
    return {
        "100-roles.sql": _roles(workload),
        "200-databases.sql": _databases(workload),
        **{
            f"300-{sql_name(name)}.sql": _database(name, database.extensions)
            for name, database in sorted(workload.databases.items())
        },
    }


def script(workload: Workload) -> str:
    """All of it, for one psql session."""
    return "\n".join(content for _, content in sorted(files(workload).items()))


def _owner(database: str) -> str:
    return f"{sql_name(database)}__owner"


def _reader(database: str) -> str:
    return f"{sql_name(database)}__reader"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _array(texts: Iterable[str]) -> str:
    return f"ARRAY[{', '.join(map(_literal, texts))}]::text[]"


def _memberships(workload: Workload) -> list[tuple[str, str]]:
    """Pairs of a login and a role of a database."""
    return [
        (sql_name(program), _owner(database) if access == "write" else _reader(database))
        for program, databases in sorted(contract.logins(workload).items())
        for database, access in sorted(databases.items())
    ]


def _roles(workload: Workload) -> str:
    programs = sorted(contract.logins(workload))
    owners = [_owner(name) for name in sorted(workload.databases)]
    readers = [_reader(name) for name in sorted(workload.databases)]
    memberships = _memberships(workload)
    grants = "\n".join(f"GRANT {_quoted(role)} TO {_quoted(login)};" for login, role in memberships)
    return f"""{_HEADER}
SELECT format('CREATE ROLE %I NOLOGIN', role) FROM unnest({_array(owners + readers)}) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \\gexec

-- Only who can act as an owner can give it a database. Since PostgreSQL 16, creating a role does
-- not include that.
SELECT format('GRANT %I TO %I', role, current_user) FROM unnest({_array(owners)}) AS role
WHERE NOT pg_has_role(current_user, role::name, 'USAGE') \\gexec

{"".join(map(_login, programs))}
{grants}

-- What the workload no longer grants.
SELECT DISTINCT format('REVOKE %I FROM %I', granted.rolname, login.rolname)
FROM pg_auth_members AS membership
JOIN pg_roles AS granted ON granted.oid = membership.roleid
JOIN pg_roles AS login ON login.oid = membership.member
WHERE shobj_description(login.oid, 'pg_authid') = {_literal(_PROGRAM)}
AND login.rolname || ' ' || granted.rolname
    <> ALL ({_array(f"{login} {role}" for login, role in memberships)}) \\gexec

SELECT format('ALTER ROLE %I NOLOGIN', rolname) FROM pg_roles
WHERE rolcanlogin AND shobj_description(oid, 'pg_authid') = {_literal(_PROGRAM)}
AND rolname::text <> ALL ({_array(map(sql_name, programs))}) \\gexec
"""


def _login(program: str) -> str:
    login, variable = sql_name(program), password_variable(program)
    return f"""
SELECT 'CREATE ROLE {_quoted(login)} LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {_literal(login)}) \\gexec
COMMENT ON ROLE {_quoted(login)} IS {_literal(_PROGRAM)};
\\getenv password {variable}
\\if :{{?password}}
ALTER ROLE {_quoted(login)} LOGIN PASSWORD :'password';
\\unset password
\\else
DO $$ BEGIN RAISE EXCEPTION '{variable} is not set'; END $$;
\\endif
"""


def _databases(workload: Workload) -> str:
    names = sorted(workload.databases)
    settings = "\n".join(
        f"ALTER ROLE {_quoted(login)} IN DATABASE {_quoted(sql_name(database))} "
        + (f"SET role = {_literal(owner)};" if (login, owner) in memberships else "RESET role;")
        for memberships in [_memberships(workload)]
        for login, database in product(sorted({login for login, _ in memberships}), names)
        for owner in [_owner(database)]
    )
    return f"""{_HEADER}
-- Every login may open `postgres`: RDS Proxy needs that database. There is nothing in it, and
-- nothing can be put there.
SELECT format('REVOKE %s ON DATABASE %I FROM PUBLIC', privileges, datname)
FROM pg_database
JOIN (VALUES ('postgres', 'TEMPORARY'), ('template1', 'CONNECT, TEMPORARY'))
    AS open (name, privileges) ON datname = name
WHERE pg_has_role(datdba, 'USAGE') \\gexec
{"".join(map(_create_database, names))}
-- A program that writes acts as the owner: what one creates, all writers can change.
{settings}
"""


def _create_database(name: str) -> str:
    database, owner = sql_name(name), _owner(name)
    return f"""
SELECT 'CREATE DATABASE {_quoted(database)} OWNER {_quoted(owner)}'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = {_literal(database)}) \\gexec
ALTER DATABASE {_quoted(database)} OWNER TO {_quoted(owner)};
REVOKE ALL ON DATABASE {_quoted(database)} FROM PUBLIC;
GRANT CONNECT ON DATABASE {_quoted(database)} TO {_quoted(_reader(name))};
"""


def _database(name: str, extensions: list[str]) -> str:
    owner, reader = _quoted(_owner(name)), _quoted(_reader(name))
    created = "\n".join(f"CREATE EXTENSION IF NOT EXISTS {_quoted(e)};" for e in sorted(extensions))
    return f"""\\connect {_quoted(sql_name(name))}
{_HEADER}
ALTER SCHEMA public OWNER TO {owner};
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {reader};
{created}

-- Readers read what the owner will create.
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE ON SCHEMAS TO {reader};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT ON TABLES TO {reader};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT ON SEQUENCES TO {reader};
"""
