"""A private zone with several networks: each of them is in the account, and comes and goes in
place."""

import pulumi_aws as aws

from aws_account.drift.drift import changes
from emulation.emulation import emulate_function

ZONE = "aws:route53/zone:Zone"


def _program() -> None:
    networks = [
        aws.ec2.Vpc(name, cidr_block=f"10.{number}.0.0/16") for number, name in enumerate("abc")
    ]
    aws.route53.Zone(
        "inside",
        name="internal.example.com",
        comment="x",
        vpcs=[{"vpc_id": each.id, "vpc_region": "eu-central-1"} for each in networks],
    )


def test_networks_of_a_private_zone_come_and_go() -> None:
    with emulate_function(_program, stack="example") as emulation:
        resources = emulation.accounts[0]
        (zone,) = [each for each in emulation.resources if each.type == ZONE]
        declared = zone.inputs["vpcs"]
        assert len(declared) == 3
        assert emulation.differences() == []
        fewer = resources.update(zone, {**zone.inputs, "vpcs": declared[1:]})
        answer = resources.read(fewer)
        assert answer is not None
        assert [each["VPCId"] for each in answer["VPCs"]] == [d["vpcId"] for d in declared[1:]]
        assert list(changes(fewer, answer)) == []
        assert list(changes(zone, answer))
