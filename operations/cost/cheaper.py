"""Cheaper ways to the same environment: each is another setting, planned and priced anew, or a
contract with AWS, priced from the list."""

import copy
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import prices
from config.network import BY_PRICE
from operations.cost.estimate import Estimate, Line, estimate
from operations.cost.usage import usage_in
from operations.errors import OperationError
from operations.plan import of_stack, with_files
from operations.pulumi_cli import settings_file

NO_SETTING = "no setting"
Change = Mapping[str, Any]
"""Values by the keys of the stack's settings: `network.nat`."""


@dataclass(frozen=True)
class Way:
    """A change that may make an environment cheaper."""

    change: Change
    but: str
    """The price that is not paid in dollars."""


@dataclass(frozen=True)
class Saving:
    """A cheaper way, with what it saves."""

    how: str
    """The setting with its value, or `no setting` and what to do at AWS."""
    usd: float
    """US dollars that it saves in a month at expected usage."""
    but: str
    refused: str = ""
    """The reason why the environment's own rules do not allow it."""


_GRAVITON = {"t3": "t4g", "m5": "m6g", "m6i": "m7g", "r5": "r6g", "r6i": "r7g"}
_ROUND_THE_CLOCK, _WORKING_HOURS = 168.0, 60.0
"""Hours of a week, and those of weekdays from 8 to 20."""


def savings(folder: Path, stack: str, now: Estimate) -> Iterator[Saving]:
    """Yields what is cheaper than now. Each setting is planned in a copy of the project."""
    content = yaml.safe_load(settings_file(folder, stack).read_text(encoding="utf-8"))
    settings_key = next(key for key in content["config"] if key.endswith(":settings"))
    settings = content["config"][settings_key]
    for way in ways(settings):
        how = ", ".join(f"{key}: {_value(value)}" for key, value in way.change.items())
        print(f"pricing {how} ...", file=sys.stderr, flush=True)
        changed = copy.deepcopy(content)
        for key, value in way.change.items():
            _set(changed["config"][settings_key], key, value)
        text = yaml.safe_dump(changed, sort_keys=False)
        with with_files(folder, {f"Pulumi.{stack}.yaml": text}) as project:
            try:
                resources = of_stack(project, stack)
            except OperationError as error:
                yield Saving(how, 0.0, way.but, refused=_reason(error))
                continue
        then = estimate(resources, usage_in(resources))
        saved = now.total.expected - then.total.expected
        if saved >= 1 and len(then.unpriced) <= len(now.unpriced):
            yield Saving(how, saved, way.but)
    yield from contracts(now)


def ways(settings: Mapping[str, Any]) -> Iterator[Way]:
    """Yields other values of an environment's settings that may be cheaper."""
    network = settings.get("network") or {}
    for nat in ("none", "single", "regional", "instance"):
        if network.get("nat") not in (nat, "none", "instance", "public_tasks"):
            yield Way({"network.nat": nat, **_with(nat)}, _NAT[nat])
    if network.get("nat") != "public_tasks":
        gone = {"network.nat_instance": None} if network.get("nat_instance") else {}
        change = {"network.nat": "public_tasks", **_with("public_tasks"), **gone}
        yield Way(change, _NAT["public_tasks"])
    if network.get("interface_endpoints") not in ([], BY_PRICE):
        yield Way(
            {"network.interface_endpoints": BY_PRICE},
            "AWS's other services are reached by the NAT gateway",
        )
    for kind, programs in (("services", "services"), ("workers", "workers and jobs")):
        section = settings.get(kind) or {}
        if section.get("cpu_architecture") != "ARM64":
            yield Way({f"{kind}.cpu_architecture": "ARM64"}, f"images of {programs} for ARM")
        spot = 50 if kind == "services" else 100
        if (section.get("spot_percent") or 0) < spot:
            yield Way({f"{kind}.spot_percent": spot}, "AWS stops such tasks at two minutes' notice")
    yield from _data(settings)
    groups = (settings.get("waf") or {}).get("managed_groups") or []
    if _BOTS in groups:
        rest = [each for each in groups if each != _BOTS]
        yield Way({"waf.managed_groups": rest}, "bots are no longer told apart")


