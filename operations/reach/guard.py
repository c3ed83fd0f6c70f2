"""The token check of paths: which rule of a listener answers a path, and whether it asks first."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from operations.plan import Resource, Resources
from operations.reach.doors import actions_of, asks_for_token, rules_of
from operations.reach.intent import Guarded, Meant
from operations.rights import matches

_BELOW = "/x"
"""A path below a prefix that no route names."""
_METHODS = ("GET", "POST")


def unguarded(resources: Resources, meant: Meant) -> Iterator[tuple[Resource, Guarded]]:
    """Yields the rules that answer a guarded path without asking for a token. A rule that is asked
    first is the one that answers, as at the load balancer."""
    domain = _domain(resources)
    for listener in resources.of("lb.Listener"):
        rules = rules_of(resources, listener)
        for guarded in meant.guarded:
            hosts = [_host(label, domain) for label in guarded.hosts] or _hosts(rules)
            answers = {
                rule.urn: rule
                for host in hosts
                for path in (guarded.path, f"{guarded.path.rstrip('/')}{_BELOW}")
                if not _open(meant, host, path, domain, guarded)
                for method in _METHODS
                for rule in _answering(rules, host, path, method)
            }
            for rule in answers.values():
                if _forwards(rule) and not asks_for_token(rule):
                    yield rule, guarded


def _open(meant: Meant, host: str, path: str, domain: str, guarded: Guarded) -> bool:
    """Returns true if another route with a longer prefix, or with the same and this host by name,
    opens a path on purpose."""
    for other in meant.open_paths:
        named = host in [_host(label, domain) for label in other.hosts]
        below = path == other.path or path.startswith(f"{other.path.rstrip('/')}/")
        longer = len(other.path) > len(guarded.path)
        # Of two routes with one prefix, the one that names the host answers.
        nearer = other.path == guarded.path and named and not guarded.hosts
        if below and (named or not other.hosts) and (longer or nearer):
            return True
    return False


def _answering(rules: list[Resource], host: str, path: str, method: str) -> Iterator[Resource]:
    """Yields the rules that may answer a request, up to the first that does in any case."""
    for rule in rules:
        conditions = rule.inputs.get("conditions") or []
        if all(_may_match(condition, host, path, method) for condition in conditions):
            yield rule
            if all(set(condition) & set(_KNOWN) for condition in conditions):
                return


_KNOWN = ("hostHeader", "pathPattern", "httpRequestMethod")
"""Conditions that ask for what is known of a request. A caller may send any header or query
besides."""


def _may_match(condition: Mapping[str, Any], host: str, path: str, method: str) -> bool:
    for kind, value in zip(_KNOWN, (host, path, method), strict=True):
        if wanted := condition.get(kind):
            patterns = wanted.get("values") or []
            expressions = wanted.get("regexValues") or []
            any_case = kind == "hostHeader"
            return any(matches(each, value, any_case=any_case) for each in patterns) or any(
                re.fullmatch(each, value) for each in expressions
            )
    return True


def _forwards(rule: Resource) -> bool:
    return any(action.get("type") == "forward" for action in actions_of(rule))


def _hosts(rules: list[Resource]) -> list[str]:
    """Returns every host that a rule names, and one that none does."""
    named = {
        str(value).replace("*", "x")
        for rule in rules
        for condition in rule.inputs.get("conditions") or []
        for value in (condition.get("hostHeader") or {}).get("values") or []
    }
    return [*sorted(named), "any.example"]


def _domain(resources: Resources) -> str:
    for each in resources.of("route53.Zone"):
        return str(each.inputs.get("name", "")).rstrip(".")
    return ""


def _host(label: str, domain: str) -> str:
    return domain if label == "@" else f"{label}.{domain}"
