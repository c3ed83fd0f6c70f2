"""Writes the SQL by which an environment keeps apart from all else on a server that exists.

What an environment has there carries its mark, as the comment of a role. Before anything is
changed, a role or a database of the same name without the mark ends the setup: it is another
owner's, who would find its password changed, or its rights taken away. Two environments may share a
server: neither sees the other's marks as its own.
"""

from typing import NamedTuple

LOGIN = "program of the workload"
"""Comment of a login on a server that Plinth makes, where all of them are its own."""


class Marks(NamedTuple):
    """Comments that tell whose a role is."""

    login: str
    """Comment of the login of a program."""
    role: str
    """Comment of the owner and of the reader of a database."""

    @classmethod
    def of(cls, owner: str) -> "Marks":
        """Returns the marks of an environment, whose name contains no quote."""
        return cls(f"program of {owner}", f"database of {owner}")


_GUARD = """
DO $$
DECLARE others text;
BEGIN
    SELECT string_agg(kind || ' ' || name, ', ' ORDER BY kind, name) INTO others FROM (
        SELECT 'database' AS kind, datname::text AS name FROM pg_database
        JOIN wanted ON database = datname
        WHERE pg_get_userbyid(datdba) <> database || '__owner'
        UNION ALL
        SELECT 'role', rolname::text FROM pg_roles
        JOIN (
            SELECT database || kind AS name, '{role}' AS mark
            FROM wanted, (VALUES ('__owner'), ('__reader')) AS k (kind)
            UNION SELECT login, '{login}' FROM membership
        ) AS ours ON ours.name = rolname
        WHERE shobj_description(oid, 'pg_authid') IS DISTINCT FROM mark
    ) AS found;
    IF others IS NOT NULL THEN
        RAISE EXCEPTION 'there is % on this server, of another owner', others
            USING HINT = 'Nothing was changed. Choose other names in the workload, or have the '
                'owner hand them over (docs/existing.md).';
    END IF;
END $$;
"""
_COMMENTS = """
SELECT format('COMMENT ON ROLE %I IS %L', rolname, '{role}') FROM pg_roles
JOIN (SELECT database || kind AS name FROM wanted, (VALUES ('__owner'), ('__reader')) AS k (kind))
    AS ours ON ours.name = rolname
WHERE shobj_description(oid, 'pg_authid') IS NULL ORDER BY rolname \\gexec
"""
_MOVED = """
SELECT EXISTS (
    SELECT FROM pg_database WHERE datname = '{name}'
    AND shobj_description(datdba, 'pg_authid') = '{role}'
) AS stands \\gset
\\if :stands
\\connect {name}
:left_behind ;
\\connect postgres
\\endif
"""


def guard(marks: Marks) -> str:
    """Returns the refusal to touch what others own. It reads the tables `wanted` and
    `membership`."""
    return _GUARD.format(**marks._asdict())


def marked(roles: str, marks: Marks) -> str:
    """Returns the statements about roles with the marks of an environment. They are one
    transaction: a role that is made, and whose mark is not, would be a stranger afterwards."""
    own = roles.replace(LOGIN, marks.login)
    return f"\nBEGIN;\n{own}{_COMMENTS.format(**marks._asdict())}COMMIT;\n"


def moved(name: str, marks: Marks) -> str:
    """Returns the check of a database that stands on another server by now. One of another owner
    may have its name."""
    return _MOVED.format(name=name, **marks._asdict())
