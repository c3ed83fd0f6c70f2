"""Two environments stand in one network of an emulated account, and the copy goes without the
original."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aws_account.moto import serve
from emulation.backend import EmulatorBackend
from emulation.emulation import Emulation, emulate
from engine import program, project
from operations.emulated import emulated_account, emulated_document
from tests.factories import ROOT
from tests.operations.commands import Command

KEPT = ("ecs/taskDefinition:TaskDefinition", "elasticache/subnetGroup:SubnetGroup")
"""Types that remain when an environment goes: ECS rolls back to registered ones, and moto cannot
delete the others."""


@contextmanager
def ferry(tmp_path: Path) -> Iterator[tuple[Path, Emulation]]:
    """The small company's staging, which stands in an account that commands find."""
    folder = tmp_path / "ferry"
    shutil.copytree(ROOT / "examples/ferry", folder)
    file = folder / "Pulumi.staging.yaml"
    text = file.read_text("utf-8").replace(
        "interface_endpoints: by_price", "interface_endpoints: [logs]"
    )
    file.write_text(text, "utf-8")
    with (
        emulate(folder, "staging") as original,
        serve(original.account) as address,
        emulated_account.keeping(folder, "staging", address, emulated_document.build(original)),
    ):
        yield folder, original


def beside(original: Emulation, folder: Path, stack: str) -> Emulation:
    """Another stack, in the account in which one stands."""
    config = project.load(folder, stack).config
    backend = EmulatorBackend(lambda _number: original.account, config=config)
    outcome = program.run(folder, stack, backend)
    return Emulation(outcome, tuple(backend.attempts.values()), tuple(backend.accounts.values()))


def network(emulation: Emulation) -> dict[str, list[Any]]:
    """What stands in the only network, by its kind, with names where AWS takes each only once."""
    ec2 = emulation.account.client("ec2", "eu-central-1")
    (vpc,) = (each["VpcId"] for each in ec2.describe_vpcs()["Vpcs"] if not each["IsDefault"])
    of_it = [{"Name": "vpc-id", "Values": [vpc]}]
    return {
        "subnets": [each["CidrBlock"] for each in ec2.describe_subnets(Filters=of_it)["Subnets"]],
        "tables": [
            each["RouteTableId"] for each in ec2.describe_route_tables(Filters=of_it)["RouteTables"]
        ],
        "endpoints": [
            each["ServiceName"]
            for each in ec2.describe_vpc_endpoints(Filters=of_it)["VpcEndpoints"]
        ],
        "groups": [
            each["GroupName"]
            for each in ec2.describe_security_groups(Filters=of_it)["SecurityGroups"]
        ],
    }


def test_a_copy_stands_beside_its_original_and_leaves_it_as_it_was(
    tmp_path: Path, command: Command
) -> None:
    with ferry(tmp_path) as (folder, original):
        alone = network(original)
        copied = ("ephemeral", "create", "pr-123", "--from", "staging", "--network", "shared")
        shown = command(*copied, "--emulated", "--folder", str(folder))
        assert shown.status == 0, shown.err
        copy = beside(original, folder, "pr-123")
        assert [each.problem for each in copy.attempts if each.problem] == []
        assert copy.differences() == []
        # In the original nothing differs, but for the copy's groups and its names in the zone.
        added = original.differences()
        assert {(each.kind, each.path) for each in added} == {
            ("appeared", "security group"),
            ("appeared", "record"),
        }
        groups = {each.id for each in copy.resources}
        assert all(each.found in groups or "pr-123.staging" in each.found for each in added)
        # Log groups, aliases, records, roles, secrets and parameters have their names as IDs.
        ids = [{(each.type, each.id) for each in side.resources} for side in (original, copy)]
        assert ids[0] & ids[1] == set()
        both = network(original)
        assert {**both, "groups": alone["groups"]} == alone
        for kind, names in both.items():
            assert len(names) == len({*names}), kind
        assert {*alone["groups"]} < {*both["groups"]}
        for service, operation, found, name in (
            ("servicediscovery", "list_namespaces", "Namespaces", "Name"),
            ("ecs", "list_clusters", "clusterArns", ""),
            ("elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerName"),
            ("elbv2", "describe_target_groups", "TargetGroups", "TargetGroupName"),
        ):
            client = original.account.client(service, "eu-central-1")
            listed = [each[name] if name else each for each in getattr(client, operation)()[found]]
            assert len(listed) == len({*listed}) > 1, service
        told = command("engine", "destroy", "staging", "--emulated", "--folder", str(folder))
        assert told.status
        assert "staging has the network in which pr-123 stands" in told.err
        for resource in reversed(copy.resources):
            copy.accounts[0].delete(resource)
        left = [
            each
            for each in copy.resources
            if each.row.delete
            and not each.is_recorded_only
            and not each.type.endswith(KEPT)
            and copy.accounts[0].read(each) is not None
        ]
        assert left == []
        assert original.differences() == []
        assert network(original) == alone
