"""The stand-in for SES on Docker: whose mail it takes, and where people read it."""

import json
import sys

import moto.server
import pytest
from moto.ses.models import SESBackend, ses_backends

from components.local.messaging import moto_start
from tests.factories import make_workload


def test_a_workload_without_mail_starts_the_server_as_before() -> None:
    text = moto_start.program(make_workload(), port=5000, region="eu-central-1")
    assert 'Popen(["moto_server", "-H"' in text
    assert "senders" not in text


def test_senders_are_the_only_addresses_that_the_stand_in_knows() -> None:
    text = moto_start.program(
        make_workload(), port=5000, region="eu-central-1", senders=["no-reply@localhost"]
    )
    compile(text, "start.py", "exec")
    assert '"senders": ["no-reply@localhost"]' in text
    assert "create_email_identity(EmailIdentity=sender)" in text


def test_each_mail_is_a_line_of_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("send_email", "send_raw_email"):
        monkeypatch.setattr(SESBackend, name, getattr(SESBackend, name))
    monkeypatch.setattr(sys, "argv", ["-c", "-p", "5000"])
    backend = ses_backends["123456789012"]["eu-central-1"]

    def send(arguments: list[str]) -> None:
        assert arguments == ["-p", "5000"]
        backend.create_email_identity_v2("no-reply@localhost", None, None, None)
        there = {"ToAddresses": ["ann@example.com"]}
        backend.send_email("no-reply@localhost", "Hello", "Your visit is tomorrow.", there)

    monkeypatch.setattr(moto.server, "main", send)
    exec(compile(moto_start._MAIL_SERVER, "server.py", "exec"), {})
    backend.reset()
    mail = json.loads(capsys.readouterr().out)["mail"]
    assert mail["source"] == "no-reply@localhost"
    assert mail["subject"] == "Hello"
    assert mail["body"] == "Your visit is tomorrow."
