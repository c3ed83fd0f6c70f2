"""The pack as the engine's SDK sees it. `tests/real_engine` runs it under the CLI itself."""

import ast
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pulumi_policy import (
    Policy,
    PolicyCustomTimeouts,
    PolicyProviderResource,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import unknown_checking_proxy

from engine.values import SECRET_TEXT, UNKNOWN
from policies import RULES, node, pack
from policies.waivers import Waiver
from tests.factories import ROOT
from tests.policies.case import TAGS, urn
from tests.written_rules import layers

INSTANCE, BUCKET = "aws:rds/instance:Instance", "aws:s3/bucket:Bucket"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
FILES = sorted((ROOT / "policies").rglob("*.py"))
TIMEOUTS = PolicyCustomTimeouts(0, 0, 0)
OPTIONS = PolicyResourceOptions(False, [], None, [], TIMEOUTS, [])


def provider(environment: str = "production") -> PolicyProviderResource:
    """The provider as the engine gives it: defaults as JSON text."""
    tags = str({"tags": {**TAGS, "environment": environment}}).replace("'", '"')
    properties = unknown_checking_proxy({"defaultTags": tags})
    return PolicyProviderResource("pulumi:providers:aws", properties, "urn", "aws")


def policy(name: str, *waivers: Waiver) -> Policy:
    """A rule as a policy of the engine."""
    found = pack.policies_of(RULES, waivers)
    return next(each for each in found if each.name == name)


def told(
    name: str, inputs: dict[str, Any], *waivers: Waiver, environment: str = "production"
) -> Any:
    """What a policy about one resource tells of a database."""
    asked, found = policy(name, *waivers), list[str]()
    assert isinstance(asked, ResourceValidationPolicy)
    properties = unknown_checking_proxy(inputs)
    where = urn(INSTANCE, "database")
    given = provider(environment)

    def tell(message: str, _urn: str | None) -> None:
        found.append(message)

    asked.validate(
        ResourceValidationArgs(INSTANCE, properties, where, "database", OPTIONS, given),
        tell,
    )
    return found


def test_each_rule_is_a_policy_with_its_severity_and_remedy() -> None:
    found = pack.policies_of(RULES, ())
    assert [each.name for each in found] == [each.name for each in RULES]
    for asked, rule in zip(found, RULES, strict=True):
        assert asked.severity
        assert asked.severity.value == str(rule.severity)
        assert asked.remediation_steps == rule.remedy
        assert isinstance(asked, StackValidationPolicy) is rule.looks_around


def test_a_violation_names_the_resource_and_the_remedy() -> None:
    assert told("rds-no-public-address", {"publiclyAccessible": True}) == [
        "rds.Instance database: publiclyAccessible is true; set `publiclyAccessible` to false"
    ]


def test_what_is_not_known_yet_is_not_told() -> None:
    assert not told("rds-no-public-address", {"publiclyAccessible": UNKNOWN})
    assert not told("rds-keeps-backups", {"backupRetentionPeriod": UNKNOWN, "engine": UNKNOWN})


def test_a_number_is_shown_as_people_write_it() -> None:
    # The engine's messages have no whole numbers.
    (message,) = told("rds-keeps-backups", {"backupRetentionPeriod": 3.0})
    assert "is 3, less than 7" in message


def test_the_providers_tags_say_what_is_production() -> None:
    assert told("rds-survives-a-zone", {"multiAz": False})
    assert not told("rds-survives-a-zone", {"multiAz": False}, environment="staging")


def test_what_is_waived_is_not_told() -> None:
    waiver = Waiver("rds-encrypts", "database", "team", "a trial", date.max, "waivers.yaml:1")
    assert told("rds-encrypts", {})
    assert not told("rds-encrypts", {}, waiver)


@pytest.mark.parametrize("beside", [True, False])
def test_a_policy_about_the_stack_sees_what_refers_to_a_resource(beside: bool) -> None:
    keys = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    bucket, block = (
        PolicyResource(type_, properties, urn(type_, "it"), "it", OPTIONS, provider(), None, [], {})
        for type_, properties in (
            (BUCKET, unknown_checking_proxy({"bucket": UNKNOWN})),
            (BLOCK, unknown_checking_proxy(dict.fromkeys(keys, True))),
        )
    )
    if beside:
        block.property_dependencies["bucket"] = [bucket]
    found = list[str | None]()
    asked = policy("s3-blocks-public-access")
    assert isinstance(asked, StackValidationPolicy)

    def tell(_message: str, urn: str | None) -> None:
        found.append(urn)

    asked.validate(StackValidationArgs([bucket, block]), tell)
    assert found == ([] if beside else [bucket.urn] * 4)


def test_the_engines_marks_are_those_of_documents() -> None:
    assert node.is_opaque(UNKNOWN)
    assert node.SECRET == SECRET_TEXT


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_pack_stands_by_itself(path: Path) -> None:
    """The CLI starts it in a process of its own, from its folder."""
    used = {
        name.split(".")[0]
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [each.module or ""]
            if isinstance(each, ast.ImportFrom)
            else [alias.name for alias in each.names]
            if isinstance(each, ast.Import)
            else []
        )
    }
    assert not used & (set(layers()) - {"policies"})
    assert path.stem not in sys.stdlib_module_names
