"""Types without a row in the mapping table: recorded, named in the report, and never a failure of
the environment; what AWS's model does not take is refused all the same."""

from pathlib import Path

import pulumi_aws as aws
import pytest

from aws_account.mapping import TABLE
from aws_account.mapping.row import Named, call, row
from aws_account.resources import resources, unmapped
from aws_account.spelling.scalars import Mismatch
from backends.known import KnownBackend
from emulation.emulation import Emulation, emulate_function
from engine.program import Outcome, run
from engine.values.values import revealed
from operations.emulated import emulate_text
from tests.apart import in_a_child
from tests.factories import ROOT, SHOP

STREAM = "aws:kinesis/stream:Stream"


def stream() -> None:
    made = aws.kinesis.Stream("events", shard_count=2)
    aws.sns.Topic("address", display_name=made.arn)


def report(emulation: Emulation) -> str:
    return "\n".join(map(str, emulate_text.report(emulation)))


def test_it_is_recorded_and_what_depends_on_it_is_made() -> None:
    assert STREAM not in TABLE
    with emulate_function(stream) as emulation:
        became = {each.registration.name: each.became for each in emulation.attempts}
        (address,) = (each for each in emulation.resources if each.type.startswith("aws:sns"))
        assert emulation.differences() == []
    assert became == {"events": "recorded only", "address": "created"}
    assert ":stream/events-" in address.inputs["displayName"]


def test_the_report_names_it_and_what_it_was_checked_against() -> None:
    with emulate_function(stream) as emulation:
        text = report(emulation)
    heading, line = text.split("\n\n")[-1].split("\n")[-2:]
    assert "no row of aws_account/mapping/" in heading
    assert line == "  aws:kinesis:Stream events: kinesis.CreateStream"


def test_one_for_which_no_operation_is_found_says_so() -> None:
    def program() -> None:
        bus = "arn:aws:events:eu-central-1:111122223333:event-bus/default"
        aws.cloudwatch.EventArchive("nightly", event_source_arn=bus)

    with emulate_function(program) as emulation:
        assert "aws:cloudwatch:EventArchive nightly: not checked" in report(emulation)


@pytest.mark.parametrize(
    ("inputs", "problem"),
    [
        ({"billingMode": "PER_MONTH"}, "billingMode: must be one of PROVISIONED, PAY_PER_REQUEST"),
        ({"name": ""}, "name: .*0"),
        ({"streamViewType": "ALL"}, None),
    ],
)
def test_a_value_is_refused_where_aws_has_a_parameter_of_its_name(
    inputs: dict[str, str], problem: str | None
) -> None:
    def record() -> None:
        unmapped.record(
            "aws:dynamodb/table:Table",
            inputs,
            urn="urn:pulumi:test::p::aws:dynamodb/table:Table::t",
            region="eu-central-1",
            account="111122223333",
        )

    if problem is None:
        record()
        return
    with pytest.raises(Mismatch, match=problem):
        record()


@pytest.fixture(scope="module")
def shop() -> Outcome:
    return in_a_child(lambda: run(Path(SHOP), "prod", KnownBackend()))


def test_nothing_that_aws_takes_is_refused_by_a_guess(shop: Outcome) -> None:
    """The types with a row, whose values AWS takes, looked at as if they had none."""
    checked = 0
    for each in shop.registrations:
        if each.type.startswith("aws:"):
            kept = unmapped.record(
                each.type,
                revealed(each.inputs),
                urn=each.urn,
                region="eu-central-1",
                account="111122223333",
            )
            checked += kept.said != "not checked"
    assert checked > len(shop.registrations) / 3


def test_the_row_that_the_document_shows_makes_such_a_resource(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = (ROOT / "docs" / "emulated-aws.md").read_text()
    block = text.split("## A type without a row")[1].split("```python\n")[1].split("```")[0]
    rows = eval("{" + block + "}", {"row": row, "call": call, "Named": Named})
    monkeypatch.setattr(resources, "TABLE", {**TABLE, **rows})
    with emulate_function(stream) as emulation:
        became = {each.registration.name: each.became for each in emulation.attempts}
        (made,) = (each for each in emulation.resources if each.type == STREAM)
        listed = emulation.account.send("kinesis", "ListStreams", {}, region=made.region)
        assert emulation.differences() == []
    assert became["events"] == "created"
    assert listed["StreamNames"] == [made.inputs["name"]]
