"""Secrets are known by their form, or by their name; and never repeated."""

import pytest

from config.values.secret_looks import HIDDEN, hidden, holds_secret


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("UPSTREAM", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.x"),
        ("BROKER", "amqps://user:pass@mq.example.com/"),
        ("CERTIFICATE", "-----BEGIN RSA PRIVATE KEY-----\nMII"),
        ("STRIPE", "sk_live_51H8abcdefghijk"),
        ("GH", "ghp_" + "a" * 36),
        ("DB_PASSWORD", "hunter2"),
        ("API_KEY", "abc"),
        ("PAYMENT_TOKEN", "abc"),
        ("CLIENT_SECRET", "abc"),
    ],
)
def test_a_secret_is_known(name: str, value: str) -> None:
    assert holds_secret(name, value)
    assert hidden(f"services.web.environment.{name}", value) == HIDDEN


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_TOKENS", "4096"),
        ("TOKEN_TTL", "3600"),
        ("TOKEN_ISSUER", "https://login.example.com/"),
        ("SECRET_NAME", "payment-provider-key"),
        ("KEYBOARD", "qwerty"),
        ("UPSTREAM", "https://api.example.com/v1"),
        ("PRIMARY_KEY", "id"),
        ("REQUIRE_TOKEN", "true"),
    ],
)
def test_what_only_sounds_like_one_is_shown(name: str, value: str) -> None:
    assert not holds_secret(name, value)
    assert hidden(f"services.web.environment.{name}", value) == value


def test_a_secret_inside_of_a_section_is_hidden_alone() -> None:
    section = {"host": "db", "password": "hunter2", "keys": ["AKIAIOSFODNN7EXAMPLE", "plain"]}
    assert hidden("x", section) == {"host": "db", "password": HIDDEN, "keys": [HIDDEN, "plain"]}
