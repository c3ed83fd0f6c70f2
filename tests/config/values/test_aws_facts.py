"""Every table of AWS's facts has a source and a day, and an old one says so."""

import datetime

import pytest

from config.values import aws_facts


@pytest.mark.parametrize("name", aws_facts.FACTS)
def test_a_fact_is_younger_than_half_a_year(name: str) -> None:
    fact = aws_facts.FACTS[name]
    age = fact.age_days(datetime.date.today())
    if age > aws_facts.STALE_DAYS:
        # No change of the code made it old, so it does not fail: the reason is printed.
        pytest.skip(f"{name} was read {age} days ago; read {fact.source} again")
    assert age >= 0


@pytest.mark.parametrize("name", aws_facts.FACTS)
def test_a_fact_says_where_it_is_from_and_what_it_means(name: str) -> None:
    fact = aws_facts.FACTS[name]
    assert fact.source.startswith("docs.aws.amazon.com/")
    assert fact.about.endswith(".")
    assert fact.value


@pytest.mark.parametrize(
    ("version", "says"),
    [
        ("13", "has the major versions"),
        ("16.4", "no longer creates it"),
        ("16.8", "no longer creates it"),
        ("17.4", "no longer creates it"),
        ("15.12", "no longer creates it"),
        ("14.17", "no longer creates it"),
        ("16.99", "newest version known here is 16."),
        ("x", "has the major versions"),
    ],
)
def test_a_version_that_rds_does_not_create_is_told(version: str, says: str) -> None:
    assert says in (aws_facts.postgres_problem(version) or "")


@pytest.mark.parametrize("version", ["14", "16", "16.9", "17.5", "18", "18.1"])
def test_a_version_that_rds_creates_is_taken(version: str) -> None:
    assert aws_facts.postgres_problem(version) is None


@pytest.mark.parametrize("memory", [61440, 122880, 249856])
def test_fargate_offers_32_cpus(memory: int) -> None:
    assert aws_facts.memory_problem(32768, memory) is None
    assert "61440, 122880, 249856" in (aws_facts.memory_problem(32768, 65536) or "")
