"""Who can open a connection to whom, by the rules of security groups alone."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.graph import Graph

GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


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


def ways(graph: Graph) -> set[Way]:
    """Every connection between groups, and from addresses into a group.

    A rule that names addresses lets all groups in that stand behind them; here it counts as a
    source of its own.
    """
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