def _with(nat: str) -> Change:
    """Returns what goes with a way out: without a gateway, endpoints for what tasks ask, if any."""
    return {"network.interface_endpoints": BY_PRICE} if nat in ("none", "public_tasks") else {}


_BOTS = "AWSManagedRulesBotControlRuleSet"
_NAT = {
    "none": "no way to the internet but AWS's own services, by endpoints",
    "public_tasks": "each task has a public address, which no partner can list",
    "instance": "minutes without the internet whenever it is replaced, at an hour AWS chooses",
    "single": "all programs lose the internet with the gateway's zone",
    "regional": "AWS spreads one gateway over the zones",
}


def _data(settings: Mapping[str, Any]) -> Iterator[Way]:
    database, cache = settings.get("database") or {}, settings.get("cache") or {}
    further = settings.get("database_servers") or {}
    servers = {"database": database, **{f"database_servers.{k}": v for k, v in further.items()}}
    for key, server in servers.items():
        if other := _graviton((server or {}).get("instance_class")):
            change = {f"{key}.instance_class": other}
            yield Way(change, "a restart, with a failover where it has one")
        aurora = (server or {}).get("aurora") or {}
        if other := _graviton(aurora.get("instance_class")):
            change = {f"{key}.aurora.instance_class": other}
            yield Way(change, "a restart of one instance after the other")
    if database.get("insights") == "advanced":
        yield Way({"database.insights": "standard"}, "statistics of 7 days instead of 15 months")
    named = settings.get("caches") or {}
    for key, each in {"cache": cache, **{f"caches.{k}": v for k, v in named.items()}}.items():
        if other := _graviton((each or {}).get("node_type")):
            yield Way({f"{key}.node_type": other}, "nodes are replaced one after another")
        if (each or {}).get("engine") == "redis":
            yield Way(
                {f"{key}.engine": "valkey", f"{key}.engine_version": "8.0"},
                "an upgrade in place, with no way back to Redis",
            )


def _graviton(instance: Any) -> str | None:
    """Returns the same size of instance on AWS's own processors; None if it is one already."""
    kind, _, rest = str(instance or "").partition(".")
    family, _, size = rest.partition(".")
    return f"{kind}.{_GRAVITON[family]}.{size}" if family in _GRAVITON else None


def contracts(now: Estimate) -> Iterator[Saving]:
    """Yields what contracts with AWS save on what always runs, and what hours without tasks do."""
    for key, starts, what in (
        ("saving.fargate", ("fargate.x86.", "fargate.arm."), "tasks that always run"),
        (
            "saving.database",
            ("rds.single-az.", "rds.multi-az.", "rds.mysql."),
            "database instances",
        ),
        ("saving.cache", ("cache.redis.", "cache.valkey."), "cache nodes"),
    ):
        price = prices.find(prices.GLOBAL, key)
        product = prices.product(key)
        lines = [line for line in now.lines if line.key.startswith(starts)]
        if price and product and lines:
            saved = sum(line.usd.low for line in lines) * price.first_usd
            if saved >= 1:
                yield Saving(f"{NO_SETTING}: {product.about}", saved, f"a year's promise, {what}")
    tasks = [line for line in now.lines if line.key.startswith("fargate.")]
    off = 1 - _WORKING_HOURS / _ROUND_THE_CLOCK
    if (saved := _sum(tasks) * off) >= 1:
        yield Saving(
            f"{NO_SETTING}: tasks from 8 to 20 on weekdays only (`make service DO=pause`)",
            saved,
            "nobody is answered at other hours",
        )


def _sum(lines: list[Line]) -> float:
    return sum(line.usd.expected for line in lines)


def _set(settings: dict[str, Any], key: str, value: Any) -> None:
    *parents, last = key.split(".")
    for parent in parents:
        settings = settings[parent]
    settings[last] = value


def _value(value: Any) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)


def _reason(error: OperationError) -> str:
    """Returns what the checks say, without the place."""
    lines = str(error).splitlines()
    said = lines[1].strip() if len(lines) > 1 else lines[0]
    return said.partition(": ")[2] or said
