"""Ephemeral environments are made of another one's settings, listed, and swept away when over."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from moto import mock_aws

from config.decisions import Grants
from config.domains import made_zones
from config.notices.settings_notices import nobody_told
from operations import sites
from operations.deploy import engine
from operations.ephemeral.leftovers import leftovers
from operations.errors import Ended, OperationError
from operations.plan import Resource, document, of_stack
from operations.pulumi_cli import cli, cloud_platform
from operations.review import judged
from tests.factories import make_settings
from tests.operations.commands import Command
from tests.operations.served import add_domains, name_existing, name_existing_things, project

ZONE = "Z0123456789ABCDEFGHIJ"
CREATE = ("ephemeral", "create", "pr-123", "--from", "staging", "--hosted-zone-id", ZONE)


def today() -> date:
    """The day on which a test runs, not that on which it was collected."""
    return datetime.now(UTC).date()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path / "shop")


def over(folder: Path, day: date) -> None:
    """Gives the copy another last day."""
    file = folder / "Pulumi.pr-123.yaml"
    file.write_text(re.sub(r"until: [\d-]+", f"until: {day}", file.read_text("utf-8")), "utf-8")


def test_a_copy_shares_nothing_and_keeps_the_rest(folder: Path, command: Command) -> None:
    shown = command(*CREATE, "--days", "5", "--folder", str(folder))
    assert shown.status == 0, shown.err
    origin, copy = (cloud_platform(folder, stack).settings for stack in ("staging", "pr-123"))
    assert copy.ephemeral is not None
    assert (copy.ephemeral.copy_of, copy.ephemeral.until) == (
        "staging",
        today() + timedelta(days=5),
    )
    assert copy.domain == f"pr-123.{origin.domain}"
    assert copy.gateway.cors.allowed_origins == [f"https://app.{copy.domain}"]
    assert (copy.hosted_zone_id, copy.network.cidr) == (ZONE, "10.31.0.0/16")
    assert copy.services.tasks_min == 1
    same = {"workers", "waf", "edge", "images", "account_id", "region", "environment", "database"}
    assert copy.model_dump(include=same) == origin.model_dump(include=same)
    # Again, as after a mistake: the file stays.
    again = command(*CREATE, "--folder", str(folder))
    assert "is there already" in again.out + again.err
    assert cloud_platform(folder, "pr-123").settings == copy


def test_a_copy_has_its_domains_below_its_own(folder: Path, command: Command) -> None:
    add_domains(folder, "staging", "shop-staging.example.com")
    shown = command(*CREATE, "--folder", str(folder))
    assert shown.status == 0, shown.err
    copy = cloud_platform(folder, "pr-123").settings
    assert {key: (each.name, each.hosted_zone_id) for key, each in copy.domains.items()} == {
        "germany": (f"germany.{copy.domain}", None),
        "old": (f"old.{copy.domain}", None),
    }
    assert made_zones(copy.domain, copy.domains) == {}


def test_no_deployment_of_a_copy_waits_for_an_answer(folder: Path, command: Command) -> None:
    staging = folder / "Pulumi.staging.yaml"
    gates = "approvals: [{stage: pre_scale_up}]"
    text = staging.read_text("utf-8").replace(
        "deployment: rolling", f"deployment: blue_green\n      {gates}"
    )
    text = text.replace("sizes: {}", f"sizes: {{orders: {{{gates}}}}}")
    staging.write_text(text, encoding="utf-8")
    shown = command(*CREATE, "--folder", str(folder))
    assert shown.status == 0, shown.err
    origin, copy = (cloud_platform(folder, stack).settings for stack in ("staging", "pr-123"))
    for settings, gates_of in ((origin, 1), (copy, 0)):
        assert len(settings.services.approvals) == gates_of
        assert len(settings.sizes["orders"].approvals or []) == gates_of


def test_a_copy_has_one_shard_of_a_cache_and_begins_empty(folder: Path, command: Command) -> None:
    staging, workload = folder / "Pulumi.staging.yaml", folder / "config" / "workload.yaml"
    text = staging.read_text("utf-8")
    text = re.sub(r"( +)cache:\n", r"\g<0>\1  shards: 3\n", text)
    text = re.sub(r"( +)database:\n", r"\g<0>\1  snapshot: {id: a}\n", text)
    # A copy has no copies in another region, so its edge has none to ask.
    text = text.replace("edge: {", "edge: {origin_failover: true, plan: business, ")
    text = re.sub(
        r"( +)edge:", r"\1user_pools: {people: {domain_prefix: example-shop}}\n\g<0>", text
    )
    text = text.replace("recovery_region: null", "recovery_region: eu-west-1")
    staging.write_text(text, encoding="utf-8")
    programs = workload.read_text("utf-8").replace(
        "\n      cache: true\n", "\n      cache: cluster\n"
    )
    pools = "\nuser_pools: {people: {sign_in: email}}\n"
    workload.write_text(programs + pools, encoding="utf-8")
    shown = command(*CREATE, "--folder", str(folder))
    assert shown.status == 0, shown.err
    caches = [cloud_platform(folder, stack).settings.cache for stack in ("staging", "pr-123")]
    assert [cache and (cache.shards, cache.nodes) for cache in caches] == [(3, 3), (1, 1)]
    databases = [cloud_platform(folder, stack).settings.database for stack in ("staging", "pr-123")]
    assert [bool(each and each.snapshot) for each in databases] == [True, False]
    edges = [cloud_platform(folder, stack).settings.edge for stack in ("staging", "pr-123")]
    assert [bool(each and each.origin_failover) for each in edges] == [True, False]
    # AWS would keep the edge, and its firewall, to the end of the plan's month.
    assert [each and each.plan for each in edges] == ["business", None]
    people = [cloud_platform(folder, stack).settings.user_pools for stack in ("staging", "pr-123")]
    assert [each["people"].domain_prefix for each in people] == ["example-shop", None]


def test_a_copy_shares_a_network_that_exists(folder: Path, command: Command) -> None:
    staging = folder / "Pulumi.staging.yaml"
    name_existing(staging)
    text = staging.read_text("utf-8").replace(
        "interface_endpoints: []", "interface_endpoints: [kms]"
    )
    staging.write_text(text.replace("subnets:", "route_tables: [rtb-0a1b2c3d], subnets:"), "utf-8")
    shown = command(*CREATE, "--folder", str(folder))
    assert shown.status == 0, shown.err
    origin, copy = (cloud_platform(folder, stack).settings for stack in ("staging", "pr-123"))
    assert origin.network.existing
    assert (copy.network.cidr, copy.network.nat) == (origin.network.cidr, "existing")
    assert copy.network.existing
    assert copy.network.existing.subnets == origin.network.existing.subnets
    # AWS takes no second endpoint of a service in a network.
    assert (copy.network.interface_endpoints, copy.network.existing.route_tables) == ([], [])
    file = folder / "Pulumi.pr-123.yaml"
    text = file.read_text("utf-8").replace("interface_endpoints: []", "interface_endpoints: [kms]")
    file.write_text(text, "utf-8")
    with pytest.raises(OperationError, match=r"staging\.yaml in the same VPC"):
        cloud_platform(folder, "pr-123")


def made(folder: Path) -> SimpleNamespace:
    """The network of staging as its state would have it."""
    plan = of_stack(folder, "staging")
    ids = {
        each.urn: f"{each.kind[4:].lower()}-{number:08x}"
        for number, each in enumerate((*plan.of("ec2.Vpc"), *plan.of("ec2.Subnet")))
    }

    def of(kind: str) -> list[Resource]:
        return [replace(each, outputs={"id": ids[each.urn]}) for each in plan.of(kind)]

    return SimpleNamespace(resources=SimpleNamespace(of=of))


SHARED = (*CREATE, "--network", "shared")


@pytest.mark.parametrize("section", ["block", "flow"])
def test_a_copy_can_stand_in_the_network_of_the_original(
    folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch, section: str
) -> None:
    staging = folder / "Pulumi.staging.yaml"
    if section == "flow":
        block = re.compile(r"    network:\n(      .*\n)+")
        one = "    network: {cidr: 10.30.0.0/16, zones: [a], nat: instance, nat_instance: {},\n"
        one += "      existing: null, spare_zone: b, interface_endpoints: [logs]}\n"
        staging.write_text(block.sub(one, staging.read_text("utf-8")), "utf-8")
    monkeypatch.setattr(sites, "standing", lambda stack, at, **_: made(at))
    shown = command(*SHARED, "--folder", str(folder))
    assert shown.status == 0, shown.err
    origin, copy = (cloud_platform(folder, stack).settings for stack in ("staging", "pr-123"))
    assert copy.network.existing
    assert (copy.network.cidr, copy.network.nat) == (origin.network.cidr, "existing")
    assert copy.network.interface_endpoints == []
    assert copy.network.existing.vpc == "vpc-00000000"
    for tier in ("public", "private", "data"):
        assert [*getattr(copy.network.existing.subnets, tier)] == ["a", "b"]
    plan = of_stack(folder, "pr-123")
    networks = ("ec2.Vpc", "ec2.NatGateway", "ec2.VpcEndpoint", "ec2.FlowLog", "autoscaling.Group")
    assert not [each.name for kind in networks for each in plan.of(kind) if not each.given]
    groups = {each.inputs["vpcId"] for each in plan.of("ec2.SecurityGroup")}
    assert groups == {"vpc-00000000"}


def test_a_network_in_which_copies_stand_is_not_deleted(
    folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sites, "standing", lambda stack, at, **_: made(at))
    command(*SHARED, "--folder", str(folder))
    preview = ("preview", "staging", "--folder", str(folder))
    before = str(folder / "before.json")
    assert "note: pr-123 in this network" in command(*preview, "--json", before).err
    assert "pr-123" not in command(*preview, "--against", before).err
    staging = folder / "Pulumi.staging.yaml"
    text = staging.read_text("utf-8")
    staging.write_text(text.replace("nat: single", "nat: instance"), "utf-8")
    changed = command(*preview, "--against", before, "--json", str(folder / "after.json"))
    lost = "pr-123 stands in the network of staging, and would lose "
    assert f"warning: `make up` refuses this: {lost}" in changed.err
    assert "network-nat-a (ec2.NatGateway deleted: the way out)" in changed.err
    sides = [document.read(folder / name) for name in ("before.json", "after.json")]
    report = judged.environment("staging", sides[0], sides[1], Grants(), folders=(folder, folder))
    assert any(each.startswith(f"`make up` refuses it: {lost}") for each in report.notes)
    staging.write_text(text, "utf-8")
    told = command("engine", "destroy", "staging", "--folder", str(folder))
    assert told.status
    assert "staging has the network in which pr-123 stands" in told.err
    assert "make destroy STACK=pr-123" in told.err


def test_a_network_without_a_way_out_of_its_private_subnets_is_not_shared(
    folder: Path, command: Command
) -> None:
    staging = folder / "Pulumi.staging.yaml"
    text = staging.read_text("utf-8").replace("nat: single", "nat: public_tasks")
    staging.write_text(text, "utf-8")
    told = command(*SHARED, "--folder", str(folder))
    assert "has tasks with public addresses (nat: public_tasks)" in told.err
    wrong = command(*CREATE, "--network", "theirs", "--folder", str(folder))
    assert "--network: must be own or shared" in wrong.err


def test_a_copy_has_its_own_certificates_and_the_same_key(folder: Path, command: Command) -> None:
    name_existing_things(folder / "Pulumi.staging.yaml")
    assert command(*CREATE, "--folder", str(folder)).status == 0
    origin, copy = (cloud_platform(folder, stack).settings for stack in ("staging", "pr-123"))
    assert origin.existing.certificates
    assert copy.existing.certificates is None
    assert copy.existing.keys == origin.existing.keys
    assert (set(origin.existing.buckets), copy.existing.buckets) == ({"uploads"}, {})
    assert command("existing", "--stack", "staging", "--folder", str(folder)).out.startswith(
        "arn:aws:acm:eu-central-1:"
    )
    listed = command("existing", "--stack", "staging", "--folder", str(folder), "--json", "-")
    things = {each["kind"]: each for each in json.loads(listed.out)["things"]}
    assert things["bucket"]["id"] == "shop-uploads-2024"
    assert things["key"]["policy"]["Statement"]
    assert (listed.status, things["certificate"]["problems"]) == (0, [])
    shown = command("existing", "--stack", "pr-123", "--folder", str(folder))
    assert shown.out.startswith("arn:aws:kms:eu-central-1:")


def test_a_copy_is_planned_with_its_last_day_on_everything(folder: Path, command: Command) -> None:
    command(*CREATE, "--folder", str(folder))
    plan = of_stack(folder, "pr-123")
    (provider,) = (
        each for each in plan.document["steps"] if each["urn"].endswith("providers:aws::aws")
    )
    tags = json.loads(provider["newState"]["inputs"]["defaultTags"])["tags"]
    assert tags["ephemeral-until"] == str(today() + timedelta(days=3))
    assert not plan.of("route53.Zone")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("pr-1", "--from", "prod"), "is production, of which no ephemeral copy is made"),
        (("pr-1", "--from", "dev"), "is on Docker"),
        (("PR_1", "--from", "staging"), "'PR_1' is no name of a stack"),
        (("prod", "--from", "staging"), "is there already, and is no copy of staging"),
        (("pr-1", "--from", "stagin"), "did you mean staging"),
        (("prod-1", "--from", "staging"), "must be production in the stack prod-1"),
        (("pr-1", "--from", "staging", "--days", "31"), "less than or equal to 30"),
    ],
)
def test_what_cannot_be_copied_is_refused_and_nothing_is_written(
    folder: Path, command: Command, words: tuple[str, ...], said: str
) -> None:
    before = sorted(folder.iterdir())
    shown = command(
        "ephemeral", "create", *words, "--hosted-zone-id", ZONE, "--folder", str(folder)
    )
    assert shown.status
    assert said in re.sub(r"[\s│]+", " ", shown.err)
    assert sorted(folder.iterdir()) == before


def test_a_copy_is_over_after_its_last_day(folder: Path, command: Command) -> None:
    assert "No environment" in command("ephemeral", "list", "--folder", str(folder)).out
    command(*CREATE, "--folder", str(folder))
    over(folder, today())
    assert command("ephemeral", "list", "--folder", str(folder)).status == 0
    over(folder, today() - timedelta(days=1))
    shown = command("ephemeral", "list", "--json", "--folder", str(folder))
    assert shown.status == 2
    assert [each["over"] for each in json.loads(shown.out)] == [True]
    shown = command("ephemeral", "sweep", "--emulated", "--folder", str(folder))
    assert (shown.status, "make sweep APPLY=1" in shown.out) == (2, True)
    assert (folder / "Pulumi.pr-123.yaml").exists()


def test_a_sweep_that_is_refused_leaves_the_file(
    folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(*CREATE, "--folder", str(folder))
    over(folder, today() - timedelta(days=1))
    asked: list[tuple[object, ...]] = []

    def run(verb: str, stack: str, options: list[str], **_more: object) -> None:
        asked.append((verb, stack, options))
        if len(asked) == 1:
            raise Ended(1)

    monkeypatch.setattr(engine, "run", run)
    monkeypatch.setattr(cli, "require_cli", lambda _folder: Path("pulumi"))
    monkeypatch.setattr(cli, "ask", lambda _cli, words, *_: asked.append(tuple(words)))
    with mock_aws():
        sweep = ("ephemeral", "sweep", "--apply", "--folder", str(folder))
        first = command(*sweep)
        assert (first.status, (folder / "Pulumi.pr-123.yaml").exists()) == (2, True)
        second = command(*sweep)
        assert (second.status, (folder / "Pulumi.pr-123.yaml").exists()) == (0, False)
    assert asked == [
        ("destroy", "pr-123", ["--yes"]),
        ("destroy", "pr-123", ["--yes"]),
        ("stack", "rm", "pr-123", "--yes", "--preserve-config"),
    ]


def test_what_is_left_of_a_stack_without_a_file_is_found_by_its_tag() -> None:
    with mock_aws():
        s3 = boto3.client("s3", region_name="eu-central-1")
        for stack, more in {
            "pr-1": {"ephemeral-until": "2026-11-01"},
            "pr-2": {"ephemeral-until": "2026-11-02"},
            "staging": dict[str, str](),
        }.items():
            place = {"LocationConstraint": "eu-central-1"}
            s3.create_bucket(Bucket=f"of-{stack}", CreateBucketConfiguration=place)
            tags = [{"Key": k, "Value": v} for k, v in {"stack": stack, **more}.items()]
            s3.put_bucket_tagging(Bucket=f"of-{stack}", Tagging={"TagSet": tags})
        client = boto3.client("resourcegroupstaggingapi", region_name="eu-central-1")
        assert leftovers(client, {"pr-2"}) == {("pr-1", "2026-11-01"): ["arn:aws:s3:::of-pr-1"]}


def test_every_preview_says_until_when_and_nobody_has_to_be_told_of_alarms() -> None:
    life = {"copy_of": "prod", "until": "2026-11-30"}
    settings = make_settings("staging", ephemeral=life)
    assert list(nobody_told(settings)) == []
    for day, words in ((date(2026, 11, 30), "is the last"), (date(2026, 12, 1), "was the last")):
        assert settings.ephemeral is not None
        assert words in settings.ephemeral.notice(day).remedy
