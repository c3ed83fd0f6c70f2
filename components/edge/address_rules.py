"""Rules of a web ACL that let only some addresses make some requests.

    IpSet    <firewall>-<service>--<route>-ipv4 and -ipv6, where the workload names such networks

A request from elsewhere gets 403. One that passes goes on to all other rules.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

import pulumi
import pulumi_aws as aws

from components.edge.firewall_rules import (
    Rule,
    alternatives,
    checked,
    hosts_match,
    paths_match,
    visibility,
)
from config.workload import Requests, Restriction
from planning import route_key

Statement = Mapping[str, object]
"""A statement of a rule. AWS's SDK has a type of its own for each place in which one may stand."""

FullName = Callable[[str], str]
"""A function that returns the full name of a host of the workload."""

_FIRST = 50
"""The priority of the first rule: after all rate limits, of which a web ACL takes ten."""


@dataclass(frozen=True, kw_only=True)
class AddressRulesArgs:
    """The inputs from which the rules are built."""

    restrictions: Sequence[Restriction]
    scope: Literal["CLOUDFRONT", "REGIONAL"]
    region: str
    full_name: FullName


def address_rules(firewall: str, args: AddressRulesArgs, parent: pulumi.Resource) -> list[Rule]:
    """Creates the sets of addresses; returns the rules that name them."""
    return [
        _rule(firewall, args, restriction, priority, parent)
        for priority, restriction in enumerate(args.restrictions, start=_FIRST)
    ]


def _rule(
    firewall: str,
    args: AddressRulesArgs,
    restriction: Restriction,
    priority: int,
    parent: pulumi.Resource,
) -> Rule:
    # Neither part has two hyphens in a row.
    name = f"{restriction.service}--{route_key(restriction.host, restriction.path)}"
    sets = [
        _address_set(f"{firewall}-{name}-{version}", addresses, args, parent)
        for version, addresses in _by_version(restriction.allow_from).items()
    ]
    allowed: list[Statement] = [{"ip_set_reference_statement": {"arn": each.arn}} for each in sets]
    others = [_all_of(_exact_parts(each, args.full_name)) for each in restriction.others]
    # AWS's provider takes three statements within each other: all of, none of, all of.
    statement = _all_of(
        [
            *_parts(restriction.requests, args.full_name),
            *({"not_statement": {"statement": each}} for each in (*others, *allowed)),
        ]
    )
    return {
        "name": f"allow-from-{name}",
        "priority": priority,
        "statement": cast(aws.wafv2.WebAclRuleStatementArgsDict, statement),
        "action": {"block": {}},
        "visibility_config": visibility(f"allow-from-{name}"),
    }


def _address_set(
    name: str, addresses: Sequence[str], args: AddressRulesArgs, parent: pulumi.Resource
) -> aws.wafv2.IpSet:
    return aws.wafv2.IpSet(
        name,
        region=args.region,
        scope=args.scope,
        ip_address_version="IPV6" if ":" in addresses[0] else "IPV4",
        addresses=list(addresses),
        description="Networks that may call a route",
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _by_version(networks: Sequence[str]) -> dict[str, list[str]]:
    """Returns the networks of each version of IP that there are: a set holds one version."""
    found: dict[str, list[str]] = {}
    for each in networks:
        found.setdefault("ipv6" if ":" in each else "ipv4", []).append(each)
    return found


def _parts(requests: Requests, full_name: FullName) -> list[Statement]:
    hosts = [full_name(host) for host in requests.hosts]
    return [
        *([paths_match(requests.paths)] if requests.paths else []),
        *([hosts_match(hosts)] if hosts else []),
    ]


def _exact_parts(requests: Requests, full_name: FullName) -> list[Statement]:
    """Returns the statements for requests that everybody may make. They match the path as it came
    and the host without a port, as the load balancer compares both: a request that is written in
    another way is not taken for one of these."""
    hosts = [full_name(host) for host in requests.hosts]
    parts: list[Statement] = []
    if requests.paths:
        parts.append(
            _pattern({"uri_path": {}}, f"^(?:{alternatives(requests.paths)})(?:/|$)", "NONE")
        )
    if hosts:
        header = {"single_header": {"name": "host"}}
        parts.append(_pattern(header, f"^(?:{alternatives(hosts)})$", "LOWERCASE"))
    return parts


def _pattern(field: Mapping[str, object], pattern: str, transformation: str) -> Statement:
    return {
        "regex_match_statement": {
            "field_to_match": field,
            "regex_string": checked(pattern),
            "text_transformations": [{"priority": 0, "type": transformation}],
        }
    }


def _all_of(parts: Sequence[Statement]) -> Statement:
    return {"and_statement": {"statements": list(parts)}} if len(parts) > 1 else parts[0]
