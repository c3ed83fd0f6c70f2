"""Partners that the settings and the workload do not know alike."""

from typing import Any

import pytest

from config.joint.partners import partner_notices, partner_problems
from tests.factories import make_settings, make_workload

BANK = "222233334444"
PAYMENTS = f"arn:aws:sns:eu-central-1:{BANK}:payments"
TAKES = {"queues": {"mails": {"partner_topics": [{"partner": "bank", "topic": "payments"}]}}}


def problems(workload: dict[str, Any], **partners: Any) -> list[tuple[str, str]]:
    found = partner_problems(make_workload(**workload), make_settings(partners=partners))
    return [(each.key, each.remedy) for each in found]


def test_a_partner_whose_topic_is_taken_has_no_problem() -> None:
    assert problems(TAKES, bank={"account_id": BANK, "topics": {"payments": PAYMENTS}}) == []


@pytest.mark.parametrize(
    ("name", "partner", "key", "says"),
    [
        ("bank", {"account_id": BANK}, "partners.bank.topics", "lacks payments, which queue mails"),
        (
            "bank",
            {"account_id": BANK, "topics": {"payment": PAYMENTS}},
            "partners.bank.topics",
            "payment",
        ),
        (
            "bank",
            {
                "account_id": BANK,
                "topics": {"payments": PAYMENTS.replace("eu-central-1", "us-east-1")},
            },
            "partners.bank.topics.payments",
            "is in us-east-1",
        ),
        ("bnak", {"account_id": BANK}, "partners.bnak", "did you mean bank?"),
    ],
)
def test_what_an_environment_does_not_know_of_a_partner_is_told(
    name: str, partner: dict[str, Any], key: str, says: str
) -> None:
    [(told, remedy)] = problems(TAKES, **{name: partner})
    assert told == key
    assert says in remedy


def test_the_environments_own_account_is_no_partner() -> None:
    own = make_settings().account_id
    [(key, remedy)] = problems({}, bank={"account_id": own})
    assert (key, "own account" in remedy) == ("partners.bank.account_id", True)


def test_one_account_is_one_partner() -> None:
    [(key, _)] = problems({}, bank={"account_id": BANK}, other={"account_id": BANK})
    assert key == "partners.other.account_id"


def test_a_standard_topic_does_not_feed_a_fifo_queue() -> None:
    fifo = {"queues": {"mails": {**TAKES["queues"]["mails"], "fifo": True}}}
    [(key, remedy)] = problems(fifo, bank={"account_id": BANK, "topics": {"payments": PAYMENTS}})
    assert key == "partners.bank.topics.payments"
    assert "cannot feed the FIFO queue mails" in remedy


def test_an_environment_without_the_partner_says_so_and_stands() -> None:
    workload, settings = make_workload(**TAKES), make_settings()
    assert not list(partner_problems(workload, settings))
    [notice] = partner_notices(workload, settings)
    assert "lack bank" in notice.remedy
