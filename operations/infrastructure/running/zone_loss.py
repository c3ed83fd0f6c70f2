"""Loss of a zone: what becomes of each part, by the plan."""

from collections.abc import Callable

from operations.infrastructure.markdown import quoted
from operations.infrastructure.project import Environment, Project
from operations.loss import Losses
from operations.plan import Resources
from wording import listed

FAILOVER = "`make failover`"


def together(project: Project) -> str:
    """Returns what becomes of each part, side by side."""
    losses = {each.stack: Losses(each.resources) for each in project.environments}
    rows: tuple[tuple[str, Callable[[Environment], str]], ...] = (
        ("Programs", lambda e: programs(losses[e.stack])),
        ("Way in", lambda e: "goes on" if e.resources.of("lb.LoadBalancer") else ""),
        ("Way out to the internet", lambda e: _way_out(losses[e.stack], e.resources)),
        ("Database", lambda e: database(losses[e.stack])),
        ("Cache", lambda e: _cache(losses[e.stack])),
        ("Messages and objects", lambda e: _regional(e.resources)),
    )
    return project.compared("When a zone is lost", rows)


def answer(environment: Environment) -> str:
    """Returns the loss in one sentence. Empty on Docker."""
    if environment.cloud is None:
        return ""
    losses = Losses(environment.resources)
    parts = [f"programs: {text}"] if (text := programs(losses)) else []
    parts += [f"database: {text}"] if (text := database(losses)) else []
    text = _way_out(losses, environment.resources)
    return "; ".join(parts if text == "goes on" else [*parts, f"way out: {text}"])


def programs(losses: Losses) -> str:
    """Returns what becomes of the programs."""
    services = losses.worst("ecs.Service")
    if not services:
        return ""
    stopped = [each.resource.name for each in services if each.effect == "stops"]
    if len(stopped) == len(services):
        return "all stop: there is one zone only"
    if stopped:
        return f"{quoted(stopped)} stop; the others go on"
    alone = [each.resource.name for each in services if each.effect == "may stop"]
    if not alone:
        return "go on in the others; lost tasks are started there"
    return f"go on in the others; {quoted(alone)} may stop until the one task is started there"


def database(losses: Losses) -> str:
    """Returns what becomes of the database. Empty if there is none."""
    found = losses.worst("rds.Instance")
    primary = [each for each in found if not each.resource.inputs.get("replicateSourceDb")]
    if not primary:
        return ""
    if all(each.effect == "fails over" for each in primary):
        read = [each.resource.name for each in found if each not in primary]
        replicas = f"; reads at {quoted(read)} end while its zone is away" if read else ""
        return f"the standby takes over in one to two minutes, nothing is lost{replicas}"
    alone = [each.resource.name for each in primary if each.effect != "fails over"]
    if len(alone) < len(primary):
        return f"standbys take over; {quoted(alone)} has none, and may stand still until restored"
    if len(found) > len(primary):
        return f"if it was there: stands still until {FAILOVER} puts a replica in its place"
    return "if it was there: stands still until the zone is back or a backup is restored"


def _way_out(losses: Losses, resources: Resources) -> str:
    kind = "ec2.NatGateway" if resources.of("ec2.NatGateway") else "ec2.NetworkInterface"
    if not resources.of(kind):
        networks = resources.of("ec2.Vpc")
        if any(each.given and each.inputs["nat"] == "existing" for each in networks):
            return "as the owner of the network made it"
        return "there is none" if networks else ""
    ended = [each for each in losses.worst(kind) if each.effect == "stops"]
    if not ended:
        return "goes on"
    zones = sorted({zone for each in ended for zone in losses.zones.of(each.resource)})
    what = "gateway" if kind == "ec2.NatGateway" else "NAT instance"
    return f"ends everywhere if it is {listed(zones)}: the one {what} stands there"


def _cache(losses: Losses) -> str:
    found = losses.worst("elasticache.ReplicationGroup")
    if not found:
        serverless = losses.worst("elasticache.ServerlessCache")
        return "goes on: AWS keeps it in several zones" if serverless else ""
    if found[0].effect == "fails over":
        return "a replica takes over by itself"
    return "if it was there: gone until AWS makes an empty one; programs must do without"


def _regional(resources: Resources) -> str:
    kinds = ("sqs.Queue", "sns.Topic", "s3.Bucket")
    return "go on: AWS keeps them in several zones" if resources.of(*kinds) else ""
