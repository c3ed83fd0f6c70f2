"""The machines of NAT instances: whether one is in service in each of their groups."""

from collections.abc import Iterator, Mapping
from typing import Any

from operations import accounts
from operations.operate.overview.part import PAGE, Part
from operations.plan import Resource
from operations.sites import Site

_OWN = "plinth:network:NatInstances$"


def parts(site: Site) -> Iterator[Part]:
    """Yields a line for each NAT instance. Nothing for an environment without one."""
    groups = {
        str(each.outputs["name"]): each
        for each in site.resources.of("autoscaling.Group")
        if _OWN in each.urn
    }
    if not groups:
        return
    with accounts.asking("the state of the NAT instances"):
        answer = site.client("autoscaling").describe_auto_scaling_groups(
            AutoScalingGroupNames=[*groups]
        )
    found = {each["AutoScalingGroupName"]: each for each in answer["AutoScalingGroups"]}
    for name, each in groups.items():
        yield _part(each, found.get(name, {}).get("Instances") or [])


def _part(group: Resource, machines: list[Mapping[str, Any]]) -> Part:
    serving = [each for each in machines if _serves(each)]
    coming = [each for each in machines if each["LifecycleState"].startswith("Pending")]
    state = "in service" if serving else "starting" if coming else "none in service"
    shown = (
        f"{each['InstanceId']} in {each['AvailabilityZone']}"
        + ("" if _serves(each) else f": {each['LifecycleState']}, {each['HealthStatus']}")
        for each in machines
    )
    return Part(
        section="data and edge",
        name=group.name,
        state=state,
        detail=", ".join(shown),
        wrong=not serving and not coming,
        command=f"{PAGE}/nat-instance-down.md",
        facts={"kind": "nat-instance"},
    )


def _serves(machine: Mapping[str, Any]) -> bool:
    return bool(machine["LifecycleState"] == "InService" and machine["HealthStatus"] == "Healthy")
