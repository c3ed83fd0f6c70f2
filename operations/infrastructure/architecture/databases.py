"""Databases: the servers, who may read and write each database, and migrations."""

from config.workload import database_prefixes
from operations.infrastructure.architecture import servers
from operations.infrastructure.architecture.programs import PARTS
from operations.infrastructure.markdown import counted, joined, link, part, quoted, table
from operations.infrastructure.project import Environment, Project
from planning import sql_name
from wording import listed


def together(project: Project) -> str:
    """Returns the servers side by side, the databases with their users, and the migrations."""
    if not project.workload.databases:
        return "The workload has no database."
    return joined(
        *servers.servers(project),
        part("Who may read and write", _databases(project)),
        part("How they come to be", _made(project)),
        part("Migrations", _migrations(project)),
    )


def alone(project: Project, environment: Environment) -> str:
    """Returns the way to each database in one environment."""
    rows = []
    for named in project.workload.programs():
        for name, prefix in database_prefixes(named.program.uses).items():
            access = named.program.uses.databases[name]
            rows.append(
                (
                    f"`{named.name}`",
                    f"`{name}`",
                    str(access),
                    f"`{sql_name(named.name)}`",
                    f"`{_scheme(project, name)}://${prefix}USER:${prefix}PASSWORD@${prefix}HOST:"
                    f"${prefix}PORT/${prefix}NAME{_tls(project, name, prefix)}`",
                )
            )
    text = table(("Program", "Database", "May", "Login", "Connection"), rows)
    return part("Connections", text, _by_hand(environment)) if rows else ""


def _scheme(project: Project, database: str) -> str:
    return "mysql" if project.workload.databases[database].engine == "mysql" else "postgresql"


def _tls(project: Project, database: str, prefix: str) -> str:
    """Returns the part of an address that asks for TLS. MySQL's clients have no word in common."""
    if project.workload.databases[database].engine == "mysql":
        return ""
    return f"?sslmode=${prefix}SSLMODE"


def _by_hand(environment: Environment) -> str:
    stack = environment.stack
    if environment.local:
        return f"By hand: `make connect SERVICE=database STACK={stack}` prints the address."
    return f"By hand: `make tunnel STACK={stack} TO=database` opens a port on your machine."


def users_of(project: Project, database: str, access: str) -> list[str]:
    """Returns the programs that have this access to a database."""
    return [
        each.name
        for each in project.workload.programs()
        if each.program.uses.databases.get(database) == access
    ]


def _databases(project: Project) -> str:
    return joined(
        table(
            ("Database", "May write", "May read only", "Extensions", "Purpose"),
            (
                (
                    f"`{name}`",
                    quoted(users_of(project, name, "write")),
                    quoted(users_of(project, name, "read")),
                    quoted(each.extensions),
                    project.overview.line(PARTS, name),
                )
                for name, each in project.workload.databases.items()
            ),
        ),
        "No other program has a login. Those who may write may change the schema too.",
    )


def _made(project: Project) -> str:
    folders = [
        f"`{local.settings.docker.init_scripts}/` runs once, in alphabetical order, on "
        f"`{each.stack}`"
        for each in project.environments
        if (local := each.local)
    ]
    first = (
        "Databases, extensions and logins come from `config/workload.yaml`, by a setup task that "
        "runs again whenever they change: nobody writes `CREATE DATABASE`."
    )
    data = f"Initial data: each `*.sql` and `*.sh` of {listed(folders)}." if folders else ""
    return joined(f"{first} {data}".strip())


def _migrations(project: Project) -> str:
    rows = [
        (
            f"`{name}`",
            f"`{' '.join(each.migration.command)}`",
            f"{each.migration.timeout_seconds} s",
            quoted(each.uses.databases),
        )
        for name, each in project.workload.services.items()
        if each.migration
    ]
    if not rows:
        return "No service has a migration."
    count = counted(len(rows), "service has", "services have")
    return joined(
        f"{count} a migration. It runs from the new image before the service's tasks are replaced; "
        "if it fails, the deployment stops and the old tasks go on. Files and their names are the "
        "program's own. There is no way back but a migration forward or "
        f"{link('data of the past', 'docs/recovery.md#data-of-the-past')}, so the schema of each "
        "version must suit the version before it.",
        table(("Service", "Command", "At most", "Databases"), rows),
    )
