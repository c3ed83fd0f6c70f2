"""Prices in docstrings and pages are those of the price list: each figure is held against its
row."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

import prices
from operations.infrastructure.pages import MARK
from tests.factories import ROOT

_FOLDERS = ("config", "components", "planning", "extension", "stacks", "docs")
_FIGURE = re.compile(r"(\d[\d,]*(?:\.\d+)?) USD")
_SHOWN = "docs/cost.md"
"""The page that shows what the command prints; tests/operations/cost/test_page.py reads it."""


class Stated(NamedTuple):
    """A figure in a text."""

    file: str
    figure: float


KNOWN = {
    ("docs/edge.md", 0.1): ("global", "cloudfront.function"),
    ("docs/operations.md", 0.1): ("global", "cloudfront.function"),
    ("docs/security.md", 1): ("us-east-1", "waf.rule"),
    ("config/tracing/tracing_settings.py", 5): ("us-east-1", "xray.trace"),
    ("config/data/database_settings.py", 0.015): ("us-east-1", "rds.proxy"),
    ("config/network/network_settings.py", 0.045): ("us-east-1", "nat.hour"),
    ("config/network/network_settings.py", 0.005): ("us-east-1", "ipv4.hour"),
    ("config/network/network_settings.py", 0.01): ("us-east-1", "endpoint.hour"),
    ("components/gateway/load_balancer.py", 0.0225): ("us-east-1", "alb.hour"),
    ("components/gateway/load_balancer.py", 0.008): ("us-east-1", "alb.lcu"),
    ("components/gateway/trust_store.py", 0.005): ("us-east-1", "alb.trust.hour"),
    ("components/dns/private_zone.py", 0.5): ("global", "route53.zone"),
    ("docs/domains.md", 0.5): ("global", "route53.zone"),
    ("docs/private.md", 0.5): ("global", "route53.zone"),
    ("docs/security.md", 0.005): ("us-east-1", "alb.trust.hour"),
    ("components/security/call_authority.py", 50): ("us-east-1", "pca.short-lived"),
    ("components/security/call_authority.py", 0.058): ("us-east-1", "pca.short-lived.certificate"),
    ("config/calls/encrypted_calls.py", 50): ("us-east-1", "pca.short-lived"),
    ("config/calls/encrypted_calls.py", 0.058): ("us-east-1", "pca.short-lived.certificate"),
    ("docs/security.md", 50): ("us-east-1", "pca.short-lived"),
    ("docs/security.md", 0.058): ("us-east-1", "pca.short-lived.certificate"),
    ("docs/security.md", 0.4): ("us-east-1", "secrets.secret"),
    ("components/alarms/alarms.py", 0.1): ("us-east-1", "cloudwatch.alarm"),
    ("components/alarms/alarms.py", 0.5): ("us-east-1", "cloudwatch.alarm-composite"),
    ("components/data/credentials.py", 0.4): ("us-east-1", "secrets.secret"),
    ("components/dashboard/dashboard.py", 3): ("global", "cloudwatch.dashboard"),
    ("components/security/secret.py", 0.4): ("us-east-1", "secrets.secret"),
    ("config/workload/workload.py", 0.4): ("us-east-1", "secrets.secret"),
    ("components/security/key.py", 1): ("us-east-1", "kms.key"),
    ("components/security/key.py", 0.03): ("us-east-1", "kms.request"),
    ("docs/flags.md", 0.2): ("us-east-1", "appconfig.request"),
    ("docs/flags.md", 0.8): ("us-east-1", "appconfig.received"),
    ("docs/mail.md", 0.1): ("us-east-1", "ses.mail"),
    ("docs/storage.md", 0.0025): ("us-east-1", "s3.monitored"),
    ("docs/storage.md", 0.015): ("us-east-1", "s3.replication-time"),
    ("docs/user-pools.md", 0.4): ("us-east-1", "secrets.secret"),
    ("docs/user-pools.md", 5.5): ("us-east-1", "cognito.lite"),
    ("docs/user-pools.md", 15): ("us-east-1", "cognito.essentials"),
    ("docs/user-pools.md", 20): ("us-east-1", "cognito.plus"),
    ("docs/user-pools.md", 6): ("us-east-1", "cognito.client"),
    ("docs/user-pools.md", 2.25): ("us-east-1", "cognito.token"),
    ("components/identity/client_secret.py", 0.4): ("us-east-1", "secrets.secret"),
    ("docs/websockets.md", 0.008): ("us-east-1", "alb.lcu"),
    ("docs/monitoring.md", 0.1): ("us-east-1", "cloudwatch.alarm"),
    ("docs/monitoring.md", 0.5): ("us-east-1", "cloudwatch.alarm-composite"),
}
"""The row of each figure. A text that states another price needs an entry here."""


def stated() -> Iterator[Stated]:
    """Every price in our texts, of the program and of the pages that people write."""
    paths = [path for each in _FOLDERS for path in sorted((ROOT / each).rglob("*"))]
    for path in [*paths, ROOT / "README.md"]:
        file = str(path.relative_to(ROOT))
        if path.suffix not in (".py", ".md") or "generated" in path.parts or file == _SHOWN:
            continue
        text = re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
        if MARK in text:
            # The document's amounts come from the estimate.
            continue
        for match in _FIGURE.finditer(text):
            yield Stated(file, float(match[1].replace(",", "")))


def test_prices_in_texts_are_those_of_the_list() -> None:
    found = {tuple(each) for each in stated()}
    assert found == set(KNOWN)


@pytest.mark.parametrize("place", KNOWN, ids=str)
def test_a_price_in_a_text_is_its_row(place: tuple[str, float]) -> None:
    region, key = KNOWN[place]
    row = prices.find(region, key)
    assert row
    assert row.first_usd == place[1]


def test_spot_costs_as_much_less_as_its_setting_says() -> None:
    for region in prices.regions():
        full, spot = (prices.find(region, f"fargate.{kind}.vcpu") for kind in ("x86", "spot-x86"))
        assert full
        assert spot
        assert 1 - spot.first_usd / full.first_usd == pytest.approx(0.7, abs=0.05)
