"""The loss of one availability zone: what each resource with something in it does then, computed
from the plan's subnets, counts and routes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from operations.loss.zones import Zones
from operations.plan import Resource, Resources
from planning.cache import nodes_of

Effect = Literal["stops", "may stop", "fails over", "fewer", "goes on"]
EFFECTS: tuple[Effect, ...] = ("stops", "may stop", "fails over", "fewer", "goes on")
"""Worst first."""


@dataclass(frozen=True)
class Loss:
    """One resource's fate when its zone is lost."""

    resource: Resource
    effect: Effect
    said: str
    remains: tuple[str, ...]
    """The zones in which it goes on."""


class Losses:
    """The losses that each zone would bring."""

    def __init__(self, resources: Resources) -> None:
        self.zones = Zones(resources)
        self._resources = resources

    def of(self, zone: str) -> list[Loss]:
        """Returns every loss in a zone, the worst first."""
        found = [loss for kind in _TOLD for loss in self._of_kind(kind, zone)]
        return sorted(found, key=lambda loss: EFFECTS.index(loss.effect))

    def _of_kind(self, kind: str, zone: str) -> Iterator[Loss]:
        for each in self._resources.of(kind):
            if zone in self.zones.of(each):
                yield from _TOLD[kind](self, each, zone)

    def worst(self, kind: str) -> list[Loss]:
        """Returns the worst loss of each resource of a type, whichever zone brings it."""
        found: dict[str, Loss] = {}
        for loss in (each for zone in self.zones.all for each in self._of_kind(kind, zone)):
            known = found.setdefault(loss.resource.urn, loss)
            if EFFECTS.index(loss.effect) < EFFECTS.index(known.effect):
                found[loss.resource.urn] = loss
        return [found[each.urn] for each in self._resources.of(kind) if each.urn in found]

    def left(self, resource: Resource, zone: str) -> list[str]:
        """Returns the zones in which a resource stands besides one."""
        return [each for each in self.zones.of(resource) if each != zone]

    def _tasks(self, service: Resource, zone: str) -> Iterator[Loss]:
        left = self.left(service, zone)
        count, zones = _count(service.inputs.get("desiredCount"), 1), len(left) + 1
        lost = -(-count // zones)
        if not left:
            yield Loss(service, "stops", f"all {_tasks(count)} stand in it", ())
        elif count == lost:
            said = f"its {_tasks(count)} may stand in it; ECS starts it again in {_in(left)}"
            yield Loss(service, "may stop", said, tuple(left))
        else:
            said = (
                f"ECS spreads {_tasks(count)} over {zones} zones: at most {lost} stop, "
                f"{count - lost} go on in {_in(left)}, and ECS starts the missing there"
            )
            yield Loss(service, "fewer", said, tuple(left))

    def _job(self, schedule: Resource, zone: str) -> Iterator[Loss]:
        left = self.left(schedule, zone)
        if left:
            said = f"a run that is in it breaks off; the next one starts in {_in(left)}"
            yield Loss(schedule, "goes on", said, tuple(left))
        else:
            yield Loss(schedule, "stops", "runs start in no other zone", ())

    def _instance(self, instance: Resource, zone: str) -> Iterator[Loss]:
        left = self.left(instance, zone)
        if instance.inputs.get("replicateSourceDb"):
            readers = self._readers(instance)
            users = f"; {readers} read from it" if readers else ""
            said = f"stands in one zone that AWS chose; if it is this one, it is gone{users}"
            yield Loss(instance, "may stop", said, tuple(left))
        elif instance.inputs.get("multiAz"):
            said = f"Multi-AZ: if the primary is in it, the standby in {_one_of(left)} takes over"
            yield Loss(instance, "fails over", said, tuple(left))
        elif not left:
            yield Loss(instance, "stops", "stands in this zone only, without a standby", ())
        else:
            said = "one instance without a standby, in a zone that AWS chose: if it is this one, "
            said += "the database is down until the zone is back or a backup is restored"
            yield Loss(instance, "may stop", said, tuple(left))

    def _readers(self, replica: Resource) -> str:
        """Returns the programs whose task definitions name a replica."""
        names = [
            each.name
            for each in self._resources.of("ecs.TaskDefinition")
            if replica
            in self._resources.referred(each.opened("containerDefinitions"), replica.kind)
        ]
        return ", ".join(names)

    def _cluster(self, cluster: Resource, zone: str) -> Iterator[Loss]:
        left = self.left(cluster, zone)
        count = sum(
            cluster in self._resources.referred(each.inputs.get("clusterIdentifier"), cluster.kind)
            for each in self._resources.of("rds.ClusterInstance")
        )
        if count > 1 and left:
            said = "if the writer was in it, a reader takes its place in about half a minute"
            yield Loss(cluster, "fails over", said, tuple(left))
        else:
            said = "its only instance may stand in it: RDS makes another one, in about ten minutes"
            yield Loss(cluster, "may stop" if left else "stops", said, tuple(left))

    def _cache(self, cache: Resource, zone: str) -> Iterator[Loss]:
        left = self.left(cache, zone)
        shape = nodes_of(cache.inputs)
        nodes = shape.count
        if shape.shards and left and not shape.replicas:
            said = (
                f"shards whose only node may stand in it, of {nodes}, are down, and their content "
                "is lost; the others answer for their own keys"
            )
            yield Loss(cache, "may stop", said, tuple(left))
        elif nodes == 1 or not left:
            said = "its only node may stand in it: the cache is then down, and its content is lost"
            yield Loss(cache, "may stop" if left else "stops", said, tuple(left))
        elif cache.inputs.get("automaticFailoverEnabled"):
            lost = -(-nodes // (len(left) + 1)) if cache.inputs.get("multiAzEnabled") else nodes - 1
            said = (
                f"at least {nodes - lost} of {nodes} nodes remain in {_in(left)}; "
                "if the primary was in it, a replica takes its place"
            )
            yield Loss(cache, "fails over", said, tuple(left))
        else:
            said = f"{nodes} nodes, but no replica takes the primary's place by itself"
            yield Loss(cache, "may stop", said, tuple(left))

    def _search(self, domain: Resource, zone: str) -> Iterator[Loss]:
        left = self.left(domain, zone)
        cluster = domain.inputs.get("clusterConfig") or {}
        nodes = _count(cluster.get("instanceCount"), 1)
        if not left:
            said = f"all {nodes} nodes stand in it; AWS's last snapshot is of the last hour"
            yield Loss(domain, "stops", said, ())
        elif len(left) == 1 and not cluster.get("dedicatedMasterEnabled"):
            said = (
                f"half of its {nodes} nodes remain in {_in(left)}, which may elect no leader: it "
                "then takes no writes until AWS has started others"
            )
            yield Loss(domain, "may stop", said, tuple(left))
        else:
            lost = -(-nodes // (len(left) + 1))
            said = (
                f"{nodes - lost} of {nodes} nodes go on in {_in(left)}, with the indexes that have "
                "replicas"
            )
            yield Loss(domain, "fewer", said, tuple(left))

    def _serverless_cache(self, cache: Resource, zone: str) -> Iterator[Loss]:
        left = self.left(cache, zone)
        said = f"AWS keeps its data in {_in(left)}, too" if left else "stands in no other zone"
        yield Loss(cache, "goes on" if left else "stops", said, tuple(left))

    def _nat(self, gateway: Resource, zone: str) -> Iterator[Loss]:
        served = [
            each
            for each in self._served(gateway)
            if zone not in self.zones.of(each) and self.zones.of(each)
        ]
        if served:
            names = ", ".join(each.name for each in served)
            zones = self.zones.named(each.urn for each in served)
            said = f"with it, nothing in {names} ({_in(zones)}) gets out to the internet"
            yield Loss(gateway, "stops", said, ())
        else:
            said = "is lost, and only this zone's subnets go out by it"
            others = [each for each in self._resources.of(gateway.kind) if each is not gateway]
            left = sorted({name for each in others for name in self.zones.of(each)} - {zone})
            yield Loss(gateway, "fewer" if left else "stops", said, tuple(left))

    def _interface(self, each: Resource, zone: str) -> Iterator[Loss]:
        carries_others = each.inputs.get("sourceDestCheck") is False
        yield from (self._nat if carries_others else self._single)(each, zone)

    def _served(self, gateway: Resource) -> Iterator[Resource]:
        """Yields the subnets whose route to the internet leads through a gateway."""
        for route in self._resources.of("ec2.Route"):
            named = [route.inputs.get("natGatewayId"), route.inputs.get("networkInterfaceId")]
            if gateway not in self._resources.referred(named, gateway.kind):
                continue
            tables = self._resources.referred(route.inputs.get("routeTableId"), "ec2.RouteTable")
            for each in self._resources.of("ec2.RouteTableAssociation"):
                if set(tables) & set(
                    self._resources.referred(each.inputs.get("routeTableId"), "ec2.RouteTable")
                ):
                    yield from self._resources.referred(each.inputs.get("subnetId"), "ec2.Subnet")

    def _addresses(self, each: Resource, zone: str) -> Iterator[Loss]:
        left = self.left(each, zone)
        said = f"its addresses in {_in(left)} go on" if left else "has no address elsewhere"
        yield Loss(each, "fewer" if left else "stops", said, tuple(left))

    def _function(self, each: Resource, zone: str) -> Iterator[Loss]:
        left = self.left(each, zone)
        said = f"AWS runs it in {_in(left)}" if left else "runs in no other zone"
        yield Loss(each, "goes on" if left else "stops", said, tuple(left))

    def _single(self, each: Resource, zone: str) -> Iterator[Loss]:
        yield Loss(each, "stops", "belongs to this zone", ())


_TOLD: dict[str, Callable[[Losses, Resource, str], Iterator[Loss]]] = {
    "rds.Instance": Losses._instance,
    "rds.Cluster": Losses._cluster,
    "elasticache.ReplicationGroup": Losses._cache,
    "elasticache.ServerlessCache": Losses._serverless_cache,
    "ecs.Service": Losses._tasks,
    "scheduler.Schedule": Losses._job,
    "lb.LoadBalancer": Losses._addresses,
    "rds.Proxy": Losses._addresses,
    "ec2.NatGateway": Losses._nat,
    "ec2.NetworkInterface": Losses._interface,
    "ec2.VpcEndpoint": Losses._addresses,
    "lambda.Function": Losses._function,
    "efs.MountTarget": Losses._single,
    "ec2.Instance": Losses._single,
    "opensearch.Domain": Losses._search,
}
"""Types of which something can be in a zone, each with the method that tells of it."""


def _count(value: object, missing: int) -> int:
    return int(value) if isinstance(value, int | float | str) and value else missing


def _tasks(count: int) -> str:
    return "1 task" if count == 1 else f"{count} tasks"


def _in(zones: list[str]) -> str:
    return " and ".join(zones)


def _one_of(zones: list[str]) -> str:
    return " or ".join(zones) or "no other zone"
