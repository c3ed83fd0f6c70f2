"""The whole of staging by the Pulumi CLI itself, with the emulator as its AWS provider.

Skipped where there is no CLI: nothing is downloaded for a test.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aws_account.moto import moto_server
from aws_account.moto.account import Account
from backends.plan_backend import PlanBackend
from engine.program import run
from engine.values.values import UNKNOWN
from operations.deploy import engine
from operations.plan import compare, document, from_file, of_stack
from operations.plan.preview import readable_document_of
from operations.pulumi_cli import cli
from operations.reach import Graph
from operations.review import engine_plan
from operations.rights import widened
from plugin.planned import DEFAULTS
from tests.real_engine.stack import PROJECT, Stack, unchanged

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(cli.find_cli() is None, reason="the Pulumi CLI is not on PATH"),
    # One account, changed by one test after the other.
    pytest.mark.xdist_group("engine"),
]


@pytest.fixture(scope="module")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Staging, up, by the command of README."""
    stack = Stack(tmp_path_factory.mktemp("staging"), "staging")
    stack.take_from_the_cli()
    said = first_deployment(stack)
    steps = [line for line in said.splitlines() if line.startswith(STEPS)]
    assert [line.partition(":")[0] for line in steps] == list(STEPS)
    created = stack.account.send("secretsmanager", "ListSecrets", {}, region=REGION)["SecretList"]
    assert "shop/staging/payment-provider-key" in {each["Name"] for each in created}
    assert stack.account.send("ecr", "DescribeRepositories", {}, region=REGION)["repositories"]
    yield stack
    moto_server.stop(stack.server_file)


STEPS = ("zone", "places", "images", "secrets", "everything")


