"""The estimate of a month: a line for each amount that is billed, and what has no price."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import prices
from config.usage import UsageSettings
from operations.cost.levels import NOTHING, Levels, total
from operations.cost.rules import RULES, Amount
from operations.cost.scene import Scene
from operations.cost.usage import usage_in
from operations.errors import OperationError
from operations.plan import Resource, Resources


@dataclass(frozen=True)
class Line:
    """One amount of a product, for which one resource is billed in a month."""

    urn: str
    kind: str
    name: str
    component: str
    """The component at the top that owns the resource."""
    key: str
    """Key of the product in the price list."""
    says: str
    region: str
    unit: str
    amount: Levels
    usd: Levels
    price: prices.Price
    """The row of the price list."""

    @property
    def resource(self) -> str:
        """The resource as people call it: `ec2.NatGateway network-nat-a`."""
        return f"{self.kind} {self.name}"

    @property
    def arithmetic(self) -> str:
        """The multiplication at expected usage, as text."""
        each = self.usd.expected / self.amount.expected if self.amount.expected else 0.0
        tiers = ", by tiers" if self.price.tiers else ""
        return f"{figure(self.amount.expected)} {self.unit} x {figure(each)} USD{tiers}"


@dataclass(frozen=True)
class Unpriced:
    """A resource of which some or all is not in the estimate."""

    urn: str
    resource: str
    why: str


@dataclass(frozen=True)
class Estimate:
    """The cost of an environment's resources in a month, in US dollars."""

    region: str
    lines: tuple[Line, ...] = ()
    unpriced: tuple[Unpriced, ...] = ()
    free: int = 0
    """The number of resources that cost nothing by themselves."""
    read: date | None = None
    """The day on which the oldest row that was used was read. None if none was."""

    @property
    def total(self) -> Levels:
        """The sum of all lines, in US dollars."""
        return total(line.usd for line in self.lines)

    def by(self, what: Callable[[Line], str]) -> dict[str, Levels]:
        """Returns the sums by something of a line, the largest first."""
        found: dict[str, Levels] = defaultdict(lambda: NOTHING)
        for line in self.lines:
            found[what(line)] = found[what(line)].plus(line.usd)
        return dict(sorted(found.items(), key=lambda each: (-each[1].expected, each[0])))

    @property
    def by_component(self) -> dict[str, Levels]:
        """The sums by component, the largest first."""
        return self.by(lambda line: line.component)

    @property
    def by_resource(self) -> dict[str, Levels]:
        """The sums by resource, the largest first."""
        return self.by(lambda line: line.resource)

    @property
    def unread(self) -> float:
        """The share of the total, 0 to 1, by prices that stand in the list from knowledge alone."""
        whole = self.total.expected
        known = total(line.usd for line in self.lines if line.price.source == prices.KNOWN)
        return known.expected / whole if whole else 0.0

    def of(self, urn: str) -> list[Line]:
        """Returns the lines of a resource."""
        return [line for line in self.lines if line.urn == urn]


def figure(value: float) -> str:
    """Returns a number with as many digits as it needs."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.4g}" if value >= 0.0001 or not value else f"{value:.2g}"


def estimate(resources: Resources, usage: UsageSettings | None = None) -> Estimate:
    """Returns what the resources of a plan or a state cost in a month, by the usage that is given
    or that the plan's own settings assume.

    Raises OperationError if the price list has no file of a region in which something stands.
    """
    scene = Scene(resources, usage or usage_in(resources))
    billed: list[tuple[Resource, Amount]] = []
    unpriced: list[Unpriced] = []
    free = 0
    for each in resources.all:
        rule = RULES.get(each.kind)
        if rule:
            billed += [(each, amount) for amount in rule(each, scene)]
        elif each.kind in prices.free():
            free += 1
        else:
            unpriced.append(Unpriced(each.urn, str(each), f"no rule says what {each.kind} costs"))
    lines = list(_lines(billed, scene, unpriced))
    return Estimate(
        region=resources.region,
        lines=tuple(lines),
        unpriced=tuple(unpriced),
        free=free,
        read=min((line.price.read for line in lines), default=None),
    )


def _lines(
    billed: Iterable[tuple[Resource, Amount]], scene: Scene, unpriced: list[Unpriced]
) -> Iterator[Line]:
    """Yields the lines of what is billed. Tiers count for the account, so all amounts of a product
    in a region share the price of their sum."""
    together: Mapping[tuple[str, str], list[tuple[Resource, Amount]]] = defaultdict(list)
    for resource, amount in billed:
        region = amount.region or scene.region_of(resource)
        together[region, amount.key].append((resource, amount))
    for (region, key), found in together.items():
        price = _price(region, key)
        if price is None:
            unpriced += [
                Unpriced(each.urn, str(each), f"the price list has no {key} in {region}")
                for each, _ in found
            ]
            continue
        yield from _priced(found, scene, region, price)


def _priced(
    found: list[tuple[Resource, Amount]], scene: Scene, region: str, price: prices.Price
) -> Iterator[Line]:
    every = total(amount.levels for _, amount in found)
    whole = every.each(lambda amount: price.cost(amount, free=scene.usage.free_amounts))
    unit = Levels(*(cost / sum_ if sum_ else 0.0 for cost, sum_ in zip(whole, every, strict=True)))
    for resource, amount in found:
        product = prices.product(amount.key)
        yield Line(
            urn=resource.urn,
            kind=resource.kind,
            name=resource.name,
            component=scene.resources.component(resource.urn),
            key=amount.key,
            says=f"{product.about if product else amount.key}"
            + (f" ({amount.says})" if amount.says else ""),
            region=region,
            unit=product.unit if product else "",
            amount=amount.levels,
            usd=amount.levels.times(unit),
            price=price,
        )


def _price(region: str, key: str) -> prices.Price | None:
    if not region:
        raise OperationError(
            "the plan does not say in which region its resources stand",
            remedy="read a plan of this program's, or a state",
        )
    if region not in prices.regions():
        raise OperationError(
            f"the price list has no region {region}",
            remedy=f"it has {', '.join(prices.regions())}; with credentials `python -m operations "
            f"prices refresh --region {region}` adds it",
        )
    return prices.find(region, key)
