"""Pulumi's own engine after a failover plans the replica that is missing, and undoes nothing."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from aws_account.moto import moto_server
from operations.pulumi_cli import cli
from tests.real_engine.stack import Stack, unchanged

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(cli.find_cli() is None, reason="the Pulumi CLI is not on PATH"),
    pytest.mark.xdist_group("engine"),
]

DATABASE = "aws:rds/instance:Instance"
FOLLOWERS = {
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "aws:ecs/service:Service",
    "aws:ecs/taskDefinition:TaskDefinition",
    "aws:lambda/invocation:Invocation",
    "aws:scheduler/schedule:Schedule",
    "aws:ssm/parameter:Parameter",
}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Staging with a replica, up."""
    found = Stack(tmp_path_factory.mktemp("failover"), "staging")
    found.set("read_replicas", "1")
    try:
        found.engine("up")
        yield found
    finally:
        moto_server.stop(found.server_file)


def failover(stack: Stack) -> str:
    """The command that an operator types."""
    words = ["failover", "run", "--stack", "staging", "--emulated", "--folder", str(stack.folder)]
    ended = subprocess.run(
        [sys.executable, "-m", "operations", *words, "--apply", "--force", "--accept-loss", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


def databases(stack: Stack) -> dict[str, str]:
    """Resource IDs of the instances by name."""
    found = stack.account.send("rds", "DescribeDBInstances", {}, region="eu-central-1")
    return {each["DBInstanceIdentifier"]: each["DbiResourceId"] for each in found["DBInstances"]}


def test_the_engine_plans_the_new_replica_and_its_followers(stack: Stack) -> None:
    before = databases(stack)
    failover(stack)
    assert databases(stack)["shop-staging-database"] == before["shop-staging-database-replica-1"]

    steps = [x for x in stack.document()["steps"] if x["op"] not in ("same", "read")]
    created = [each["urn"] for each in steps if each["op"] == "create"]
    assert [urn.rpartition("$")[2] for urn in created] == [f"{DATABASE}::database-replica-1"]
    # Programs that read from the replica get its address, which is known once it stands, and what
    # starts them gets their task definitions.
    followers = {each["urn"].rpartition("$")[2].partition("::")[0] for each in steps}
    assert followers - {DATABASE} <= FOLLOWERS
    assert not [each for each in steps if each["urn"].endswith(f"{DATABASE}::database")]

    stack.engine("up")
    after = databases(stack)
    assert after["shop-staging-database"] == before["shop-staging-database-replica-1"]
    assert after["shop-staging-database-replica-1"] not in before.values()
    assert unchanged(stack.engine("preview")), "and then nothing is left to do"
