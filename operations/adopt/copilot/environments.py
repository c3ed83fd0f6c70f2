"""The manifest of an environment, and what its settings have of it."""

import ipaddress

from operations.adopt.copilot.application import Application
from operations.adopt.ledger import Node


def translate(app: Application, root: Node, folder: str) -> None:
    """Writes the settings of an environment."""
    named, kind = root.get("name"), root.get("type")
    name = str(named.value) if named else folder
    app.names.setdefault(name)
    settings = app.draft.environments.setdefault(name, {})
    to = f"Pulumi.{name}.yaml"
    for each in (named, kind):
        if each:
            each.translated(to)
    cidr = root.get("network", "vpc", "cidr")
    if cidr:
        if _fits(str(cidr.value)):
            settings["network"] = {"cidr": str(cidr.value)}
            cidr.translated(f"{to} network.cidr", "a new network with the same addresses")
        else:
            cidr.left_out("a network is private and of /16 to /21 here: write network.cidr")
    cdn = root.get("cdn")
    if cdn and cdn.value is False:
        settings["edge"] = None
        cdn.translated(f"{to} edge")
    elif cdn:
        settings["edge"] = {"price_class": "PriceClass_100"}
        root.lacks(f"{to} edge", "CloudFront answers in Europe and North America: see price_class")
        if cdn.value is True:
            cdn.translated(f"{to} edge")
    insights = root.get("observability", "container_insights")
    if insights:
        insights.translated(to, "the cluster has Container Insights always")


def _fits(text: str) -> bool:
    try:
        network = ipaddress.IPv4Network(text)
    except ValueError:
        return False
    return network.is_private and 16 <= network.prefixlen <= 21
