"""Database servers: each one's size, standby, backups and protection, side by side."""

from collections.abc import Mapping
from typing import Any

from config.data import ENGINES, FIRST, ExistingServer, PlacedServer, server_name
from config.existing import ExistingDatabaseServer
from config.joint.servers import all_servers_of
from config.values import DatabaseEngine
from operations.infrastructure.containers import Container
from operations.infrastructure.markdown import counted, part
from operations.infrastructure.project import Environment, Project
from operations.plan import Resource


def servers(project: Project) -> list[str]:
    """Returns a part for each server that some environment has, the first one before the others."""
    return [
        part("The server", _compared(project, "")),
        *(part(f"The server `{key}`", _compared(project, key)) for key in further(project)),
    ]


def further(project: Project) -> list[str]:
    """Returns the keys of the servers beside the first one, in any environment."""
    placed = [each for environment, _ in project.clouds for each in _placed(environment)]
    return [*dict.fromkeys(each.key for each in placed if each.key)]


def software(environment: Environment, key: str = "") -> str:
    """Returns the software of a server. Empty if there is none."""
    if given := _given(environment, key):
        engine = "Aurora PostgreSQL" if given.is_cluster else "RDS for PostgreSQL"
        return f"{engine} {given.engine_version}, `{given.identifier}` of another owner"
    if found := _instance(environment, key):
        title = ENGINES[_engine(environment, key)].title
        return f"RDS for {title} {found.inputs.get('engineVersion')}"
    if found := _cluster(environment, key):
        engine = f"Aurora PostgreSQL {found.inputs.get('engineVersion')}"
        return engine if _class(environment, key) else f"{engine}, Serverless v2"
    local = _container(environment, key)
    return f"container `{local.image}`" if local else ""


def size(environment: Environment, key: str = "") -> str:
    """Returns the size of a server. Empty if there is none."""
    if found := _instance(environment, key):
        return f"`{found.inputs.get('instanceClass')}`"
    if class_ := _class(environment, key):
        return f"`{class_}`"
    if found := _cluster(environment, key):
        range_ = found.inputs.get("serverlessv2ScalingConfiguration") or {}
        return f"{range_.get('minCapacity'):g} to {range_.get('maxCapacity'):g} ACUs"
    local = _container(environment, key)
    return f"{local.memory_mib} MiB at most" if local else ""


def storage(environment: Environment, key: str = "") -> str:
    """Returns the room for a server's data. Empty if there is none."""
    if found := _instance(environment, key):
        inputs = found.inputs
        given, most = inputs.get("allocatedStorage"), inputs.get("maxAllocatedStorage")
        return f"{given} GiB {inputs.get('storageType')}, grows by itself to {most} GiB"
    if found := _cluster(environment, key):
        optimized = found.inputs.get("storageType") == "aurora-iopt1"
        return f"grows by itself{', I/O-Optimized' if optimized else ''}"
    local = _container(environment, key)
    return ", ".join(f"volume `{name}`" for name, _ in local.volumes) if local else ""


def _compared(project: Project, key: str) -> str:
    return project.compared(
        "What",
        (
            ("Databases", lambda e: _databases(e, key)),
            ("Software", lambda e: software(e, key)),
            ("Instance", lambda e: size(e, key)),
            ("Storage", lambda e: storage(e, key)),
            ("Standby in another zone", lambda e: _standby(e, key)),
            ("Read replicas", lambda e: _replicas(e, key)),
            ("Proxy in front", lambda e: _proxy(e, key)),
            ("Connections at most", lambda e: _connections(e, key)),
            ("Port", lambda e: _port(e, key)),
            ("Encryption", lambda e: _encryption(e, key)),
            ("Automatic backups", lambda e: _window(e, key, "backupWindow")),
            ("Maintenance", lambda e: _window(e, key, "maintenanceWindow")),
            ("Query analysis", lambda e: _insights(e, key)),
            ("Deletion protection", lambda e: _flag(e, key, "deletionProtection")),
        ),
    )


def _placed(environment: Environment) -> list[PlacedServer | ExistingServer]:
    cloud = environment.cloud
    return all_servers_of(cloud.workload, cloud.settings) if cloud else []


def _server(environment: Environment, key: str) -> PlacedServer | ExistingServer | None:
    return next((each for each in _placed(environment) if each.key == key), None)


def _given(environment: Environment, key: str) -> ExistingDatabaseServer | None:
    """Returns the settings of a server that exists. None for one that is made here."""
    found = _server(environment, key)
    return found.given if isinstance(found, ExistingServer) else None


