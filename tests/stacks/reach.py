"""Who can open a connection to whom, by the rules of security groups alone."""

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.graph import Graph

GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ENTRY = "aws:ssm/parameter:Parameter"
"""What the task runner may run by a name: its content says as what."""
CLIENTS = ("database-clients", "cache-clients")
"""Groups that nothing has as its own: programs carry them besides."""


class Way(NamedTuple):
    """A connection that both ends allow."""

    source: str
    """The name of a security group; or the addresses, where there is none."""
    target: str
    port: int


@dataclass(frozen=True)
class Rule:
    """One side's opening: of a group, to or from a peer."""

    group: str
    peer: str
    ports: range
    description: str = ""


def rules(graph: Graph, type_: str) -> list[Rule]:
    """All rules of one direction, with the groups' names."""
    names = {group.id: group.name for group in graph.all(GROUP)}

    def peer(inputs: Any) -> str:
        referenced = inputs.get("referencedSecurityGroupId")
        found = names[referenced] if referenced else inputs.get("cidrIpv4")
        return str(found or inputs.get("cidrIpv6") or inputs["prefixListId"])

    found = []
    for rule in graph.all(type_):
        assert rule.inputs["ipProtocol"] == "tcp", rule.urn
        ports = range(rule.inputs["fromPort"], rule.inputs["toPort"] + 1)
        found.append(Rule(names[rule.inputs["securityGroupId"]], peer(rule.inputs), ports))
    return found


def carried(graph: Graph) -> dict[str, list[str]]:
    """The groups that each thing with an address in the network carries, by `<type> <name>`."""
    groups = {group.id: group.name for group in graph.all(GROUP)}
    found: dict[str, list[str]] = {}
    for each in graph.registrations:
        network = each.inputs.get("networkConfiguration", {})
        schedule = each.inputs.get("target", {}) if "schedule" in each.type else {}
        started = schedule.get("ecsParameters", {}).get("networkConfiguration", {})
        entry = json.loads(each.inputs["insecureValue"]) if each.type == ENTRY else {}
        ids = [
            *network.get("securityGroups", ()),
            *started.get("securityGroups", ()),
            *entry.get("security_groups", ()),
            *each.inputs.get("vpcSecurityGroupIds", ()),
            *each.inputs.get("securityGroupIds", ()),
            *(each.inputs.get("securityGroups", ()) if each.type.startswith("aws:lb/") else ()),
        ]
        if ids:
            found[f"{each.type} {each.name}"] = [groups[id_] for id_ in ids]
    return found


def ways(graph: Graph) -> set[Way]:
    """Every connection between groups, and from addresses into a group. Of a group for clients, the
    source is whoever carries it.

    A rule that names addresses lets all groups in that stand behind them; here it counts as a
    source of its own.
    """
    members: dict[str, set[str]] = {}
    for groups in carried(graph).values():
        for group in groups[1:]:
            members.setdefault(group, set()).add(groups[0])
    return {
        way._replace(source=source)
        for way in _ways_of_groups(graph)
        for source in (members.get(way.source, ()) if way.source in CLIENTS else (way.source,))
    }


def _ways_of_groups(graph: Graph) -> set[Way]:
    out = [(rule.group, rule.peer, rule.ports) for rule in rules(graph, EGRESS)]
    names = set(graph.names(GROUP))
    found = set()
    for rule in rules(graph, INGRESS):
        for port in rule.ports:
            open_ = rule.peer not in names or any(
                group == rule.peer and peer in (rule.group, "0.0.0.0/0") and port in ports
                for group, peer, ports in out
            )
            if open_:
                found.add(Way(rule.peer, rule.group, port))
    return found


def internet_ports(graph: Graph) -> dict[str, set[int]]:
    """The ports on which each group reaches any address at all."""
    found: dict[str, set[int]] = {}
    for rule in rules(graph, EGRESS):
        if rule.peer not in graph.names(GROUP):
            assert rule.peer == "0.0.0.0/0", rule
            found.setdefault(rule.group, set()).update(rule.ports)
    return found
