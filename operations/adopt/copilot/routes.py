"""The ways to a service from outside."""

import re
from collections.abc import Sequence
from typing import Any

from operations.adopt.copilot.application import Application
from operations.adopt.ledger import Node

_DAY_MINUTES = 1440


def translate(app: Application, root: Node, program: dict[str, Any], to: str) -> None:
    """Writes the routes and the health path of a service."""
    http, kind = root.get("http"), root.get("type")
    _health(root, program, to)
    name = str(kind.value) if kind else ""
    if name == "Backend Service":
        if http:
            http.left_out(
                "leads through an internal load balancer: programs name the service under "
                "uses.services and call <NAME>_URL; for callers of other networks write private: "
                "true and routes with hosts (docs/private.md)"
            )
        return
    found: list[dict[str, Any]] = []
    if name == "Request-Driven Web Service":
        root.lacks(
            f"{to}.routes", "App Runner serves all paths: everybody may call it, check `auth`"
        )
        found.append(_route(app, root.get("http"), to) | {"paths": ["/"]})
    elif http and http.value:
        found.append(_route(app, http, to))
    rules = root.get("http", "additional_rules")
    for each in rules.below() if rules else ():
        found.append(_route(app, each, to))
    _sticky([http, *(rules.below() if rules else ())], program, to)
    program["routes"] = [each for index, each in enumerate(found) if each not in found[:index]]
    if root.get("nlb") and not found:
        program["routes"] = []


def _sticky(rules: Sequence[Node | None], program: dict[str, Any], to: str) -> None:
    """Writes that clients stay at a task, if a rule of the service says so."""
    for rule in rules:
        stickiness = rule.get("stickiness") if rule else None
        if stickiness and stickiness.value is True:
            program["sticky_minutes"] = _DAY_MINUTES
            stickiness.guessed(
                f"{to}.sticky_minutes", "a day, as AWS does unless told otherwise, for all routes"
            )


def _route(app: Application, http: Node | None, to: str) -> dict[str, Any]:
    route: dict[str, Any] = {"paths": ["/"], "auth": "none"}
    if http is None:
        return route
    path = http.get("path")
    if path:
        text = "/" + str(path.value).strip("/*")
        route["paths"] = [re.sub(r"[^A-Za-z0-9/._~-].*", "", text).rstrip("/") or "/"]
        path.guessed(
            f"{to}.routes",
            "everybody may call it, as before: write `auth: required` to check tokens",
        )
    hosts = _hosts(app, http, to, None)
    if hosts:
        route["hosts"] = hosts
    networks = http.get("allowed_source_ips")
    if networks and isinstance(networks.value, list):
        route["allow_from"] = [str(each) for each in networks.value]
        networks.translated(f"{to}.routes[].allow_from")
    return route


def of_environment(app: Application, environment: Node) -> None:
    """Reads the domain of one environment from the alias of a service there."""
    http = environment.get("http")
    if http and isinstance(http.value, dict):
        _hosts(app, http, "routes[].hosts", environment.key)


def _hosts(app: Application, http: Node, to: str, environment: str | None) -> list[str]:
    alias = http.get("alias")
    if alias is None:
        return []
    several = alias.value if isinstance(alias.value, list) else [alias.value]
    names = [str(each.get("name") if isinstance(each, dict) else each) for each in several]
    names = [re.sub(r"\$\{[^}]*\}", "", each).lstrip("*.-") for each in names]
    shortest = min(names, key=len)
    domain = shortest
    if not all(each == domain or each.endswith(f".{domain}") for each in names):
        domain = shortest.partition(".")[2]
    labels = ["@" if each == domain else each.removesuffix(f".{domain}") for each in names]
    if environment is not None:
        settings = app.draft.environments.setdefault(environment, {})
        settings.setdefault("domain", domain)
        alias.guessed(
            f"Pulumi.{environment}.yaml domain",
            f"{settings['domain']} is the domain; hosts are labels below it, the same everywhere",
        )
        return []
    alias.guessed(
        f"{to}.hosts", f"labels below {domain}: write it as `domain` of the environment that has it"
    )
    return [each for each in labels if re.fullmatch(r"@|[a-z0-9](-?[a-z0-9])*", each)]


def _health(root: Node, program: dict[str, Any], to: str) -> None:
    check = root.get("http", "healthcheck")
    if check is not None and isinstance(check.value, dict):
        check = root.get("http", "healthcheck", "path")
    program["health_path"] = "/"
    if check is not None:
        program["health_path"] = "/" + str(check.value).lstrip("/")
        check.translated(f"{to}.health_path")
        return
    test = root.get("image", "healthcheck", "command")
    words = test.value if test else []
    path = re.search(r"https?://[^/\s'\"]+(/[A-Za-z0-9/._~?=&-]*)", " ".join(map(str, words)))
    if test and path:
        program["health_path"] = path[1]
        test.translated(f"{to}.health_path")
    else:
        root.lacks(f"{to}.health_path", "/ is Copilot's default: it must answer 200")
