"""The graph of a plan: who reaches whom, by which hops, and what stops the others."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from operations.plan import Resources
from operations.reach import addresses
from operations.reach.doors import Doors, of_the_internet
from operations.reach.hops import Hop, Permit, Stop
from operations.reach.network import Network
from operations.reach.places import INTERNET, RELAYS, Kind, Place, places
from operations.rights import grants, is_public

_PUBLIC: dict[str, Kind] = {
    "s3.Bucket": "bucket",
    "s3.BucketV2": "bucket",
    "sqs.Queue": "queue",
    "sns.Topic": "topic",
    "secretsmanager.Secret": "secret",
}
"""Types that anybody reaches by AWS's API as far as their policies let them."""


@dataclass(frozen=True)
class Path:
    """A way from one place to another."""

    source: str
    target: str
    hops: tuple[Hop, ...]

    def __str__(self) -> str:
        """Returns the path as one line: `internet -> edge:443 -> gateway:443 (no token) -> web`."""
        parts = [self.source]
        for hop in self.hops:
            # What a hop asks for belongs to the place that asks: the hop's source.
            if hop.detail and hop.source != "internet":
                parts[-1] += f" ({hop.detail})"
            parts.append(hop.place)
        return " -> ".join(parts)


class Graph:
    """Every place of a plan and the hops between them."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        self.network = Network(resources)
        self.doors = of_the_internet(resources)
        """Ports of the load balancers that the internet is meant to reach, by URN."""
        found = places(resources)
        self._hops: dict[str, list[Hop]] = {}
        self.stops: dict[tuple[str, str], Stop] = {}
        for step in (*Doors(resources, self.network, found).hops(), *self._direct(found)):
            if isinstance(step, Hop):
                self._hops.setdefault(step.source, []).append(step)
            else:
                self.stops.setdefault((step.source, step.target), step)
        found += list(_named_only(found, self.hops(), resources))
        self.places = {place.name: place for place in found}

    def hops(self) -> Iterator[Hop]:
        """Yields every hop."""
        for found in self._hops.values():
            yield from found

    def into(self, name: str) -> list[Hop]:
        """Returns the hops that end at a place."""
        return [hop for hop in self.hops() if hop.target == name]

    def path(self, source: str, target: str) -> Path | None:
        """Returns the shortest path, or None. Only doors and proxies hand a request on."""
        return next((path for path in self.paths_from(source) if path.target == target), None)

    def paths(self, source: str, target: str) -> list[Path]:
        """Returns every path that differs in its hops."""
        return [path for path in self.paths_from(source) if path.target == target]

    def paths_from(self, source: str) -> Iterator[Path]:
        """Yields the paths from a place, shorter ones first."""
        waiting: deque[tuple[Hop, ...]] = deque([()])
        while waiting:
            taken = waiting.popleft()
            here = taken[-1].target if taken else source
            for hop in self._hops.get(here, []):
                arrived = taken[-1].port if taken else None
                if arrived and not (hop.forwards and hop.arrives in (None, arrived)):
                    continue
                if hop.target == source or any(hop.target == each.target for each in taken):
                    continue
                yield Path(source, hop.target, (*taken, hop))
                if self.places[hop.target].kind in RELAYS:
                    waiting.append((*taken, hop))

    @cached_property
    def pairs(self) -> dict[tuple[str, str], Path]:
        """The shortest path of every pair that has one."""
        found: dict[tuple[str, str], Path] = {}
        for name in self.places:
            for path in self.paths_from(name):
                found.setdefault((name, path.target), path)
        return found

    def stop(self, source: str, target: str) -> Stop:
        """Returns what stops requests between two places that no path connects."""
        if known := self.stops.get((source, target)):
            return known
        found = self._connect(self.places[source], self.places[target])
        if isinstance(found, Stop):
            return found
        return Stop(source, target, f"{target} takes no requests")

    def callers(self, place: Place) -> tuple[str, ...]:
        """Returns the ranges of private addresses that a load balancer is for; none if it is for
        others. Such a load balancer has no public address, and no edge leads to it, so the networks
        that it admits are its callers. Their routes are their owner's, and no plan knows them."""
        if place.kind != "load balancer" or place.public:
            return ()
        if any(self.places[hop.source].kind == "edge" for hop in self.into(place.name)):
            return ()
        rules = self.network.rules.of(place.groups, inward=True)
        found = [text for rule in rules if rule.has(443) for text in rule.ranges]
        return tuple(dict.fromkeys(text for text in found if not addresses.is_outside(text)))

    def _direct(self, found: list[Place]) -> Iterator[Hop | Stop]:
        """Yields the hops that need no door."""
        standing = [place for place in found if place.subnets]
        takers = [place for place in found if place.subnets or place.unplaced]
        takers = [place for place in takers if _takes(place)]
        for source in (place for place in standing if place.kind not in RELAYS):
            for target in takers:
                if source is not target and self.network.might_connect(source, target):
                    hop = self._connect(source, target)
                    if isinstance(hop, Hop):
                        yield hop
        for place in found:
            if place.subnets and _takes(place):
                yield from self.network.beyond(place)
                yield self.network.arrive(place)
            if place.subnets or place.kind == "function":
                yield self.network.leave(place)
        yield from self._functions(found)
        yield from self._public()

    def _connect(self, source: Place, target: Place) -> Hop | Stop:
        if source == INTERNET:
            return self.network.arrive(target)
        if target == INTERNET:
            return self.network.leave(source)
        return self.network.connect(source, target)

    def _functions(self, found: list[Place]) -> Iterator[Hop]:
        """Yields hops to functions whose address asks nobody who they are."""
        names = {place.urn: place.name for place in found}
        for each in self.resources.of("lambda.FunctionUrl"):
            if each.inputs.get("authorizationType") == "NONE":
                named = each.inputs.get("functionName")
                for function in self.resources.referred(named, "lambda.Function"):
                    permit = Permit(f"{each} (authorizationType NONE)", each.urn)
                    yield Hop("internet", names[function.urn], 443, (permit,))

    def _public(self) -> Iterator[Hop]:
        """Yields hops to what a policy opens to everybody."""
        blocked = {
            bucket.urn
            for each in self.resources.of("s3.BucketPublicAccessBlock")
            if each.inputs.get("blockPublicPolicy") and each.inputs.get("restrictPublicBuckets")
            for bucket in self.resources.referred(each.inputs.get("bucket"), "s3.Bucket")
        }
        for grant in grants(self.resources):
            kind = _PUBLIC.get(grant.owner.kind)
            if kind and is_public(grant.statement) and grant.owner.urn not in blocked:
                said = f"{grant.source} (everybody: {grant.statement.actions})"
                name = f"{kind} {grant.owner.name}"
                yield Hop("internet", name, 443, (Permit(said, grant.source.urn),))


def _takes(place: Place) -> bool:
    # A one-off task runs a command to its end, so nothing in it answers, although it carries the
    # groups of its service.
    return place.kind != "task"


def _named_only(found: list[Place], hops: Iterator[Hop], resources: Resources) -> Iterator[Place]:
    """Yields the places that only hops name: buckets, queues, and networks of others."""
    known = {place.name for place in found}
    for hop in list(hops):
        for name in (hop.source, hop.target):
            if name in known:
                continue
            known.add(name)
            kind = next((each for each in _PUBLIC.values() if name.startswith(f"{each} ")), None)
            yield Place(name=name, kind=kind or "network")
