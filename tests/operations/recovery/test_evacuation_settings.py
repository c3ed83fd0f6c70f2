"""The settings of an environment in its recovery region are derived, and pass every check."""

import re
from pathlib import Path

import pytest

from operations import derived
from operations.errors import OperationError
from operations.plan import of_stack
from operations.pulumi_cli import cloud_platform
from operations.recovery import evacuation
from operations.recovery.evacuation import beginning, settings
from tests.factories import SHOP
from tests.operations.served import add_domains, name_existing, name_existing_things, project

ZONE = "Z0123456789ABCDEFGHIJ"
CHANGED = {
    "region: eu-central-1": "region: eu-west-1",
    "recovery_region: eu-west-1": "recovery_region: eu-central-1",
    "hosted_zone_id: null": f"hosted_zone_id: {ZONE}",
    "cidr: 10.20.0.0/16": "cidr: 10.21.0.0/16",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path / "shop")


def edited(folder: Path, old: str, new: str) -> None:
    file = folder / "Pulumi.prod.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_only_values_of_the_region_differ_and_comments_stay(folder: Path) -> None:
    edited(folder, "    protect: true\n", "    protect: true  # the data\n")
    found = evacuation.derived("prod", folder, zone_id=ZONE)
    assert dict(found.changes) == CHANGED
    assert "    protect: true  # the data\n" in found.text


def test_a_snapshot_is_not_in_the_other_region(folder: Path) -> None:
    edited(
        folder,
        "      multi_az: true\n      read_replicas",
        "      snapshot: {id: a}\n      multi_az: true\n      read_replicas",
    )
    assert "snapshot: null\n" in evacuation.derived("prod", folder, zone_id=ZONE).text


def test_a_network_that_exists_is_not_in_the_other_region(folder: Path) -> None:
    name_existing(folder / "Pulumi.prod.yaml")
    with pytest.raises(OperationError) as refused:
        evacuation.derived("prod", folder, zone_id=ZONE)
    assert "names the network vpc-0a1b2c3d, which is in eu-central-1" in str(refused.value)
    assert "write Pulumi.prod-recovery.yaml before a region is lost" in str(refused.value)


def test_what_others_made_is_not_in_the_other_region(folder: Path) -> None:
    name_existing_things(folder / "Pulumi.prod.yaml")
    with pytest.raises(OperationError) as refused:
        evacuation.derived("prod", folder, zone_id=ZONE)
    assert "names arn:aws:acm:eu-central-1:" in str(refused.value)
    assert "write Pulumi.prod-recovery.yaml before a region is lost" in str(refused.value)


def test_networks_that_find_private_names_are_not_in_the_other_region(folder: Path) -> None:
    private = "{allow_from: [10.0.0.0/8], vpcs: [vpc-0a1b2c3d]}"
    edited(folder, "    gateway:\n", f"    gateway:\n      private: {private}\n")
    books = "  books: {image: books:1, port: 8080, private: true, routes: [{hosts: [books]}]}\n"
    file = folder / "config/workload.yaml"
    text = file.read_text("utf-8").replace("services:\n", f"services:\n{books}", 1)
    file.write_text(text, "utf-8")
    with pytest.raises(OperationError) as refused:
        evacuation.derived("prod", folder, zone_id=ZONE)
    assert "names the network vpc-0a1b2c3d for private names" in str(refused.value)
    assert "under gateway.private.vpcs, or without them" in str(refused.value)


