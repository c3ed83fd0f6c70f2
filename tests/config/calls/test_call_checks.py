"""Encryption of calls that does not fit the workload, or whose authority ends."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from config.calls import EncryptedCalls, authority_notice, authority_over, call_problems
from tests.factories import make_workload

CALLS: dict[str, Any] = {"services": {"orders": {"uses": {"services": ["accounts"]}}}}


AUTHORITY = (
    "arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/"
    "1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809"
)


def calls(until: str | None = "2036-11-30", **changes: Any) -> EncryptedCalls:
    return EncryptedCalls.model_validate({"until": until, **changes})


def test_a_port_of_a_service_that_is_called_is_no_port_of_its_proxy() -> None:
    workload = make_workload(**CALLS)
    assert list(call_problems(calls(), workload)) == []
    port = workload.services["accounts"].port
    [told] = call_problems(calls(port=port), workload)
    assert (told.key, told.value) == ("encrypted_calls.port", port)
    assert "is the port of accounts and orders, whose proxy needs another one" in told.remedy


def test_a_service_that_does_not_exist_is_told_elsewhere() -> None:
    unknown: dict[str, Any] = {"services": {"orders": {"uses": {"services": ["acounts"]}}}}
    assert all(each.key != "services" for each in call_problems(calls(), make_workload(**unknown)))


@pytest.mark.parametrize("port", [443, 1023, 32768, True])
def test_a_proxy_takes_calls_at_some_ports_only(port: int) -> None:
    with pytest.raises(ValueError, match="port"):
        calls(port=port)


def test_an_authority_that_nobody_needs_is_not_paid_for() -> None:
    programs = [each.name for each in make_workload().programs() if each.program.uses.services]
    kinds = {each.name: f"{each.kind}s" for each in make_workload().programs()}
    none: dict[str, Any] = {}
    for name in programs:
        none.setdefault(kinds[name], {})[name] = {"uses": {"services": []}}
    [told] = call_problems(calls(), make_workload(**none))
    assert told.key == "encrypted_calls"
    assert "no program calls a service" in told.remedy


@pytest.mark.parametrize(
    ("today", "over", "near"),
    [
        (date(2036, 5, 1), "", False),
        (date(2036, 6, 3), "", True),
        (date(2036, 11, 23), "", True),
        (date(2036, 11, 24), "is too near", True),
        (date(2036, 12, 1), "is over", False),
    ],
)
def test_the_end_of_the_authority_is_told_before_it_comes(
    today: date, over: str, near: bool
) -> None:
    assert [each.key for each in authority_notice(calls(), today)] == (
        ["encrypted_calls.until"] if near else []
    )
    found = [each.remedy for each in authority_over(calls(), today)]
    assert bool(found) == bool(over)
    assert all(text.startswith(over) and "2046-" in text for text in found)


def test_without_a_day_nothing_has_ended() -> None:
    assert list(authority_over(calls("2020-01-01"), None)) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"authority": AUTHORITY}, "leave one of them out"),
        ({"until": None}, "must say for how long Plinth's own authority signs"),
        ({"recovery_authority": AUTHORITY}, "which is not named"),
        ({"until": None, "authority": "arn:aws:acm:x"}, "the ARN of a private certificate"),
    ],
)
def test_one_authority_is_named_or_made(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        calls(**changes)
    (detail,) = refused.value.errors()
    told = [each.remedy for each in detail.get("ctx", {}).get("broken", ())]
    assert says in " ".join([*told, detail["msg"]])


def test_an_authority_that_exists_is_of_the_region_and_of_any_account() -> None:
    named = calls(None, authority=AUTHORITY, recovery_authority=AUTHORITY)
    here: dict[str, Any] = {"region": "eu-central-1", "other": "eu-west-1"}
    assert list(calls(None, authority=AUTHORITY).problems(**here)) == []
    [other] = named.problems(**here)
    assert other.key == "recovery_authority"
    assert "is in eu-central-1, and an evacuation goes to it in eu-west-1" in other.remedy
    [unused] = named.problems(**{**here, "other": None})
    assert "there is no recovery_region" in unused.remedy
    told = [each.key for each in named.problems(**{**here, "region": "eu-west-1"})]
    assert "authority" in told


def test_the_end_of_an_authority_that_exists_is_its_owners() -> None:
    named = calls(None, authority=AUTHORITY)
    today = date(2036, 11, 29)
    assert [*authority_notice(named, today), *authority_over(named, today)] == []
