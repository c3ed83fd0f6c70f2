"""The form of the price list's files, and the checks of their rows."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field

from config.values import Broken, Section

Usd = Annotated[float, Field(ge=0)]


class Tier(Section):
    """Price of the part of an amount that lies below a limit and above the previous tier's."""

    to: Annotated[float, Field(gt=0)] | None = None
    """Amount at which the tier ends, in the product's unit. Absent: it has no end."""
    usd: Usd
    """US dollars for one unit."""


class Price(Section):
    """Price of a product in a region. It is one figure, tiers, or a figure for each size."""

    usd: Usd | None = None
    """US dollars for one unit."""
    tiers: tuple[Tier, ...] = ()
    """Tiers of a month, the lowest first. One at 0 USD is what AWS gives for nothing."""
    sizes: dict[str, Usd] = Field(default_factory=dict)
    """US dollars for one unit by the size of an instance, such as large."""
    source: str
    """Key of the file's `sources`."""
    read: date
    """Day on which the source was read."""

    def rules(self) -> Iterator[Broken]:
        """Checks that there is one kind of figure, and that tiers rise and end open."""
        kinds = [self.usd is not None, bool(self.tiers), bool(self.sizes)]
        if sum(kinds) != 1:
            yield Broken("", self.source, "must have one of usd, tiers and sizes")
        ends = [tier.to for tier in self.tiers]
        if ends and (ends[-1] is not None or None in ends[:-1]):
            yield Broken("tiers", ends, "must end with one tier without `to`, and only there")
        known = [end for end in ends if end is not None]
        if known != sorted(set(known)):
            yield Broken("tiers", ends, "must rise")

    def cost(self, amount: float, *, free: bool = True) -> float:
        """Returns the US dollars of an amount in a month. Without `free`, what AWS gives for
        nothing costs as much as the next tier."""
        if not self.tiers:
            return amount * (self.usd or 0)
        total, start = 0.0, 0.0
        tiers = [tier for tier in self.tiers if free or tier.usd or tier.to is None]
        for tier in tiers:
            end = amount if tier.to is None else min(amount, tier.to)
            total += max(0.0, end - start) * tier.usd
            start = max(start, end)
        return total

    @property
    def first_usd(self) -> float:
        """The price of the first unit that costs something, or 0."""
        if self.tiers:
            return next((tier.usd for tier in self.tiers if tier.usd), 0.0)
        return self.usd or 0.0

    def of_size(self, size: str) -> "Price | None":
        """Returns the price of a size; None if the row does not have it."""
        usd = self.sizes.get(size)
        return None if usd is None else Price(usd=usd, source=self.source, read=self.read)


class RegionList(Section):
    """The prices of one region."""

    region: str
    """The region's name, or global."""
    sources: dict[str, str]
    """The sources that the rows name, each with what was read and of which day it is."""
    rows: dict[str, Price]
    """Prices by the key of their product."""

    def rules(self) -> Iterator[Broken]:
        """Checks that every row names a source that is told."""
        for key, row in self.rows.items():
            if row.source not in self.sources:
                yield Broken(("rows", key, "source"), row.source, "is not told under `sources`")


class Ask(Section):
    """Way in which a product is found in the AWS Price List."""

    service: str
    """Code of the service, such as AmazonEC2."""
    usage: str
    """Usage type without the prefix of the region, such as NatGateway-Hours. `{class}` stands for
    the instance class of a product with sizes."""
    where: dict[str, str] = Field(default_factory=dict)
    """Attributes that the product has besides, such as {databaseEngine: PostgreSQL}."""
    per: Annotated[float, Field(gt=0)] = 1
    """Number of our units in one of the Price List's: 1 unless they differ."""


class Product(Section):
    """Product that AWS bills by an amount."""

    unit: str
    """Unit of the amount, such as hour or GB-month."""
    about: str
    """Short name for people."""
    sizes: bool = False
    """True if a row holds a price for each size of an instance family."""
    ask: Ask | None = None
    """Way in which the AWS Price List is asked. Absent: it does not list it, or AWS's pages round
    it differently, and a person reads it."""


class Free(Section):
    """Resource types that cost nothing by themselves."""

    why: str
    """The reason, and what is billed instead."""
    source: str
    """The page that was read, or the knowledge it comes from."""
    read: date
    """Day on which the source was read."""
    types: list[str]
    """The types as references write them, such as ec2.Vpc."""
