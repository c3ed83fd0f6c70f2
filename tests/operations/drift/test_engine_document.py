"""The engine's document of a refresh becomes differences, or is said not to tell."""

import json
from typing import Any

import pytest

from operations.drift import engine_document
from operations.drift.found import NOTHING, Finding, Reading, line
from operations.errors import OperationError
from operations.operate.services import pausing
from tests.operations.drift.documents import changed, document, queue, step


def read(*steps: dict[str, Any], **others: Any) -> Reading:
    return engine_document.read(json.dumps(document(*steps, **others)), "FILE", stack="prod")


def only(*steps: dict[str, Any]) -> Finding:
    [finding] = read(*steps).findings
    return finding


def test_an_unchanged_stack_differs_in_nothing() -> None:
    found = read(queue(), queue("mails"))
    assert (found.findings, found.unread, found.number) == ((), (), 2)
    assert found.regions == ("eu-central-1",)
    assert found.tags == {"project": "shop", "stack": "prod", "owner": "platform"}


def test_a_changed_property_has_both_values() -> None:
    found = only(changed("visibilityTimeoutSeconds", visibilityTimeoutSeconds=7), queue("mails"))
    assert (found.kind, found.name, found.path) == ("changed", "jobs", "visibilityTimeoutSeconds")
    assert (found.declared, found.found) == (60, 7)
    assert found.ids[0] == "jobs-prod-1a2b3c"


def test_only_what_the_provider_minds_is_a_difference() -> None:
    found = only(
        changed("visibilityTimeoutSeconds", visibilityTimeoutSeconds=7, tags={"team": "other"})
    )
    assert found.path == "visibilityTimeoutSeconds"


def test_a_property_inside_of_a_block_has_its_path() -> None:
    found = only(changed('tags["team"]', tags={"team": "others"}))
    assert (found.path, found.declared, found.found) == ("tags.team", "orders", "others")


def test_entries_that_only_changed_places_are_told_by_their_order() -> None:
    films, series = ({"pathPattern": pattern, "compress": True} for pattern in ("/a/*", "/b/*"))
    paths = ("orderedCacheBehaviors[0].pathPattern", "orderedCacheBehaviors[1].pathPattern")
    found = only(
        step(
            "edge",
            "aws:cloudfront/distribution:Distribution",
            {"orderedCacheBehaviors": [films, series]},
            found={"orderedCacheBehaviors": [series, films]},
            paths=paths,
            op="update",
        )
    )
    assert found.path == "orderedCacheBehaviors (order)"
    assert (found.declared, found.found) == (["/a/*", "/b/*"], ["/b/*", "/a/*"])


def test_an_error_page_is_named_by_its_code() -> None:
    pages = [{"errorCode": code, "errorCachingMinTtl": 0} for code in (403.0, 404.0)]
    found = only(
        step(
            "edge",
            "aws:cloudfront/distribution:Distribution",
            {"customErrorResponses": pages},
            found={"customErrorResponses": [pages[0], {**pages[1], "errorCachingMinTtl": 9}]},
            paths=("customErrorResponses[1].errorCachingMinTtl",),
            op="update",
        )
    )
    assert found.path == "customErrorResponses[404].errorCachingMinTtl"


def test_a_property_that_the_program_did_not_give_is_looked_up_in_the_outputs() -> None:
    found = only(changed("delaySeconds", delaySeconds=3))
    assert (found.path, found.declared, found.found) == ("delaySeconds", NOTHING, 3)


def test_a_default_tag_that_was_removed_is_a_difference() -> None:
    old, new = {"tagsAll": {"owner": "platform", "team": "orders"}}, {"team": "orders"}
    found = only(queue(outputs=old, found={"tagsAll": new}, paths=("tagsAll.owner",), op="update"))
    assert (found.path, found.declared, found.found) == ("tags.owner", "platform", NOTHING)


def test_a_tag_is_told_once() -> None:
    tags = {"team": "others"}
    both = ('tags["team"]', 'tagsAll["team"]')
    assert only(changed(*both, tags=tags, tagsAll=tags)).path == "tags.team"


def test_a_deleted_resource_is_gone() -> None:
    found = only(queue(op="delete"))
    assert (found.kind, found.path) == ("gone", "")
    assert line(found, {}) == "- aws:sqs:Queue  jobs  is gone"


def test_what_is_to_be_deleted_anyway_is_no_one_s() -> None:
    assert read(queue(op="delete", delete=True), changeSummary={"same": 2}).findings == ()


def test_a_secret_that_differs_stays_secret() -> None:
    found = only(
        step(
            "key",
            "aws:ssm/parameter:Parameter",
            {"value": "[secret]"},
            found={},
            paths=("value",),
            op="update",
        )
    )
    assert (found.path, found.declared, found.found) == ("value", "[secret]", "[secret]")


def test_an_id_is_shown_with_the_name_of_its_resource() -> None:
    moved = Finding("changed", queue()["urn"], "source", "jobs-prod-1a2b3c", "elsewhere")
    names = read(queue()).names
    assert line(moved, names).endswith('source: jobs-prod-1a2b3c (jobs) -> "elsewhere"')


