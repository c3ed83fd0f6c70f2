"""Writes the SQL that gives each program of the workload its MySQL databases, on Docker and on AWS.

    one login for each program, with rights on the databases it uses, and on no others

MySQL has no owner of a database, so rights are given to the logins themselves: whoever writes may
do everything within the database, as PostgreSQL's owner may, and what one writer makes, all may
change. The script may run again at any time and never drops data: a database that leaves the
workload stays, and the login of a program that leaves it is locked.

MySQL has no loops outside of stored procedures, and there is no database for one. So the script is
one query whose rows are the statements to run: `MYSQL_COMMAND` reads them by a first session, and
runs them by a second one, which stops at the first error. A refusal is a row before all others.

A password is given as a verifier on AWS (`components/functions/handlers/verifiers.py`) and in plain
on Docker; the query tells them apart by the verifier's first characters. The server gets no
password on AWS: a statement with one could be seen in its tables of recent statements.
"""

import json
import re
from collections.abc import Sequence

from config.workload import Workload, contract
from planning.database_sql import PASSWORDS_VARIABLE, Declared, sql_name

READERS = ("SELECT", "SHOW VIEW")
"""Rights of a program that reads."""
OWNERS = (
    *READERS,
    *("ALTER", "ALTER ROUTINE", "CREATE", "CREATE ROUTINE", "CREATE TEMPORARY TABLES"),
    *("CREATE VIEW", "DELETE", "DROP", "EVENT", "EXECUTE", "INDEX", "INSERT", "LOCK TABLES"),
    *("REFERENCES", "TRIGGER", "UPDATE"),
)
"""Rights of a program that writes: all that MySQL has for a database, but for giving them on. They
are written out, since a newer MySQL may have more (dev.mysql.com/doc/refman/8.4/en/grant.html)."""

_ASK = (
    'ask() { mysql --host="$DB_HOST" --port="$DB_PORT" --user="$DB_USER" --ssl-mode=REQUIRED '
    "--default-character-set=utf8mb4 --batch --raw --skip-column-names; }"
)
MYSQL_COMMAND = f"""set -eu
{_ASK}
made=$(printf "SET @passwords = '%s';\\n%s" "${{{PASSWORDS_VARIABLE}:-null}}" "$SETUP_SQL" | ask)
printf '%s\\n' "$made" | ask
"""
"""A command for `sh` with MySQL's client. The master user's password is in MYSQL_PWD. The passwords
are JSON of letters, digits and `$./`, which mean nothing within quotes of MySQL."""

