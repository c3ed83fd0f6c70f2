"""Small plans for tests of the cost: documents with single resources."""

from collections.abc import Iterable, Mapping
from typing import Any

from operations.plan import Resources

STACK = "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod"


def token(kind: str) -> str:
    """The type of Pulumi's for one as references write it: `ec2.NatGateway`."""
    module, _, type_ = kind.partition(".")
    return f"aws:{module}/{type_[0].lower()}{type_[1:]}:{type_}"


def planned(
    resources: Iterable[Mapping[str, Any]],
    *,
    region: str = "eu-central-1",
    settings: Mapping[str, Any] | None = None,
) -> Resources:
    """The resources of a plan: each has a kind, and maybe a name, inputs and a component."""
    provider = "urn:pulumi:prod::shop::pulumi:providers:aws::aws"
    steps: list[dict[str, Any]] = [
        {"op": "create", "urn": provider, "newState": {"inputs": {"region": region}}}
    ]
    for each in resources:
        urn = f"urn:pulumi:prod::shop::{token(each['kind'])}::{each.get('name', 'one')}"
        state: dict[str, Any] = {"inputs": each.get("inputs") or {}, "parent": STACK}
        if component := each.get("component"):
            state["parent"] = f"urn:pulumi:prod::shop::plinth:any:Any::{component}"
        steps.append({"op": "create", "urn": urn, "newState": state})
    config = {"shop:settings": dict(settings)} if settings else {}
    return Resources({"steps": steps, "config": config})
