"""Automatic names are those of the project's pattern, the same on every run."""

import pytest

from aws_account.mapping.row import Named
from aws_account.resources.naming import DEFAULT_PATTERN, NameRefused, automatic, pattern

URN = "urn:pulumi:prod::shop::aws:sqs/queue:Queue::jobs"


def name(pattern: str, named: Named | None = None, **inputs: object) -> str:
    return automatic("jobs", URN, pattern=pattern, named=named or Named(80), inputs=inputs)


def test_the_pattern_comes_from_the_configuration() -> None:
    assert pattern({"pulumi:autonaming": '{"pattern":"${name}-x"}'}) == "${name}-x"
    assert pattern({}) == DEFAULT_PATTERN


def test_a_name_has_the_parts_of_the_pattern() -> None:
    made = name("${project}-${stack}-${name}-${hex(6)}")
    assert made.startswith("shop-prod-jobs-")
    assert len(made) == len("shop-prod-jobs-") + 6


def test_a_name_is_the_same_on_every_run() -> None:
    assert name("${name}-${hex(6)}") == name("${name}-${hex(6)}")


def test_resources_of_one_name_in_two_stacks_have_names_of_their_own() -> None:
    other = automatic(
        "jobs", URN.replace("prod", "dev"), pattern="${name}-${hex(6)}", named=Named(), inputs={}
    )
    assert other != name("${name}-${hex(6)}")


def test_a_fifo_queue_has_its_suffix() -> None:
    fifo = Named(80, fifo="fifoQueue")
    assert name("${name}", fifo, fifoQueue=True) == "jobs.fifo"
    assert name("${name}", fifo, fifoQueue=False) == "jobs"


def test_a_name_that_is_too_long_is_refused() -> None:
    with pytest.raises(NameRefused, match="'jobs-jobs' has 9 characters; AWS allows 8"):
        name("${name}-${name}", Named(8))


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(NameRefused, match=r"\$\{colour\} is not known"):
        name("${colour}")


def test_a_name_without_capitals_has_none() -> None:
    made = automatic(
        "Jobs", URN, pattern="${name}", named=Named(63, "bucket", lower=True), inputs={}
    )
    assert made == "jobs"
