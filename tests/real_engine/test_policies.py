"""The pack under the Pulumi CLI: on a state that is written down, and in a preview of staging."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from aws_account.moto import moto_server
from backends import SymbolicBackend
from engine.program import run_function
from operations.plan import document
from operations.pulumi_cli import cli
from stacks import cloud
from tests.factories import ROOT, make_platform
from tests.real_engine.stack import Stack

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(cli.find_cli() is None, reason="the Pulumi CLI is not on PATH"),
    pytest.mark.xdist_group("engine"),
]

OWN = '''
import pulumi_aws as aws

EXPORTS = {}


def add(platform):
    """Adds what breaks three rules."""
    aws.ssm.Parameter(
        "link", type="String", insecure_value="amqp://shop:hunter22@mq", opts=platform.opts
    )
    aws.ec2.SecurityGroup(
        "open",
        ingress=[{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"]}],
        opts=platform.opts,
    )
'''
WAIVERS = """
- {policy: ssm-no-secret-in-a-plain-parameter, resource: link, owner: us, reason: old, until: DAY}
- {policy: ec2-open-to-the-world-for-the-web-only, resource: open, owner: us, reason: a, until: DAY}
"""


@pytest.fixture(scope="module")
def state() -> dict[str, Any]:
    """Staging as a state: its offline document in the form of `pulumi stack export`."""
    platform = make_platform("staging")
    outcome = run_function(lambda: cloud.build(platform), SymbolicBackend(), stack="staging")
    resources = []
    for step in document.build(outcome)["steps"]:
        resource = {**step["newState"], "outputs": step["newState"].get("inputs", {})}
        if resource["custom"]:
            resource["id"] = "known"
        resources.append(resource)
    return {"version": 3, "deployment": {"manifest": {}, "resources": resources}}


def analyzed(state: dict[str, Any], folder: Path) -> tuple[int, set[tuple[str, ...]]]:
    """The CLI's status for a state, and the policies that it tells."""
    file = folder / "state.json"
    file.write_text(json.dumps(state), encoding="utf-8")
    command = [str(cli.find_cli()), "policy", "analyze", "--file", str(file), "--policy-pack"]
    ended = subprocess.run(
        [*command, "policies", "--color", "never"],
        cwd=ROOT,
        env={**os.environ, **cli.local_environment(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert "plinth@v" in ended.stdout, ended.stdout
    return ended.returncode, told(ended.stdout)


def told(output: str) -> set[tuple[str, ...]]:
    """The policies and resources that the CLI lists as violations."""
    lines = re.finditer(r"\[mandatory\].*?  ([\w-]+)  \(.*: ([\w.-]+)\)", output)
    return {each.groups() for each in lines}


def test_a_state_is_judged_by_the_cli_as_by_the_command(
    state: dict[str, Any], tmp_path: Path
) -> None:
    assert analyzed(state, tmp_path) == (0, set())
    kept = []
    for resource in state["deployment"]["resources"]:
        inputs = resource.get("inputs", {})
        if resource["urn"].endswith("aws:rds/instance:Instance::database"):
            inputs = {**inputs, "publiclyAccessible": True}
        if not resource["urn"].endswith("aws:sqs/queuePolicy:QueuePolicy::mails"):
            kept.append({**resource, "inputs": inputs, "outputs": inputs})
    broken = {**state, "deployment": {**state["deployment"], "resources": kept}}
    status, found = analyzed(broken, tmp_path)
    assert status != 0
    assert found == {("rds-no-public-address", "database"), ("sqs-requires-tls", "mails")}
    command = [sys.executable, "-m", "operations", "policies", "staging", "--json", "-"]
    ended = subprocess.run(
        [*command, "--document", str(tmp_path / "state.json")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    same = json.loads(ended.stdout)["violations"]
    assert {(each["policy"], each["resource"].split()[-1]) for each in same} == found


@pytest.fixture(scope="module")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Staging with resources of a team's own."""
    stack = Stack(tmp_path_factory.mktemp("policies"), "staging")
    (stack.folder / "own" / "resources.py").write_text(OWN, encoding="utf-8")
    yield stack
    moto_server.stop(stack.server_file)


def waive(stack: Stack, until: date) -> None:
    text = WAIVERS.replace("DAY", until.isoformat())
    (stack.folder / "config" / "waivers.yaml").write_text(text, encoding="utf-8")


def test_a_preview_stops_at_violations_that_nobody_accepted(staging: Stack) -> None:
    waive(staging, date.today())
    output = staging.engine("preview", "--policy-pack", "policies", fails=True)
    assert told(output) == {("ec2-no-risky-port-open-to-the-world", "open")}


def test_a_waiver_that_ended_stops_the_pack(staging: Stack) -> None:
    waive(staging, date.today() - timedelta(days=1))
    output = staging.engine("preview", "--policy-pack", "policies", fails=True)
    assert "config/waivers.yaml:2: until: the waiver of ssm-no-secret" in output
