"""Databases: the server, the databases on it, who may read and write each, and migrations."""

from config.workload import database_prefixes
from operations.infrastructure.architecture.programs import PARTS
from operations.infrastructure.containers import Container
from operations.infrastructure.markdown import counted, joined, link, part, quoted, table
from operations.infrastructure.project import Environment, Project
from planning import ports, sql_name
from wording import listed


def together(project: Project) -> str:
    """Returns the server side by side, the databases with their users, and the migrations."""
    if not project.workload.databases:
        return "The workload has no database."
    return joined(
        part("The server", _server(project)),
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
                    f"`postgresql://${prefix}USER:${prefix}PASSWORD@${prefix}HOST:${prefix}PORT"
                    f"/${prefix}NAME?sslmode=${prefix}SSLMODE`",
                )
            )
    text = table(("Program", "Database", "May", "Login", "Connection"), rows)
    return part("Connections", text, _by_hand(environment)) if rows else ""


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


def _server(project: Project) -> str:
    return project.compared(
        "What",
        (
            ("Software", software),
            ("Instance", instance),
            ("Storage", storage),
            ("Standby in another zone", lambda e: _primary(e, "multiAz", "yes", "no")),
            ("Read replicas", _replicas),
            ("Proxy in front", _proxy),
            ("Connections at most", _connections),
            ("Port", lambda e: str(ports.POSTGRESQL) if software(e) else ""),
            ("Encryption", _encryption),
            ("Automatic backups", lambda e: _window(e, "backupWindow")),
            ("Maintenance", lambda e: _window(e, "maintenanceWindow")),
            ("Query analysis", _insights),
            ("Deletion protection", lambda e: _primary(e, "deletionProtection", "yes", "no")),
            ("Further servers", _further),
        ),
    )


def _primary(environment: Environment, key: str, yes: str, no: str) -> str:
    found = environment.one("rds.Instance", "database")
    return "" if found is None else yes if found.inputs.get(key) else no


def _container(environment: Environment) -> Container | None:
    return next((each for each in environment.containers if each.name == "database"), None)


def software(environment: Environment) -> str:
    """Returns the software of the database. Empty if there is none."""
    found = environment.one("rds.Instance", "database")
    if found:
        return f"RDS for PostgreSQL {found.inputs.get('engineVersion')}"
    local = _container(environment)
    return f"container `{local.image}`" if local else ""


def instance(environment: Environment) -> str:
    """Returns the size of the database server. Empty if there is none."""
    found = environment.one("rds.Instance", "database")
    if found:
        return f"`{found.inputs.get('instanceClass')}`"
    local = _container(environment)
    return f"{local.memory_mib} MiB at most" if local else ""


def storage(environment: Environment) -> str:
    """Returns the room for its data. Empty if there is none."""
    found = environment.one("rds.Instance", "database")
    if found is None:
        local = _container(environment)
        return ", ".join(f"volume `{name}`" for name, _ in local.volumes) if local else ""
    size, most = found.inputs.get("allocatedStorage"), found.inputs.get("maxAllocatedStorage")
    return f"{size} GiB {found.inputs.get('storageType')}, grows by itself to {most} GiB"


def _replicas(environment: Environment) -> str:
    found = [
        e
        for e in environment.resources.of("rds.Instance")
        if e.name.startswith("database-replica-") and "replicateSourceDb" in e.inputs
    ]
    if not environment.one("rds.Instance"):
        return ""
    return f"{len(found)} of `{found[0].inputs.get('instanceClass')}`" if found else "none"


def _proxy(environment: Environment) -> str:
    if not environment.one("rds.Instance"):
        return ""
    found = environment.one("rds.ProxyDefaultTargetGroup", "database-proxy")
    if not found:
        return "none"
    pool = found.inputs.get("connectionPoolConfig") or {}
    percent = pool.get("maxConnectionsPercent")
    return f"RDS Proxy, up to {percent} % of the connections" if percent else "RDS Proxy"


def _further(environment: Environment) -> str:
    """Returns the servers beside the first one, each with its size and its databases."""
    settings = environment.cloud.settings if environment.cloud else None
    lines = []
    for key, server in (settings.database_servers if settings else {}).items():
        if server.aurora:
            size = f"Aurora, {server.aurora.min_acus:g} to {server.aurora.max_acus:g} ACUs"
            lines.append(f"`{key}` ({size}) with {quoted(server.databases) or 'no database'}")
            continue
        found = environment.one("rds.Instance", f"{key}-database")
        if found is not None:
            standby = ", Multi-AZ" if found.inputs.get("multiAz") else ""
            size = f"`{found.inputs.get('instanceClass')}`{standby}"
            lines.append(f"`{key}` ({size}) with {quoted(server.databases) or 'no database'}")
    return "; ".join(lines)


def _connections(environment: Environment) -> str:
    database = environment.cloud.settings.database if environment.cloud else None
    number = database.connections if database else None
    return f"{number:,}" if number else ""


def _encryption(environment: Environment) -> str:
    found = environment.one("rds.Instance", "database")
    if found is None:
        return ""
    kept = "at rest by the environment's key" if found.inputs.get("storageEncrypted") else "none"
    return f"{kept}; connections by TLS only"


def _window(environment: Environment, key: str) -> str:
    found = environment.one("rds.Instance", "database")
    return f"{found.inputs[key]} UTC" if found and key in found.inputs else ""


def _insights(environment: Environment) -> str:
    found = environment.one("rds.Instance", "database")
    if found is None:
        return ""
    mode = found.inputs.get("databaseInsightsMode", "standard")
    days = found.inputs.get("performanceInsightsRetentionPeriod")
    return f"Database Insights, {mode}, {days} days" if days else f"Database Insights, {mode}"


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
