"""The parts of another owner that a component of ours names by their IDs or ARNs."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

Inputs = Mapping[str, Any]


class Part(NamedTuple):
    """A part that exists, as if a resource of the plan had made it."""

    urn: str
    kind: str
    name: str
    inputs: Inputs


_TIERS = ("public", "private", "data")
"""Tiers of a network. Data may stand in the subnets of programs, which come first."""


def parts(type_: str, urn: str, inputs: Inputs) -> Iterator[Part]:
    """Yields what a component holds; nothing for one that makes all that it has."""
    if found := _PARTS.get(type_):
        yield from found(urn, urn.rpartition("::")[2], inputs.get("existing") or {})


def _network(urn: str, name: str, network: Inputs) -> Iterator[Part]:
    """Yields the VPC and the subnets, in the order in which they are named, each once."""
    facts = {"vpcId": network.get("vpc"), "region": network.get("region")}
    vpc = {"id": network.get("vpc"), "cidrBlock": network.get("cidr"), "nat": network.get("nat")}
    yield Part(f"{urn}#vpc", "ec2.Vpc", name, {**facts, **vpc})
    known: set[str] = set()
    tiers = network.get("subnets") or {}
    for tier in _TIERS:
        for zone, subnet in (tiers.get(tier) or {}).items():
            if subnet in known:
                continue
            known.add(subnet)
            placed = {"id": subnet, "availabilityZone": f"{facts['region']}{zone}", "tier": tier}
            own = f"{name}-{tier}-{zone}"
            yield Part(f"{urn}#{tier}-{zone}", "ec2.Subnet", own, {**facts, **placed})


def _certificates(urn: str, name: str, given: Inputs) -> Iterator[Part]:
    for region, arn in (given.get("certificates") or {}).items():
        inputs = {"arn": arn, "region": region, "domainName": given.get("domain")}
        yield Part(f"{urn}#{region}", "acm.Certificate", name, inputs)


def _key(urn: str, name: str, given: Inputs) -> Iterator[Part]:
    # The policy is what the key must have, which is not what it has.
    inputs = {"arn": given.get("arn"), "region": given.get("region"), "wanted": given.get("policy")}
    yield Part(f"{urn}#key", "kms.Key", name, inputs)


def _bucket(urn: str, name: str, given: Inputs) -> Iterator[Part]:
    inputs = {key: given.get(key) for key in ("bucket", "arn", "region")}
    yield Part(f"{urn}#bucket", "s3.Bucket", name, inputs)


def _database(urn: str, name: str, given: Inputs) -> Iterator[Part]:
    """Yields a server, and its group by the ID, to which rules of the plan belong."""
    is_cluster = given.get("engine") == "aurora-postgresql"
    group = given.get("security_group")
    inputs = {
        "clusterIdentifier" if is_cluster else "identifier": given.get("identifier"),
        "engine": given.get("engine"),
        "engineVersion": given.get("engine_version"),
        "multiAz": given.get("multi_az"),
        "port": given.get("port"),
        "vpcSecurityGroupIds": [group],
        **{key: given.get(key) for key in ("arn", "region", "address")},
    }
    yield Part(f"{urn}#group", "ec2.SecurityGroup", name, {"id": group})
    yield Part(f"{urn}#server", "rds.Cluster" if is_cluster else "rds.Instance", name, inputs)


_PARTS: Mapping[str, Callable[[str, str, Inputs], Iterator[Part]]] = {
    "plinth:data:ExistingDatabase": _database,
    "plinth:dns:ExistingCertificate": _certificates,
    "plinth:network:ExistingNetwork": _network,
    "plinth:security:ExistingKey": _key,
    "plinth:storage:ExistingBucket": _bucket,
}
"""The parts of each component that holds what exists, by its type."""
