"""The network of an environment in which its ephemeral copies stand: its IDs as `network.existing`
of a copy names them."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import yaml

from config import CloudPlatform, CloudSettings
from operations.derived import Edit, edit, node
from operations.errors import OperationError
from operations.plan import Resources
from operations.pulumi_cli import settings_file

_TIERS = ("public", "private", "data")


def check_shareable(platform: CloudPlatform, folder: Path) -> None:
    """Raises OperationError for an environment whose network no copy could live in."""
    if platform.settings.network.nat == "public_tasks":
        raise OperationError(
            "has tasks with public addresses (nat: public_tasks), and its private subnets have no "
            "way out, in which a copy's tasks would stand",
            file=settings_file(folder, platform.stack),
            remedy="leave NETWORK=shared out, or give the network another nat",
        )


def existing_of(resources: Resources, stack: str) -> str:
    """Returns `network.existing` for the network that a stack has made, as YAML on one line."""
    vpcs = [each for each in resources.of("ec2.Vpc") if not each.given]
    tiers: dict[str, dict[str, str]] = defaultdict(dict)
    for each in resources.of("ec2.Subnet"):
        tier, _, zone = each.name.removeprefix("network-").partition("-")
        if tier in _TIERS and not each.given:
            tiers[tier][zone] = str(each.outputs["id"])
    if not vpcs or not tiers["private"]:
        raise OperationError(
            f"{stack} stands without a network of its own, so there is none to share",
            remedy="leave NETWORK=shared out",
        )
    subnets = ", ".join(
        f"{tier}: {{{', '.join(f'{zone}: {id_}' for zone, id_ in sorted(tiers[tier].items()))}}}"
        for tier in _TIERS
        if tiers[tier]
    )
    return f"{{vpc: {vpcs[0].outputs['id']}, subnets: {{{subnets}}}}}"


def sharing(text: str, file: Path, settings: CloudSettings, existing: str) -> Iterator[Edit]:
    """Yields the edits by which a copy stands in the original's network, whose endpoints, gateways
    and routes serve both."""
    network = settings.network
    section = node(text, file, ("network",))
    start, end, _ = edit(text, file, ("network", "nat"), "")
    way = "none" if network.nat == "none" else "existing"
    assert isinstance(section, yaml.MappingNode)
    if "existing" in {str(key.value) for key, _ in section.value}:
        yield start, end, way
        yield edit(text, file, ("network", "existing"), existing)
    else:
        between = ", " if section.flow_style else f"\n{' ' * section.start_mark.column}"
        yield start, end, f"{way}{between}existing: {existing}"
    yield edit(text, file, ("network", "interface_endpoints"), "[]")
    for key in ("nat_instance", "spare_zone"):
        if getattr(network, key) is not None:
            yield edit(text, file, ("network", key), "null")