def test_domains_are_taken_over_with_their_zones(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_domains(folder, "prod", "shop.example.de")
    zones = {"shop.example.com": ZONE, "shop.example.de": "Z0222000000GERMANY00"}
    monkeypatch.setattr(beginning, "zone_of", lambda _, domain: zones[domain])
    found = evacuation.derived("prod", folder)
    derived.write(found)
    new = cloud_platform(folder, "prod-recovery").settings
    assert new.hosted_zone_id == ZONE
    assert {key: (each.name, each.hosted_zone_id) for key, each in new.domains.items()} == {
        "germany": ("shop.example.de", "Z0222000000GERMANY00"),
        "old": ("toys.example.org", "Z0333000000TOYS00000"),
    }


def test_a_zone_is_named_in_either_style_of_yaml(folder: Path) -> None:
    edited(folder, "    tags:", "    domains: {germany: {name: shop.example.de}}\n    tags:")
    platform = cloud_platform(SHOP, "prod")
    text = settings.derive(
        platform, folder, next_region="", zone_id=ZONE, zones={"germany": "Z0222"}
    ).text
    assert "domains: {germany: {name: shop.example.de, hosted_zone_id: Z0222}}\n" in text


def test_both_files_are_valid_and_share_the_domain(folder: Path) -> None:
    assert derived.write(evacuation.derived("prod", folder, zone_id=ZONE))
    old, new = (cloud_platform(folder, stack).settings for stack in ("prod", "prod-recovery"))
    assert old.domain == new.domain
    assert (new.region, new.recovery_region) == (old.recovery_region, old.region)


def test_the_environment_can_be_previewed(folder: Path) -> None:
    derived.write(evacuation.derived("prod", folder, zone_id=ZONE))
    found = of_stack(folder, "prod-recovery")
    (database,) = (x for x in found.of("rds.Instance") if x.name == "database")
    assert database.inputs["identifier"] == "shop-prod-recovery-database"
    assert not found.of("route53.Zone")
    assert {str(each.inputs["zoneId"]) for each in found.of("route53.Record")} == {ZONE}


def test_zones_that_the_region_lacks_become_others(folder: Path) -> None:
    edited(folder, "recovery_region: eu-west-1", "recovery_region: ap-northeast-1")
    assert "zones: [a, d, c]" in evacuation.derived("prod", folder, zone_id=ZONE).text


def test_a_spare_zone_that_the_region_lacks_becomes_another(folder: Path) -> None:
    edited(folder, "recovery_region: eu-west-1", "recovery_region: ap-northeast-1")
    edited(folder, "zones: [a, b, c]", "zones: [a]\n      spare_zone: b")
    edited(folder, "multi_az: true", "multi_az: false")
    rules = ("network.zones", "database.multi_az", "cache.multi_az")
    without = "".join(
        f"        {rule}: {{reason: two people, until: 2099-01-01}}\n" for rule in rules
    )
    protect = "    protect: true\n"
    edited(folder, protect, f"{protect}    production:\n      without:\n{without}")
    found = evacuation.derived("prod", folder, zone_id=ZONE)
    assert "zones: [a]\n      spare_zone: c" in found.text
    assert derived.check(found, folder).settings.network.spare_zone == "c"


def test_a_region_with_too_few_zones_is_refused(folder: Path) -> None:
    edited(folder, "recovery_region: eu-west-1", "recovery_region: us-west-1")
    with pytest.raises(OperationError, match=r"Pulumi\.prod-recovery\.yaml:\d+: network\.zones"):
        evacuation.derived("prod", folder, zone_id=ZONE)


def test_images_of_the_lost_registry_come_from_the_new_one_and_the_rest_is_told(
    folder: Path,
) -> None:
    lost = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/psql:16.4"
    edited(folder, "      proxy: {}\n", f"      proxy: {{}}\n      setup_image: {lost}\n")
    edited(folder, "    sizes: {}\n", "    sizes: {}  # as in eu-central-1\n")
    found = evacuation.derived("prod", folder, zone_id=ZONE)
    assert lost.replace("eu-central-1", "eu-west-1") in found.text
    (line,) = found.elsewhere
    assert re.fullmatch(r"line \d+: sizes: \{\}  # as in eu-central-1", line)


def test_copies_of_the_new_environment_go_where_the_operator_says(folder: Path) -> None:
    found = evacuation.derived("prod", folder, zone_id=ZONE, next_region="eu-north-1")
    assert "    recovery_region: eu-north-1\n" in found.text
    for wrong in ("eu-west-1", "mars"):
        with pytest.raises(OperationError, match="--recovery-region"):
            evacuation.derived("prod", folder, zone_id=ZONE, next_region=wrong)


def test_without_a_recovery_region_there_is_nothing_to_go_to(folder: Path) -> None:
    with pytest.raises(OperationError, match=r"Pulumi\.staging\.yaml: .*no recovery region"):
        evacuation.derived("staging", folder, zone_id=ZONE)


def test_what_people_changed_in_the_file_stays(folder: Path) -> None:
    derived.write(evacuation.derived("prod", folder, zone_id=ZONE))
    file = folder / "Pulumi.prod-recovery.yaml"
    text = file.read_text("utf-8").replace("tasks_max: 10", "tasks_max: 12")
    file.write_text(text, "utf-8")
    assert not derived.write(evacuation.derived("prod", folder))
    assert file.read_text("utf-8") == text


def test_the_domain_needs_the_zone_that_is_delegated(folder: Path) -> None:
    derived.write(evacuation.derived("prod", folder, zone_id=ZONE))
    file = folder / "Pulumi.prod-recovery.yaml"
    file.write_text(file.read_text("utf-8").replace(ZONE, "null"), "utf-8")
    with pytest.raises(OperationError, match=r"hosted_zone_id.*must be the zone of"):
        cloud_platform(folder, "prod-recovery")


def test_an_authority_that_exists_is_of_one_region(folder: Path) -> None:
    here, there = (
        f"arn:aws:acm-pca:{region}:111122223333:certificate-authority/"
        "1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809"
        for region in ("eu-central-1", "eu-west-1")
    )
    section = f"    encrypted_calls: {{authority: {here}}}\n"
    edited(folder, "    gateway:\n", f"{section}    gateway:\n")
    with pytest.raises(OperationError) as refused:
        evacuation.derived("prod", folder, zone_id=ZONE)
    assert "name it under encrypted_calls.recovery_authority" in str(refused.value)
    both = section.replace("}", f", recovery_authority: {there}}}")
    edited(folder, section, both)
    found = evacuation.derived("prod", folder, zone_id=ZONE)
    swapped = both.replace(here, "X").replace(there, here).replace("X", there)
    assert swapped in found.text
    assert not [line for line in found.elsewhere if "encrypted_calls" not in line]