_SCRIPT = """\
-- Generated from config/workload.yaml; safe to run again. Each row is a statement to run.
WITH
membership AS (
    SELECT * FROM JSON_TABLE('{logins}', '$[*]' COLUMNS (
        login VARCHAR(32) PATH '$[0]', name VARCHAR(64) PATH '$[1]', access VARCHAR(5) PATH '$[2]'
    )) AS used
),
wanted AS (
    SELECT * FROM JSON_TABLE('{databases}', '$[*]' COLUMNS (name VARCHAR(64) PATH '$')) AS named
),
moved AS (
    SELECT * FROM JSON_TABLE('{elsewhere}', '$[*]' COLUMNS (name VARCHAR(64) PATH '$')) AS away
),
given AS (
    SELECT login, CONVERT(
        JSON_UNQUOTE(JSON_EXTRACT(@passwords, CONCAT('$."', login, '"'))) USING utf8mb4
    ) AS password
    FROM (SELECT DISTINCT login FROM membership) AS each_login
),
ours AS (
    SELECT CONVERT(user USING utf8mb4) AS login FROM information_schema.user_attributes
    WHERE host = '%' AND JSON_UNQUOTE(JSON_EXTRACT(attribute, '$.comment')) = '{mark}'
),
held AS (
    SELECT CONVERT(grantee USING utf8mb4) AS holder, CONVERT(table_schema USING utf8mb4) AS place,
        CONVERT(privilege_type USING utf8mb4) AS privilege
    FROM information_schema.schema_privileges
),
filled AS (
    SELECT CONVERT(table_schema USING utf8mb4) AS place, COUNT(*) AS number
    FROM information_schema.tables WHERE table_type = 'BASE TABLE' GROUP BY table_schema
),
statements AS (
    SELECT 0 AS step, name AS part, CONCAT(
        'SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ''database ', name, ' has ', number,
        ' tables here and is placed on another server, where it would be empty'''
    ) AS statement
    FROM moved JOIN filled ON place = name
    UNION ALL
    SELECT 1, login, CONCAT(
        'SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ''there is no password for ', login, ''''
    )
    FROM given WHERE password IS NULL OR password = 'null'
    UNION ALL
    SELECT 2, name, CONCAT('CREATE DATABASE IF NOT EXISTS `', name, '` CHARACTER SET utf8mb4')
    FROM wanted
    UNION ALL
    -- A user without a password until the next statement could log in without one.
    SELECT 3, login, CONCAT(
        'CREATE USER IF NOT EXISTS ', QUOTE(login), '@''%'' IDENTIFIED WITH caching_sha2_password ',
        IF(password LIKE '$A$%', 'AS ', 'BY '), QUOTE(password), ' REQUIRE SSL COMMENT ''{mark}'''
    )
    FROM given
    UNION ALL
    SELECT 4, login, CONCAT(
        'ALTER USER ', QUOTE(login), '@''%'' IDENTIFIED WITH caching_sha2_password ',
        IF(password LIKE '$A$%', 'AS ', 'BY '), QUOTE(password),
        ' REQUIRE SSL ACCOUNT UNLOCK COMMENT ''{mark}'''
    )
    FROM given
    UNION ALL
    -- In a GRANT, `_` stands for any letter unless it is escaped.
    SELECT 5, CONCAT(login, ' ', name), CONCAT(
        'GRANT ', IF(access = 'write', '{owners}', '{readers}'),
        ' ON `', REPLACE(name, '_', '\\\\_'), '`.* TO ', QUOTE(login), '@''%'''
    )
    FROM membership
    UNION ALL
    -- What the workload no longer grants.
    SELECT 6, CONCAT(ours.login, ' ', place, ' ', privilege), CONCAT(
        'REVOKE ', privilege, ' ON `', place, '`.* FROM ', QUOTE(ours.login), '@''%'''
    )
    FROM held JOIN ours ON holder = CONCAT('''', ours.login, '''@''%''')
    WHERE privilege <> 'USAGE' AND NOT EXISTS (
        SELECT 1 FROM membership
        WHERE membership.login = ours.login AND REPLACE(name, '_', '\\\\_') = place
        AND (access = 'write' OR FIND_IN_SET(privilege, '{read}'))
    )
    UNION ALL
    SELECT 7, login, CONCAT('ALTER USER ', QUOTE(login), '@''%'' ACCOUNT LOCK')
    FROM ours WHERE login NOT IN (SELECT login FROM membership)
)
SELECT CONCAT(statement, ';') FROM statements ORDER BY step, part;
"""

_MARK = "program of the workload"
"""Comment of a login, by which its own are known."""


def mysql_script(workload: Workload, *, elsewhere: Sequence[str] = ()) -> str:
    """Returns the query whose rows are the statements. It reads the passwords of all logins from
    `@passwords`, and fails before it changes anything if one is missing.

    Databases `elsewhere` belong to other servers. While one of them has tables here, it fails too:
    on the other server it would be empty.
    """
    logins = [
        [sql_name(program), sql_name(name), access]
        for program, databases in sorted(contract.logins(workload).items())
        for name, access in sorted(databases.items())
    ]
    return _SCRIPT.format(
        logins=_json(logins),
        databases=_json([sql_name(name) for name in sorted(workload.databases)]),
        elsewhere=_json([sql_name(name) for name in sorted(elsewhere)]),
        owners=", ".join(OWNERS),
        readers=", ".join(READERS),
        read=",".join(READERS),
        mark=_MARK,
    )


def _json(value: list[str] | list[list[str]]) -> str:
    """Returns JSON for a text of MySQL; no name contains a quote."""
    return json.dumps(value, separators=(",", ":"))


_TABLE = r"JSON_TABLE\('(.*)', '\$\[\*\]' COLUMNS \({}"
_LOGINS = re.compile(_TABLE.format(r"\s*login "))
_WANTED = re.compile(r"wanted AS \(\s*SELECT \* FROM JSON_TABLE\('(.*?)'")


def mysql_declared(text: str) -> Declared | None:
    """Returns the databases and logins of a text that `mysql_script` wrote, read again from a plan
    or a state. None if the text is no such SQL."""
    logins, wanted = _LOGINS.search(text), _WANTED.search(text)
    if logins is None or wanted is None:
        return None
    found: dict[str, dict[str, str]] = {}
    for login, name, access in json.loads(logins[1]):
        found.setdefault(login, {})[name] = access
    return Declared({name: [] for name in json.loads(wanted[1])}, found)