def _instance(environment: Environment, key: str) -> Resource | None:
    return _made(environment.one("rds.Instance", server_name(key)))


def _cluster(environment: Environment, key: str) -> Resource | None:
    return _made(environment.one("rds.Cluster", server_name(key)))


def _class(environment: Environment, key: str) -> str:
    """Returns the class of an Aurora server's instances. Empty if it is none, or goes by ACUs."""
    found = _server(environment, key)
    aurora = found.aurora if isinstance(found, PlacedServer) else None
    return aurora.instance_class or "" if aurora else ""


def _made(found: Resource | None) -> Resource | None:
    return None if found is None or found.given else found


def _port(environment: Environment, key: str) -> str:
    if given := _given(environment, key):
        return str(given.port)
    return str(ENGINES[_engine(environment, key)].port) if software(environment, key) else ""


def _engine(environment: Environment, key: str) -> DatabaseEngine:
    found = _server(environment, key)
    return found.settings.engine if isinstance(found, PlacedServer) else "postgres"


def _readers(environment: Environment, key: str) -> int:
    found = _server(environment, key)
    return found.readers if isinstance(found, PlacedServer) else 0


def _inputs(environment: Environment, key: str) -> Mapping[str, Any] | None:
    found = _instance(environment, key) or _cluster(environment, key)
    return None if found is None else found.inputs


def _container(environment: Environment, key: str) -> Container | None:
    """Returns the container of the first server: on Docker it holds all databases, and another
    one those of MySQL."""
    names = (FIRST, "mysql") if not key else ()
    return next((e for name in names for e in environment.containers if e.name == name), None)


def _databases(environment: Environment, key: str) -> str:
    """Returns the databases of a server beside which there are others."""
    found = _server(environment, key)
    if found is None or len(_placed(environment)) == 1:
        return ""
    return ", ".join(f"`{name}`" for name in found.workload.databases) or "none"


def _standby(environment: Environment, key: str) -> str:
    if given := _given(environment, key):
        return "yes, its owner says" if given.multi_az else "no"
    if _cluster(environment, key):
        return "yes, the first reader" if _readers(environment, key) else "no"
    return _flag(environment, key, "multiAz")


def _replicas(environment: Environment, key: str) -> str:
    if _cluster(environment, key):
        readers = _readers(environment, key)
        return counted(readers, "reader") if readers else "none"
    if not _instance(environment, key):
        return ""
    replicas = [
        e
        for e in environment.resources.of("rds.Instance")
        if e.name.startswith(f"{server_name(key)}-replica-") and "replicateSourceDb" in e.inputs
    ]
    return f"{len(replicas)} of `{replicas[0].inputs.get('instanceClass')}`" if replicas else "none"


def _proxy(environment: Environment, key: str) -> str:
    if _inputs(environment, key) is None:
        return ""
    found = environment.one("rds.ProxyDefaultTargetGroup", f"{server_name(key)}-proxy")
    if not found:
        return "none"
    pool = found.inputs.get("connectionPoolConfig") or {}
    percent = pool.get("maxConnectionsPercent")
    return f"RDS Proxy, up to {percent} % of the connections" if percent else "RDS Proxy"


def _connections(environment: Environment, key: str) -> str:
    found = _server(environment, key)
    return f"{found.connections:,}" if found and found.connections else ""


def _flag(environment: Environment, key: str, input_: str) -> str:
    inputs = _inputs(environment, key)
    return "" if inputs is None else "yes" if inputs.get(input_) else "no"


def _encryption(environment: Environment, key: str) -> str:
    if _given(environment, key):
        return "its owner's; connections by TLS"
    inputs = _inputs(environment, key)
    if inputs is None:
        return ""
    kept = "at rest by the environment's key" if inputs.get("storageEncrypted") else "none"
    return f"{kept}; connections by TLS only"


def _window(environment: Environment, key: str, input_: str) -> str:
    """Returns a daily or weekly window, which a cluster names with `preferred` before it."""
    if _given(environment, key):
        return "its owner's"
    inputs = _inputs(environment, key) or {}
    found = inputs.get(input_) or inputs.get(f"preferred{input_[0].upper()}{input_[1:]}")
    return f"{found} UTC" if found else ""


def _insights(environment: Environment, key: str) -> str:
    inputs = _inputs(environment, key)
    if inputs is None:
        return ""
    mode = inputs.get("databaseInsightsMode", "standard")
    days = inputs.get("performanceInsightsRetentionPeriod")
    return f"Database Insights, {mode}, {days} days" if days else f"Database Insights, {mode}"
