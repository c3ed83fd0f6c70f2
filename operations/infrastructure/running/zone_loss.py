"""Loss of a zone: what becomes of each part, by the plan."""

from collections.abc import Callable, Iterator

from config import CloudPlatform
from config.settings import size_of
from operations.infrastructure.markdown import listed, quoted
from operations.infrastructure.project import Environment, Project

FAILOVER = "`make failover`"


def together(project: Project) -> str:
    """Returns what becomes of each part, side by side."""
    rows: tuple[tuple[str, Callable[[Environment], str]], ...] = (
        ("Programs", lambda e: programs(e, e.cloud) if e.cloud else ""),
        ("Way in", lambda e: "goes on" if e.resources.of("lb.LoadBalancer") else ""),
        ("Way out to the internet", _way_out),
        ("Database", database),
        ("Cache", _cache),
        ("Messages and objects", _regional),
    )
    return project.compared("When a zone is lost", rows)


def answer(environment: Environment) -> str:
    """Returns the loss in one sentence. Empty on Docker."""
    cloud = environment.cloud
    if cloud is None:
        return ""
    parts = [f"programs: {programs(environment, cloud)}"]
    parts += [f"database: {text}"] if (text := database(environment)) else []
    parts += [f"way out: {text}"] if (text := _way_out(environment)) != "goes on" else []
    return "; ".join(parts)


def programs(environment: Environment, platform: CloudPlatform) -> str:
    """Returns what becomes of the programs."""
    zones = len(platform.settings.network.zones)
    if zones < 2:
        return "all stop: there is one zone only"
    alone = [
        each.name
        for each in platform.workload.programs()
        if each.kind != "job" and size_of(each, platform.settings).tasks_min < 2
    ]
    if not alone:
        return "go on in the others; lost tasks are started there"
    return f"go on in the others; {quoted(alone)} may stop until the one task is started there"


def database(environment: Environment) -> str:
    """Returns what becomes of the database. Empty if there is none."""
    found = environment.one("rds.Instance", "database")
    if found is None:
        return ""
    if found.inputs.get("multiAz"):
        return "the standby takes over in one to two minutes, nothing is lost"
    replicas = [
        e for e in environment.resources.of("rds.Instance") if "replicateSourceDb" in e.inputs
    ]
    if replicas:
        return f"if it was there: stands still until {FAILOVER} puts a replica in its place"
    return "if it was there: stands still until the zone is back or a backup is restored"


def _way_out(environment: Environment) -> str:
    gateways = environment.resources.of("ec2.NatGateway")
    cloud = environment.cloud
    if cloud is None:
        return ""
    if not gateways:
        return "there is none"
    held = set(_zones_of(environment))
    zones = {f"{cloud.settings.region}{zone}" for zone in cloud.settings.network.zones}
    if held >= zones or cloud.settings.network.nat == "regional":
        return "goes on"
    return f"ends everywhere if it is {listed(sorted(held))}: the one gateway stands there"


def _zones_of(environment: Environment) -> Iterator[str]:
    for each in environment.resources.of("ec2.NatGateway"):
        for subnet in environment.resources.referred(each.inputs.get("subnetId"), "ec2.Subnet"):
            yield str(subnet.inputs.get("availabilityZone"))


def _cache(environment: Environment) -> str:
    found = environment.one("elasticache.ReplicationGroup")
    if found is None:
        return ""
    if found.inputs.get("automaticFailoverEnabled"):
        return "a replica takes over by itself"
    return "if it was there: gone until AWS makes an empty one; programs must do without"


def _regional(environment: Environment) -> str:
    kinds = ("sqs.Queue", "sns.Topic", "s3.Bucket")
    return "go on: AWS keeps them in several zones" if environment.resources.of(*kinds) else ""
