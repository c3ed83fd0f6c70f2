"""The token check of paths: which rule of a listener answers a path, and whether it asks first."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from config.values import full_name, parted
from operations.plan import Resource, Resources
from operations.reach.doors import (
    actions_of,
    asks_for_certificate,
    asks_for_token,
    rules_of,
)
from operations.reach.intent import Guarded, Meant
from operations.rights import matches

_OF_HOST = re.compile(r"dns[.-]")
"""The beginning of the names of records of public hosts."""
_BELOW = "/x"
"""A path below a prefix that no route names."""


def unguarded(resources: Resources, meant: Meant) -> Iterator[tuple[Resource, Guarded]]:
    """Yields the rules that answer a guarded path without asking for a token. A rule that is asked
    first is the one that answers, as at the load balancer."""
    domains = _domains(resources)
    for listener in resources.of("lb.Listener"):
        if asks_for_certificate(resources, listener):
            # Its hosts have no other door, and it lets nobody in who is not known.
            continue
        rules = rules_of(resources, listener)
        every, by_path = _hosts(rules), _ByPath(rules)
        # Each kind has listeners of its own: elsewhere the same host and path are another service.
        inside = any(domains.is_private(host) for host in every)
        for guarded in (each for each in meant.guarded if each.private == inside):
            hosts = _names(guarded, domains) or every
            for rule in _answers(by_path, guarded, hosts, meant, domains):
                if _forwards(rule) and not asks_for_token(rule):
                    yield rule, guarded


def _answers(
    rules: "_ByPath", guarded: Guarded, hosts: list[str], meant: Meant, domains: "_Domains"
) -> list[Resource]:
    """Returns the rules that may answer a guarded path, at any of its hosts."""
    found: dict[str, Resource] = {}
    for path in (guarded.path, f"{guarded.path.rstrip('/')}{_BELOW}"):
        near = rules.about(path)
        for host in hosts:
            if not _open(meant, host, path, domains, guarded):
                found |= {rule.urn: rule for rule in _answering(near, host)}
    return list(found.values())


class _ByPath:
    """The rules of a listener, found by a path without asking each of hundreds."""

    def __init__(self, rules: list[Resource]) -> None:
        self._rules = rules
        self._named: dict[str, set[int]] = {}
        self._other: set[int] = set()
        for number, rule in enumerate(rules):
            values = _values(rule, "pathPattern")
            if not values or any({"*", "?"} & set(each.removesuffix("/*")) for each in values):
                self._other.add(number)
            for each in values:
                self._named.setdefault(each, set()).add(number)

    def about(self, path: str) -> list[Resource]:
        """Returns the rules whose conditions do not refuse a path, in the order in which they are
        asked."""
        numbers = self._other | self._named.get(path, set())
        for end, character in enumerate(path):
            if character == "/":
                numbers |= self._named.get(f"{path[:end]}/*", set())
        found = (self._rules[number] for number in sorted(numbers))
        return [rule for rule in found if _all_match(rule, "pathPattern", path)]


def undeclared(rule: Resource, service: str, resources: Resources, meant: Meant) -> list[str]:
    """Returns the paths that a rule answers for everybody and that no route of the service
    opens."""
    if asks_for_token(rule) or asks_for_certificate(resources, rule):
        return []
    domains = _domains(resources)
    hosts = _values(rule, "hostHeader")
    opened = {
        each.path
        for each in meant.open_paths
        if each.service == service
        and (not each.hosts or (hosts and hosts <= {*_names(each, domains)}))
    }
    prefixes = {path.removesuffix("/*") or "/" for path in _values(rule, "pathPattern")}
    return sorted((prefixes or {"/"}) - opened)


def _values(rule: Resource, kind: str) -> set[str]:
    return {
        str(value)
        for condition in rule.inputs.get("conditions") or []
        for value in (condition.get(kind) or {}).get("values") or []
    }


def _open(meant: Meant, host: str, path: str, domains: "_Domains", guarded: Guarded) -> bool:
    """Returns true if another route with a longer prefix, or with the same and this host by name,
    opens a path on purpose."""
    for other in meant.open_paths:
        named = host in _names(other, domains)
        below = path == other.path or path.startswith(f"{other.path.rstrip('/')}/")
        longer = len(other.path) > len(guarded.path)
        # Of two routes with one prefix, the one that names the host answers.
        nearer = other.path == guarded.path and named and not guarded.hosts
        if below and (named or not other.hosts) and (longer or nearer):
            return True
    return False


def _answering(rules: list[Resource], host: str) -> Iterator[Resource]:
    """Yields the rules that may answer a host, up to the first that does in any case."""
    for rule in rules:
        if _all_match(rule, "hostHeader", host):
            yield rule
            conditions = rule.inputs.get("conditions") or []
            if all({"hostHeader", "pathPattern"} & set(condition) for condition in conditions):
                return


def _all_match(rule: Resource, kind: str, value: str) -> bool:
    """Returns true if no condition of a rule refuses a value. A caller may send any header, query
    or method, so those refuse nothing."""
    return all(
        _matches(condition[kind], value, any_case=kind == "hostHeader")
        for condition in rule.inputs.get("conditions") or []
        if condition.get(kind)
    )


def _matches(wanted: Mapping[str, Any], value: str, *, any_case: bool) -> bool:
    patterns = wanted.get("values") or []
    expressions = wanted.get("regexValues") or []
    return any(matches(each, value, any_case=any_case) for each in patterns) or any(
        re.fullmatch(each, value) for each in expressions
    )


def _forwards(rule: Resource) -> bool:
    return any(action.get("type") == "forward" for action in actions_of(rule))


def _hosts(rules: list[Resource]) -> list[str]:
    """Returns every host that a rule names, and one that none does."""
    named = {value.replace("*", "x") for rule in rules for value in _values(rule, "hostHeader")}
    return [*sorted(named), "any.example"]


class _Domains(NamedTuple):
    """The domains of public hosts, and that of hosts which answer inside the network only."""

    public: str
    private: str
    further: Mapping[str, str]
    """The names of further domains, by what the workload calls them."""

    def is_private(self, host: str) -> bool:
        """Returns true for a host that answers inside the network only."""
        return bool(self.private) and f".{host}".endswith(f".{self.private}")


def _domains(resources: Resources) -> _Domains:
    found = {"public": "", "private": ""}
    for each in resources.of("route53.Zone"):
        kind = "private" if each.inputs.get("vpcs") else "public"
        found[kind] = found[kind] or str(each.inputs.get("name", "")).rstrip(".")
    # A zone may stand elsewhere, and a domain have none; each has the name of a host.
    named = dict(_named_by_records(resources))
    return _Domains(named.pop("", "") or found["public"], found["private"], named)


def _named_by_records(resources: Resources) -> Iterator[tuple[str, str]]:
    """Yields the domains of hosts with a name, by what the workload calls them."""
    for each in resources.of("route53.Record"):
        at, name = _OF_HOST.match(each.name), str(each.inputs.get("name", "")).rstrip(".")
        if at is None or each.inputs.get("type") != "A":
            continue
        label, _, rest = name.partition(".")
        for end, domain in (("-apex", name), (f"-{label}", rest), ("-apex.host", rest)):
            if each.name.endswith(end):
                yield each.name[: -len(end)].removeprefix("dns").removeprefix("."), domain
                break


def _names(guarded: Guarded, domains: _Domains) -> list[str]:
    """Returns the full names of a path's hosts; none for every host."""
    domain = domains.private if guarded.private else domains.public
    known = [host for host in guarded.hosts if parted(host)[1] in ("", *domains.further)]
    return [full_name(host, domain, domains.further) for host in known]