def first_deployment(stack: Stack) -> str:
    """Runs the command; gives all that it prints."""
    command = [sys.executable, "-m", "operations", "first-deployment", stack.name, "--emulated"]
    options = ["--yes", "--folder", str(stack.folder), "--", "--suppress-progress"]
    ended = subprocess.run(
        [*command, *options, "--skip-preview"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


def test_a_first_deployment_that_is_run_again_does_no_step_twice(staging: Stack) -> None:
    said = first_deployment(staging)
    for done in (
        "zone: is there",
        "places: repositories and secrets are there",
        "secrets: each one has a value",
    ):
        assert done in said.splitlines()
    assert " created" not in said
    assert " updated" not in said


def ready(stack: Stack) -> tuple[int, dict[str, bool]]:
    """The exit status of the checklist, and its lines, of which nothing can be known here about
    tests, a scan and people."""
    command = [sys.executable, "-m", "operations", "ready", stack.name, "--emulated", "--json"]
    given = [word for line in ("tests", "scan", "alarms") for word in ("--evidence", line)]
    ended = subprocess.run(
        [*command, *given, "--folder", str(stack.folder)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(ended.stdout)
    return ended.returncode, {each["line"]: each["yes"] for each in found["lines"]}


def test_the_checklist_asks_the_account_for_the_images(staging: Stack) -> None:
    status, lines = ready(staging)
    assert status == 2
    no = [line for line, yes in lines.items() if not yes]
    assert no == ["Database migrations ready", "Rollback plan"]
    kind = "application/vnd.oci.image.manifest.v1+json"
    for name in staging.account.send("ecr", "DescribeRepositories", {}, region=REGION)[
        "repositories"
    ]:
        manifest = {"schemaVersion": 2, "mediaType": kind, "config": {}, "layers": []}
        put = {
            "repositoryName": name["repositoryName"],
            "imageManifest": json.dumps(manifest),
            "imageTag": "1.0.0",
        }
        staging.account.send("ecr", "PutImage", put, region=REGION)
    assert ready(staging) == (0, dict.fromkeys(lines, True))


def the_queue(account: Account) -> str:
    found = account.send("sqs", "ListQueues", {"QueueNamePrefix": "mails-staging"}, region=REGION)
    return str(found["QueueUrls"][0])


REGION, DELETING = "eu-central-1", "deleting"


def test_a_second_preview_and_a_refresh_show_no_change(staging: Stack) -> None:
    assert unchanged(staging.engine("preview"))
    assert unchanged(staging.engine("refresh", "--preview-only"))


def test_what_stands_has_the_ways_and_the_rights_of_the_plan(staging: Stack) -> None:
    state = json.loads(cli.state_file("staging", staging.folder).read_text("utf-8"))
    export = staging.folder / "state.json"
    export.write_text(json.dumps({"version": 3, "deployment": state["checkpoint"]["latest"]}))
    standing, planned = from_file(export), of_stack(staging.folder, "staging")
    assert set(Graph(standing).pairs) == set(Graph(planned).pairs)
    assert list(map(str, widened(standing, planned))) == []
    assert list(map(str, widened(planned, standing))) == []


def test_a_hand_change_shows_in_a_refresh_and_is_repaired(staging: Stack) -> None:
    queue = the_queue(staging.account)
    before = visibility(staging.account, queue)
    change = {"QueueUrl": queue, "Attributes": {"VisibilityTimeout": "7"}}
    staging.account.send("sqs", "SetQueueAttributes", change, region=REGION)
    shown = staging.engine("refresh", "--preview-only", "--diff")
    assert f"visibilityTimeoutSeconds: {before} => 7" in shown
    assert "~ 1 to update" in shown
    staging.engine("up", "--refresh", "--skip-preview")
    assert visibility(staging.account, queue) == before


def test_drift_sees_one_hand_change_and_nothing_else_and_repairs_it(staging: Stack) -> None:
    queue, same = the_queue(staging.account), ["nothing differs from what was declared"]
    before = visibility(staging.account, queue)
    assert staging.drift("--refresh-document", str(staging.refreshed())) == (0, same)
    assert staging.drift("--emulated") == (0, same)
    change = {"QueueUrl": queue, "Attributes": {"VisibilityTimeout": "7"}}
    staging.account.send("sqs", "SetQueueAttributes", change, region=REGION)
    seen = [
        f"~ aws:sqs:Queue  mails  visibilityTimeoutSeconds: {before} -> 7",
        "1 difference",
    ]
    assert staging.drift("--refresh-document", str(staging.refreshed())) == (2, seen)
    assert staging.drift("--emulated") == (2, seen)
    status, lines = staging.drift("--emulated", "--revert", "mails")
    assert (status, visibility(staging.account, queue)) == (0, "7")
    assert "    ~ 1 to update" in lines
    assert staging.drift("--emulated", "--revert", "mails", "--yes")[0] == 0
    assert visibility(staging.account, queue) == before
    assert staging.drift("--refresh-document", str(staging.refreshed())) == (0, same)


def visibility(account: Account, queue: str) -> str:
    params = {"QueueUrl": queue, "AttributeNames": ["VisibilityTimeout"]}
    answer = account.send("sqs", "GetQueueAttributes", params, region=REGION)
    return str(answer["Attributes"]["VisibilityTimeout"])


EDITS = (
    ("Pulumi.staging.yaml", "db.t3.small", "db.t3.medium"),
    ("config/workload.yaml", "image: web:1.0.0", "image: web:1.4.3"),
    ("config/workload.yaml", "order-events: {}", "order-events: {fifo: true}"),
    ("config/workload.yaml", "mails: {visi", "mails: {fifo: true, visi"),
    ("config/workload.yaml", "live-updates: {visi", "live-updates: {fifo: true, visi"),
    ("config/workload.yaml", "cron(0 2 * * ? *)", "cron(0 3 * * ? *)"),
)


def test_a_review_says_of_each_resource_what_the_engine_plans(staging: Stack) -> None:
    """Both sides as files, and the engine with what stands: the same kinds of change."""
    before = readable_document_of(staging.folder, "staging")
    files = {name: (staging.folder / name).read_text("utf-8") for name, _, _ in EDITS}
    for name, old, new in EDITS:
        text = (staging.folder / name).read_text("utf-8")
        assert old in text
        (staging.folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    after = readable_document_of(staging.folder, "staging")
    by_engine = engine_plan.compared(staging.document())
    for name, text in files.items():
        (staging.folder / name).write_text(text, encoding="utf-8")
    offline = compare(before, after, before_file="before")
    kinds = [{c.urn: c.kind for c in found.changes} for found in (offline, by_engine)]
    assert "replaced" in kinds[0].values()
    assert kinds[0] == kinds[1]


def test_one_resource_can_be_replaced_and_refers_to_the_others(staging: Stack) -> None:
    urn = next(urn for urn in staging.urns() if "ec2/routeTableAssociation" in urn)
    shown = staging.engine("up", "--skip-preview", f"--target-replace={urn}")
    assert "+-1 replaced" in shown


def test_what_is_protected_is_not_destroyed_until_the_settings_say_so(staging: Stack) -> None:
    staging.set("protect", "true")
    staging.engine("up", "--skip-preview")
    refused = staging.engine("destroy", fails=True)
    assert "cannot be deleted" in refused
    assert "because it is protected" in refused
    assert "make forget STACK=staging" in refused
    staging.set("protect", "false")
    staging.engine("up", "--skip-preview")


def test_destroy_leaves_nothing(staging: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    account = staging.account
    assert account.send("ecs", "ListClusters", {}, region=REGION)["clusterArns"]
    stopped: list[Path] = []
    monkeypatch.setattr(moto_server, "stop", stopped.append)
    engine.destroy(staging.name, ["--skip-preview"], emulated=True, yes=True, folder=staging.folder)
    assert stopped == [staging.server_file]
    for service, operation, key in (
        ("ecs", "ListClusters", "clusterArns"),
        ("rds", "DescribeDBInstances", "DBInstances"),
        ("s3", "ListBuckets", "Buckets"),
        ("iam", "ListRoles", "Roles"),
        ("route53", "ListHostedZones", "HostedZones"),
        ("elbv2", "DescribeLoadBalancers", "LoadBalancers"),
        ("elasticache", "DescribeReplicationGroups", "ReplicationGroups"),
        ("lambda", "ListFunctions", "Functions"),
        ("logs", "DescribeLogGroups", "logGroups"),
        ("cloudwatch", "DescribeAlarms", "MetricAlarms"),
        ("sns", "ListTopics", "Topics"),
        ("secretsmanager", "ListSecrets", "SecretList"),
        ("ecr", "DescribeRepositories", "repositories"),
    ):
        left = account.send(service, operation, {}, region=REGION)[key]
        # moto never ends what AWS takes minutes for.
        gone = [each for each in left if isinstance(each, dict) and each.get("Status") == DELETING]
        assert (operation, left) == (operation, gone)
    networks = account.send("ec2", "DescribeVpcs", {}, region=REGION)["Vpcs"]
    assert [each["IsDefault"] for each in networks] == [True]
    assert "QueueUrls" not in account.send("sqs", "ListQueues", {}, region=REGION)


@pytest.mark.parametrize("name", ["staging", "prod"])
def test_the_offline_preview_agrees_with_the_engine_s(tmp_path: Path, name: str) -> None:
    stack = Stack(tmp_path, name)
    try:
        engines = stack.document()
    finally:
        moto_server.stop(stack.server_file)
    ours = document.build(run(stack.folder, name, PlanBackend()))
    theirs, own = states(engines), states(ours)
    assert theirs.keys() == own.keys()
    for urn, state in own.items():
        assert (urn, theirs[urn]["type"]) == (urn, state["type"])
        assert (urn, theirs[urn].get("parent")) == (urn, state.get("parent"))
        assert_agree(theirs[urn].get("inputs", {}), state.get("inputs", {}), urn)


def states(written: document.Document) -> dict[str, Any]:
    return {step["urn"]: step["newState"] for step in written["steps"]}


def assert_agree(engines: Any, ours: Any, path: str) -> None:
    """What the offline preview knows is what the engine knows. The engine may know more: the
    provider has made up names, on which other inputs depend."""
    if ours == UNKNOWN:
        return
    if isinstance(engines, dict) and isinstance(ours, dict):
        filled_in = {DEFAULTS, *engines.get(DEFAULTS, ())}
        assert (path, engines.keys() - filled_in) == (path, ours.keys() - filled_in)
        for key in ours:
            assert_agree(engines[key], ours[key], f"{path} {key}")
    elif isinstance(engines, list) and isinstance(ours, list):
        assert (path, len(engines)) == (path, len(ours))
        for place, (theirs, own) in enumerate(zip(engines, ours, strict=True)):
            assert_agree(theirs, own, f"{path}[{place}]")
    else:
        assert (path, engines) == (path, ours)
