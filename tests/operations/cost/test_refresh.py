"""The refresh of the price list, with answers of the AWS Price List API as botocore checks them."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

import prices
from operations.cost import price_list, refresh
from tests.operations.commands import Command

DAY = date(2027, 3, 1)
REGION = "eu-central-1"


def answer(usage: str, *tiers: tuple[str, str, str], **attributes: str) -> str:
    """A product as the API gives it: JSON text with terms by SKU."""
    dimensions = {
        f"SKU.TERM.{number}": {
            "unit": "Hrs",
            "beginRange": begin,
            "endRange": end,
            "description": "as the API tells it",
            "appliesTo": [],
            "rateCode": f"SKU.TERM.{number}",
            "pricePerUnit": {"USD": usd},
        }
        for number, (begin, end, usd) in enumerate(tiers)
    }
    return json.dumps(
        {
            "product": {
                "productFamily": "any",
                "attributes": {"usagetype": usage, "regionCode": REGION, **attributes},
                "sku": "SKU",
            },
            "serviceCode": "AmazonEC2",
            "terms": {
                "OnDemand": {
                    "SKU.TERM": {
                        "priceDimensions": dimensions,
                        "sku": "SKU",
                        "effectiveDate": "2027-02-01T00:00:00Z",
                        "offerTermCode": "TERM",
                        "termAttributes": {},
                    }
                },
                "Reserved": {},
            },
            "version": "20270201000000",
            "publicationDate": "2027-02-01T00:00:00Z",
        }
    )


FLAT = ("0", "Inf")
ANSWERS: dict[str, list[str]] = {
    "nat.hour": [
        answer("EUC1-NatGateway-Hours", (*FLAT, "0.0600000000")),
        answer("EUC1-RegionalNatGateway-Hours", (*FLAT, "0.0900000000")),
    ],
    "sqs.standard": [
        answer(
            "EUC1-Requests-Tier1",
            ("100000000000", "Inf", "0.0000003000"),
            ("0", "100000000000", "0.0000005000"),
        )
    ],
    "rds.single-az": [
        answer("EUC1-InstanceUsage:db.r5.large", (*FLAT, "0.31")),
        answer("EUC1-InstanceUsage:db.r5.xl", (*FLAT, "0.62")),
        answer("EUC1-InstanceUsage:db.t3.micro", (*FLAT, "0.022")),
    ],
    "kms.key": [answer("eu-central-1-KMS-Keys", (*FLAT, "1.1"))],
    "alb.hour": [
        answer("EUC1-LoadBalancerUsage", (*FLAT, "0.03")),
        answer("EUC1-LoadBalancerUsage", (*FLAT, "0.04")),
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    file = tmp_path / f"{REGION}.yaml"
    shutil.copy(prices.REGIONS / file.name, file)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  nat.gb:", "  # Read by hand.\n  nat.gb:"), encoding="utf-8")
    return tmp_path


def refreshed(folder: Path, region: str = REGION) -> dict[str, str]:
    client: Any = boto3.client(
        "pricing", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y"
    )
    world = prices.region_list(prices.GLOBAL)
    assert world
    with Stubber(client) as stubber:
        for key, product in prices.products().items():
            if product.ask and key not in world.rows:
                stubber.add_response(
                    "get_products",
                    {"FormatVersion": "aws_v1", "PriceList": ANSWERS.get(key, [])},
                    {
                        "ServiceCode": product.ask.service,
                        "Filters": price_list.filters(region, product),
                    },
                )
        return refresh.refresh_region(client, region, folder, DAY)


def test_new_prices_are_written_with_their_day_and_the_rest_stays(folder: Path) -> None:
    before = prices.region_list(REGION)
    problems = refreshed(folder)
    prices.region_list.cache_clear()
    after = prices.region_list(REGION, folder)
    assert before
    assert after
    row = after.rows["nat.hour"]
    assert (row.usd, row.read, row.source) == (0.06, DAY, "price-list")
    assert "Price List API" in after.sources["price-list"]
    assert after.rows["rds.insights"] == before.rows["rds.insights"]
    assert after.rows["rds.single-az.db.r5"].sizes == {"large": 0.31, "xlarge": 0.62}
    assert after.rows["kms.key"].usd == 1.1
    assert "  # Read by hand.\n" in (folder / f"{REGION}.yaml").read_text(encoding="utf-8")
    assert "no such product" in problems["nat.gb"]
    assert after.rows["nat.gb"] == before.rows["nat.gb"]


def test_units_are_ours_and_free_amounts_stay(folder: Path) -> None:
    refreshed(folder)
    prices.region_list.cache_clear()
    after = prices.region_list(REGION, folder)
    assert after
    tiers = [(tier.to, tier.usd) for tier in after.rows["sqs.standard"].tiers]
    assert tiers == [(1, 0), (100_000, 0.5), (None, 0.3)]


def test_two_prices_of_one_product_are_for_a_person_to_choose(folder: Path) -> None:
    assert "several prices" in refreshed(folder)["alb.hour"]


def test_a_region_without_a_file_gets_one(folder: Path) -> None:
    refreshed(folder, "eu-south-1")
    prices.region_list.cache_clear()
    found = prices.region_list("eu-south-1", folder)
    assert found
    assert found.rows["nat.hour"].usd == 0.06


def test_without_credentials_nothing_is_written(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "none"))
    before = (folder / f"{REGION}.yaml").read_text(encoding="utf-8")
    ended = command("prices", "refresh", "--region", REGION, "--folder", str(folder))
    assert ended.status == 1
    assert "credentials" in ended.err
    assert (folder / f"{REGION}.yaml").read_text(encoding="utf-8") == before


def test_a_region_is_listed_with_sources(command: Command) -> None:
    ended = command("prices", "list", REGION)
    assert "nat.hour: 0.052 USD per hour" in ended.out
    assert command("prices", "list", "nowhere").status == 1
