"""`prices`: the price list's age, and its refresh from the AWS Price List."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from operations.errors import Ended, OperationError

if TYPE_CHECKING:
    import prices

prices_app = typer.Typer(
    help="The list of AWS's prices by which `cost` estimates.", no_args_is_help=True
)

_ENDPOINT_REGION = "us-east-1"
"""The Price List API has an endpoint in a few regions only
(docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-pelong.html)."""
_SOURCE = "price-list"
_SAYS = "the AWS Price List API (pricing:GetProducts), on demand, in US dollars"


@prices_app.command("refresh")
def refresh(
    region: Annotated[
        list[str] | None,
        typer.Option(help="Only this region; can be given again. All known ones without it."),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="The folder of the regions' files.", hidden=True)
    ] = None,
) -> None:
    """Ask the AWS Price List for the prices of today, with your credentials, and write them into
    the list.

    Ends with status 2 if a product could not be read; its row stays as it is.
    """
    import prices
    from operations import accounts

    wanted = region or [*prices.regions(), prices.GLOBAL]
    client = accounts.client("pricing", _ENDPOINT_REGION)
    missing = False
    for each in wanted:
        problems = refresh_region(client, each, folder or prices.REGIONS, date.today())
        missing = missing or bool(problems)
        for key, problem in problems.items():
            print(f"{each}: {key}: {problem}", file=sys.stderr)
    if missing:
        raise Ended(Ended.FOUND)


@prices_app.command("list")
def list_(
    region: Annotated[str, typer.Argument(help="The region, or global.")],
) -> None:
    """List the prices of a region, each with its source and the day it was read."""
    import prices

    found = prices.region_list(region)
    if found is None:
        raise _unknown(region)
    for key, price in sorted(found.rows.items()):
        product = prices.product(key)
        unit = product.unit if product else ""
        print(f"{key}: {_figures(price)} USD per {unit} ({price.read}; {price.source})")
    for key, text in found.sources.items():
        print(f"{key}: {text}")


def _unknown(region: str) -> OperationError:
    import prices

    return OperationError(
        f"the price list has no region {region}",
        remedy=f"it has {', '.join([*prices.regions(), prices.GLOBAL])}; with credentials `python "
        f"-m operations prices refresh --region {region}` adds it",
    )


def _figures(price: "prices.Price") -> str:
    if price.sizes:
        return ", ".join(f"{size} {usd:g}" for size, usd in price.sizes.items())
    if price.tiers:
        return ", ".join(
            f"{tier.usd:g}" + (f" up to {tier.to:g}" if tier.to else "") for tier in price.tiers
        )
    return f"{price.usd:g}"


def refresh_region(client: Any, region: str, folder: Path, today: date) -> dict[str, str]:
    """Writes the prices of today into a region's file. Returns the products that have none, each
    with the reason. A region without a file gets one."""
    import prices
    from operations import accounts, outputs
    from operations.cost import price_list
    from prices import Price

    file = folder / f"{region}.yaml"
    old = prices.region_list(region, folder)
    rows: dict[str, Price] = {}
    problems: dict[str, str] = {}
    for key, product in _asked(region):
        print(f"{region}: {product.about} ...", file=sys.stderr, flush=True)
        with accounts.asking(f"the price of {key} in {region}"):
            answers = _answers(client, region, product)
        found = price_list.read(key, product, answers, today, _SOURCE)
        if found.problem:
            problems[key] = found.problem
        for name, price in found.rows.items():
            known = old.rows.get(name) if old else None
            rows[name] = price_list.with_free(price, known)
    if not rows:
        raise OperationError(
            f"AWS's list has nothing for {region}", remedy="check the region's name"
        )
    text = file.read_text(encoding="utf-8") if old else f"region: {region}\nsources:\nrows:\n"
    outputs.write(prices.rewritten(text, rows, {_SOURCE: _SAYS}), file)
    return problems


def _asked(region: str) -> "Iterator[tuple[str, prices.Product]]":
    """Yields the products that AWS's list is asked for: those without a region are in a file of
    their own."""
    import prices

    world = prices.region_list(prices.GLOBAL)
    without_region = set(world.rows) if world else set()
    for key, product in prices.products().items():
        if product.ask and (key in without_region) == (region == prices.GLOBAL):
            yield key, product


def _answers(client: Any, region: str, product: "prices.Product") -> list[str]:
    from operations.cost import price_list

    assert product.ask is not None
    pages = client.get_paginator("get_products").paginate(
        ServiceCode=product.ask.service, Filters=price_list.filters(region, product)
    )
    return [answer for page in pages for answer in page["PriceList"]]
