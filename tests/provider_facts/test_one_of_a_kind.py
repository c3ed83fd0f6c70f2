"""A replacement that AWS knows under the name of the old one comes after the old one's end.

Pulumi creates first and deletes afterwards. Where the ID is that of what a resource belongs to, or
AWS takes one only, that end would be the new one's, or the new one would be refused.
"""

import re

import provider_facts
from aws_account.mapping import TABLE
from tests.stacks import example
from tests.stacks.conftest import build

ONE_ONLY = {
    # "This ResourceId has already been used in another Delivery Source in this account".
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": {"resourceArn"},
    # FlowLogAlreadyExists.
    "aws:ec2/flowLog:FlowLog": {"vpcId", "logDestination"},
    # AWS ends a replication by its instance.
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": {
        "sourceDbInstanceArn"
    },
    # A load balancer has one firewall, and is what a deletion names.
    "aws:wafv2/webAclAssociation:WebAclAssociation": {"resourceArn"},
}
"""By type, the inputs that AWS takes once in all; its ID does not say so."""

HARMLESS = {
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": "Pulumi's provider deletes it first by itself",
    "aws:acm/certificateValidation:CertificateValidation": "its deletion does nothing",
    "aws:appautoscaling/target:Target": "what else replaces it is a constant of the program",
    "aws:ecs/taskDefinition:TaskDefinition": "its ID has the number of the revision",
}


def same_in_a_replacement(type_: str) -> set[str]:
    """The inputs that name it; empty where AWS draws a name, or the program's has a random end."""
    if type_ in ONE_ONLY:
        return ONE_ONLY[type_]
    row = TABLE.get(type_)
    words = set(re.findall(r"\{(\w+)\}", row.id)) if row and row.is_made_up else set()
    # A name that the program leaves to Pulumi is another one each time.
    drawn = any(name.startswith("hex") for name in words)
    return set() if row and ((row.named and row.named.property in words) or drawn) else words


def test_what_there_can_be_one_of_is_deleted_before_it_is_created_anew() -> None:
    # Without an edge the firewall is associated with the load balancer.
    graphs = (build("staging"), build("prod"), example.build({"edge": None}))
    seen, wrong = set(), set()
    for each in (each for graph in graphs for each in graph.registrations):
        row = provider_facts.find(each.type)
        names = same_in_a_replacement(each.type)
        if row is None or not names or each.type in HARMLESS:
            continue
        others = {name for name in row.replaces if name in each.inputs} - names - {"region"}
        if others:
            seen.add(each.type)
            if each.delete_before_replace is not True:
                wrong.add(f"{each.type} {each.name}: {', '.join(sorted(others))}")
    assert wrong == set()
    assert "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration" in seen