def test_what_the_engine_counts_and_does_not_show_is_unknown_and_no_difference() -> None:
    found = read(queue(), changeSummary={"same": 2, "update": 1})
    assert found.findings == ()
    [told] = found.unread
    assert told.startswith("the engine counts 1 changed resources and says for 0 of them")


def test_what_is_only_read_needs_no_details() -> None:
    found = read(queue(external=True), changeSummary={"same": 2, "update": 1})
    assert (found.findings, found.unread) == ((), ())


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ({"tags": {"team": "orders", "aws:cloudformation:stack": "x"}}, "AWS writes tags"),
        (
            {"policy": '{"Statement":[{"Sid":"A","Resource":["*"],"Action":["sqs:B","sqs:A"]}]}'},
            "another spelling",
        ),
        ({"visibilityTimeoutSeconds": "60"}, "another spelling"),
    ],
)
def test_a_harmless_difference_is_left_out_with_its_reason(
    found: dict[str, Any], reason: str
) -> None:
    reading = read(changed(*found, **found))
    assert reading.findings == ()
    assert reading.left_out
    assert all(reason in each.reason for each in reading.left_out)


@pytest.mark.parametrize("tag", [pausing.TAG, "paused"])
def test_a_pause_by_command_is_no_change_by_hand_and_another_tag_is(tag: str) -> None:
    given = {"tags": {"team": "orders"}, "tagsAll": {"team": "orders"}}
    found = {key: {**each, tag: "4"} for key, each in given.items()}
    paths = (f'tags["{tag}"]', f'tagsAll["{tag}"]')
    reading = read(
        step("orders", "aws:ecs/service:Service", given, found=found, paths=paths, op="update")
    )
    if tag == "paused":
        assert reading.findings
    else:
        assert reading.findings == ()
        assert all("service resume" in each.reason for each in reading.left_out)
        assert reading.left_out


def test_a_deployment_of_flags_goes_on_by_itself_and_is_looked_at_apart() -> None:
    type_, given, found = "aws:appconfig/deployment:Deployment", "DEPLOYING", "COMPLETE"
    taken = step(
        "flags",
        type_,
        {"state": given},
        found={"state": found},
        paths=("state",),
        op="update",
    )
    reading = read(taken)
    assert reading.findings == ()
    assert list(reading.deployments) == [taken["urn"]]


def database(**found: Any) -> Reading:
    given = {"engineVersion": "16.3", "allocatedStorage": 100, "maxAllocatedStorage": 200}
    paths = tuple(found)
    return read(
        step("db", "aws:rds/instance:Instance", given, found=found, paths=paths, op="update")
    )


@pytest.mark.parametrize(
    "found", [{"engineVersion": "16.9"}, {"allocatedStorage": 150}, {"allocatedStorage": 200}]
)
def test_what_rds_does_by_itself_is_no_drift(found: dict[str, Any]) -> None:
    assert database(**found).findings == ()


@pytest.mark.parametrize(
    "found",
    [
        {"engineVersion": "17.1"},
        {"engineVersion": "16.2"},
        {"allocatedStorage": 90},
        {"allocatedStorage": 300},
    ],
)
def test_what_rds_never_does_by_itself_is_drift(found: dict[str, Any]) -> None:
    assert len(database(**found).findings) == 1


@pytest.mark.parametrize(
    ("declared", "found", "count"),
    [
        ("aurora", "", 0),
        ("aurora", "aurora-iopt1", 1),
        ("aurora-iopt1", "", 1),
    ],
)
def test_the_standard_storage_of_aurora_is_not_read_back(
    declared: str, found: str, count: int
) -> None:
    cluster = step(
        "books",
        "aws:rds/cluster:Cluster",
        {"storageType": declared},
        found={"storageType": found},
        paths=("storageType",),
        op="update",
    )
    assert len(read(cluster).findings) == count


def test_a_spelling_that_the_facts_know_is_left_out() -> None:
    given = {"authenticationMode": {"type": "no-password-required"}}
    user = step(
        "u",
        "aws:elasticache/user:User",
        given,
        found={"authenticationMode": {"type": "no-password"}},
        paths=("authenticationMode.type",),
        op="update",
    )
    assert read(user).findings == ()
    assert "no-password" in read(user).left_out[0].reason


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not JSON"),
        ("[]", "is no document of a refresh"),
        ('{"other": 1}', "is no document of a refresh"),
        ('{"steps": [1], "changeSummary": {}}', "has steps that no refresh has"),
        ('{"steps": [{"op": "refresh", "urn": "x"}], "changeSummary": {}}', "has steps"),
        ('{"steps": []}', "was cut off"),
        (json.dumps(document(queue(op="create"))), "holds the step `create`"),
        (
            json.dumps(
                {"diagnostics": [{"severity": "error", "message": "error: no\ncredentials"}]}
            ),
            "comes from a refresh that failed: error: no credentials",
        ),
    ],
)
def test_what_is_no_document_of_a_refresh_is_refused(text: str, message: str) -> None:
    with pytest.raises(OperationError, match=f"FILE: .*{message}"):
        engine_document.read(text, "FILE")


def test_a_document_of_another_stack_is_refused() -> None:
    with pytest.raises(OperationError, match="of the stack prod, not of staging"):
        engine_document.read(json.dumps(document(queue())), "FILE", stack="staging")
