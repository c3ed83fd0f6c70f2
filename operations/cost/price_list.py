"""Answers of the AWS Price List API, read as rows of our price list."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import prices

# Usage types begin with an abbreviation of the region, in us-east-1 with none: EUC1-, EU-, USE1-,
# and for some services with its name.
_PREFIX = r"(?:[A-Z]{2,4}\d?-|[a-z]{2}(?:-[a-z]+)+-\d-)?"


@dataclass(frozen=True)
class Found:
    """Rows that AWS's list has for one of our products."""

    rows: Mapping[str, prices.Price]
    """Rows by key: one, or one for each family of instances."""
    problem: str = ""
    """Why there is no row."""


def filters(region: str, product: prices.Product) -> list[dict[str, str]]:
    """Returns the filters by which the API is asked for a product in a region."""
    ask = product.ask
    assert ask is not None
    usage = ask.usage.partition("{")[0] if "{" in ask.usage else ask.usage
    found = [{"Type": "CONTAINS", "Field": "usagetype", "Value": usage}]
    if region != prices.GLOBAL:
        found.append({"Type": "TERM_MATCH", "Field": "regionCode", "Value": region})
    found += [
        {"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in ask.where.items()
    ]
    return found


def read(
    key: str, product: prices.Product, answers: Iterable[str], today: date, source: str
) -> Found:
    """Returns the rows of a product from the answers of `get_products`."""
    found: dict[str, dict[str, tuple[prices.Tier, ...]]] = {}
    for usage, tiers in _on_demand(answers):
        matched = _matches(product, usage)
        if matched is None:
            continue
        family, _, size = matched.rpartition(".")
        # RDS says 2xl where its API says 2xlarge.
        size = re.sub("xl$", "xlarge", size)
        name, part = (f"{key}.{family}", size) if product.sizes else (key, "")
        others = found.setdefault(name, {})
        per = product.ask.per if product.ask else 1
        scaled = tuple(_scaled(tier, per) for tier in tiers)
        if others.setdefault(part, scaled) != scaled:
            return Found({}, f"AWS lists several prices for {usage}; a person must choose")
    if not found:
        return Found({}, "AWS's list has no such product there")
    origin: dict[str, Any] = {"source": source, "read": today}
    return Found({name: _row(sizes, product, origin) for name, sizes in found.items()})


def _row(
    sizes: Mapping[str, tuple[prices.Tier, ...]], product: prices.Product, origin: dict[str, Any]
) -> prices.Price:
    if product.sizes:
        in_order = sorted(sizes.items(), key=lambda each: each[1][0].usd)
        return prices.Price(sizes={size: tiers[0].usd for size, tiers in in_order}, **origin)
    (tiers,) = sizes.values()
    if len(tiers) == 1:
        return prices.Price(usd=tiers[0].usd, **origin)
    return prices.Price(tiers=tiers, **origin)


def _matches(product: prices.Product, usage: str) -> str | None:
    """Returns the instance class in a usage type, or an empty text if the product has none. None
    for a usage type of another product."""
    assert product.ask is not None
    head, variable, tail = product.ask.usage.partition("{class}")
    pattern = rf"{_PREFIX}{re.escape(head)}" + (
        rf"(?P<class>[a-z]+\.[a-z0-9]+\.[a-z0-9]+){re.escape(tail)}" if variable else ""
    )
    matched = re.fullmatch(pattern, usage)
    if not matched:
        return None
    return matched["class"] if variable else ""


def _on_demand(answers: Iterable[str]) -> Iterator[tuple[str, tuple[prices.Tier, ...]]]:
    """Yields the usage type and the tiers of each product that is sold on demand."""
    for answer in answers:
        content = json.loads(answer) if isinstance(answer, str) else answer
        usage = content["product"]["attributes"].get("usagetype", "")
        for term in (content.get("terms", {}).get("OnDemand") or {}).values():
            tiers = sorted(
                term["priceDimensions"].values(), key=lambda each: float(each["beginRange"])
            )
            read_tiers = tuple(map(_tier, tiers))
            if read_tiers:
                yield usage, read_tiers


def _tier(dimension: Mapping[str, Any]) -> prices.Tier:
    end = dimension.get("endRange", "Inf")
    return prices.Tier(
        to=None if end == "Inf" else float(end), usd=float(dimension["pricePerUnit"]["USD"])
    )


def _scaled(tier: prices.Tier, per: float) -> prices.Tier:
    """Returns a tier in our unit, which is `per` of the list's."""
    end = None if tier.to is None else tier.to / per
    return prices.Tier(to=end, usd=round(tier.usd * per, 10))


def with_free(new: prices.Price, old: prices.Price | None) -> prices.Price:
    """Returns a new price with the amounts that AWS gives for nothing, which its list tells apart
    from a region's prices."""
    given = [tier for tier in old.tiers if not tier.usd and tier.to] if old else []
    if not given or new.sizes or any(not tier.usd for tier in new.tiers):
        return new
    tiers = new.tiers or (prices.Tier(usd=new.usd or 0),)
    return new.model_copy(update={"usd": None, "tiers": (*given, *tiers)})
