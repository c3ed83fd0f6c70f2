"""Mail that does not fit the rest of a workload, and the queue that takes what comes back."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.joint.mail import mail_problems, unsent_mail
from config.mail import Mail
from planning.messages import mail_events
from tests.factories import make_environment, make_settings, make_workload

SENDS = {"services": {"docs": {"uses": {"mail": True}}}}


def problems(**changes: Any) -> list[tuple[str, str]]:
    return [(each.key, each.remedy) for each in mail_problems(make_workload(**changes))]


def test_a_program_that_sends_needs_an_address() -> None:
    [(key, remedy)] = problems(**SENDS)
    assert key == "services.docs.uses.mail"
    assert "mail: {senders: [no-reply]}" in remedy


@pytest.mark.parametrize(
    ("mail", "key", "says"),
    [
        ({"bounces": "mail"}, "mail.bounces", "did you mean mails?"),
        ({"bounces": "ordered"}, "mail.bounces", "is a FIFO queue"),
        ({"return_host": "docs"}, "mail.return_host", "is a host of service docs"),
        ({"return_host": "@"}, "mail.return_host", "of mail itself"),
    ],
)
def test_what_mail_cannot_have_is_told(mail: dict[str, Any], key: str, says: str) -> None:
    changes = {
        "services": {"docs": {"uses": {"mail": True}, "routes": [{"hosts": ["docs"]}]}},
        "queues": {"ordered": {"fifo": True}},
    }
    [(told, remedy)] = problems(**changes, mail={"senders": ["no-reply"], **mail})
    assert told == key
    assert says in remedy


@pytest.mark.parametrize("sender", ["no-reply@example.com", "No-Reply", "", ".a"])
def test_a_sender_is_the_part_before_the_at(sender: str) -> None:
    with pytest.raises(ValidationError, match="before the @"):
        Mail(senders=[sender])


def test_mail_needs_a_sender() -> None:
    with pytest.raises(ValidationError):
        Mail(senders=[])


def test_a_network_without_a_way_out_sends_nothing() -> None:
    workload = make_workload(**SENDS, mail={"senders": ["no-reply"]})
    assert list(unsent_mail(workload, make_settings())) == []
    alone = make_settings()
    network = alone.network.model_copy(update={"nat": "none"})
    [broken] = unsent_mail(workload, alone.model_copy(update={"network": network}))
    assert (broken.key, broken.value) == ("network.nat", "none")


def test_only_the_queue_of_bounces_gets_this_environments_mail() -> None:
    workload = make_workload(mail={"senders": ["no-reply"], "bounces": "mails"})
    environment = make_environment()
    assert mail_events(environment, workload, "stock-updates") == []
    kinds = {each.detail_type: each.detail for each in mail_events(environment, workload, "mails")}
    assert set(kinds) == {"Email Bounced", "Email Complaint Received"}
    [name] = kinds["Email Bounced"]["mail"]["tags"]["ses:configuration-set"]  # type: ignore[call-overload]
    assert name.startswith("shop-test-")
