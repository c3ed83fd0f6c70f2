"""The rules of a web ACL, in the order in which it asks them.

    0       rate limit of every address
    1 ...   rate limits of single routes
    50 ...  addresses that may call a route (`address_rules.py`)
    100 ..  managed rule groups, in the settings' order

Rate limits come first, so a flood never reaches the groups that AWS bills by the request.
`config/checks/firewall_capacity.py` counts beforehand how much of WAF's capacity the rules take.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from config.edge import WafSettings
from config.values import NO_DOMAINS, full_name
from config.workload import Route, Service
from planning import route_key

Rule = aws.wafv2.WebAclRuleArgsDict
Scope = aws.wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatementArgsDict
Managed = aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementArgsDict

WINDOW_SECONDS = 300
TOO_MANY_REQUESTS = "too-many-requests"
"""The key of the web ACL's response body for refused addresses."""

_FIRST_GROUP = 100
_REGEX_LIMIT = 200
"""WAF's fixed limit on the length of a regular expression:
docs.aws.amazon.com/waf/latest/developerguide/limits.html"""

COUNTED_RULES: dict[str, tuple[str, ...]] = {
    # The rule refuses bodies over 8 KB: every upload and many an API call. Bodies are still
    # inspected, up to `waf.body_inspection_kib` (8 KB at a load balancer); the groups go on with
    # the part that they see.
    "AWSManagedRulesCommonRuleSet": ("SizeRestrictions_BODY",),
    # These rules refuse whatever is not a browser, and whatever comes from a data center. But
    # partners and mobile apps call the APIs with HTTP libraries, webhooks and synthetic checks come
    # from data centers, and Route 53's health checks are monitoring (a firewall must not make a
    # site look down).
    "AWSManagedRulesBotControlRuleSet": (
        "CategoryHttpLibrary",
        "CategoryMonitoring",
        "CategoryWebhooks",
        "SignalKnownBotDataCenter",
        "SignalNonBrowserUserAgent",
    ),
    # The rule refuses cloud providers' addresses, from which webhooks and synthetic checks come.
    "AWSManagedRulesAnonymousIpList": ("HostingProviderIPList",),
}
"""Rules of managed groups that only count, because they would refuse requests that this platform is
for. Bot Control still blocks bots that say what they are and that AWS cannot verify (crawlers,
scrapers, AI), and automated browsers. AWS does not publish the bots that it has verified: its own
health checkers may not be among them. A name that a group's version does not have is ignored. Names
from
docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html"""


@dataclass(frozen=True, kw_only=True)
class RateLimit:
    """The number of requests that one address may make in five minutes to some hosts and paths."""

    name: str
    limit: int
    hosts: tuple[str, ...] = ()
    """Full names; an empty list matches every host."""
    paths: tuple[str, ...] = ()
    """Path prefixes; an empty list matches every path."""


def route_limits(
    services: Mapping[str, Service], domain: str, further: Mapping[str, str] = NO_DOMAINS
) -> list[RateLimit]:
    """Returns the limits of routes that ask for one, in the workload's order. `further` are the
    names of further domains."""
    return [
        RateLimit(
            # The load balancer gives the route the same name. Neither part has two hyphens in a
            # row.
            name=f"rate-limit-{name}--{_key(route)}",
            limit=route.rate_limit,
            hosts=tuple(full_name(host, domain, further) for host in route.hosts),
            paths=tuple(path for path in route.paths if path != "/"),
        )
        for name, service in services.items()
        for route in service.routes
        if route.rate_limit is not None
    ]


def _key(route: Route) -> str:
    return route_key(route.hosts[0] if route.hosts else None, route.paths[0])


def web_acl_rules(
    settings: WafSettings, limits: Sequence[RateLimit], addresses: Sequence[Rule] = ()
) -> list[Rule]:
    """Returns all rules, by priority. The first of `limits` is the one for every address."""
    return [
        *(_limit_rule(limit, priority) for priority, limit in enumerate(limits)),
        *addresses,
        *(
            _group_rule(group, priority, counts=group in settings.count_only)
            for priority, group in enumerate(settings.managed_groups, start=_FIRST_GROUP)
        ),
    ]


def _limit_rule(limit: RateLimit, priority: int) -> Rule:
    statement: aws.wafv2.WebAclRuleStatementRateBasedStatementArgsDict = {
        "limit": limit.limit,
        "aggregate_key_type": "IP",
        "evaluation_window_sec": WINDOW_SECONDS,
    }
    scope = _scope(limit)
    if scope is not None:
        statement["scope_down_statement"] = scope
    return {
        "name": limit.name,
        "priority": priority,
        "statement": {"rate_based_statement": statement},
        "action": {
            "block": {
                "custom_response": {
                    "response_code": 429,
                    "custom_response_body_key": TOO_MANY_REQUESTS,
                    "response_headers": [{"name": "retry-after", "value": str(WINDOW_SECONDS)}],
                }
            }
        },
        "visibility_config": visibility(limit.name),
    }


def _scope(limit: RateLimit) -> Scope | None:
    """Returns the requests that a limit counts; None for all."""
    parts: list[Scope] = []
    if limit.paths:
        parts.append(paths_match(limit.paths))
    if limit.hosts:
        parts.append(hosts_match(limit.hosts))
    if len(parts) == 2:
        return {"and_statement": {"statements": parts}}
    return parts[0] if parts else None


def paths_match(paths: Sequence[str]) -> Scope:
    """Returns the statement that matches requests for these paths and all below them, however they
    are written."""
    return {
        "regex_match_statement": {
            "field_to_match": {"uri_path": {}},
            "regex_string": checked(f"^(?:{alternatives(paths)})(?:/|$)"),
            # Services decode and normalize paths, so /api/%6Cogin must count as /api/login.
            "text_transformations": [
                {"priority": 0, "type": "URL_DECODE"},
                {"priority": 1, "type": "NORMALIZE_PATH"},
            ],
        }
    }


def hosts_match(hosts: Sequence[str]) -> Scope:
    """Returns the statement that matches requests for these hosts, by their full names."""
    return {
        "regex_match_statement": {
            "field_to_match": {"single_header": {"name": "host"}},
            "regex_string": checked(f"^(?:{alternatives(hosts)})(?::[0-9]+)?$"),
            "text_transformations": [{"priority": 0, "type": "LOWERCASE"}],
        }
    }


def alternatives(texts: Sequence[str]) -> str:
    """Returns a pattern that matches any of these paths or hosts."""
    # Paths and hosts contain no other character with a meaning in a pattern.
    return "|".join(text.replace(".", r"\.") for text in texts)


def checked(regex: str) -> str:
    """Returns a pattern of a length that WAF takes. Raises RunError for a longer one."""
    if len(regex) > _REGEX_LIMIT:
        raise pulumi.RunError(
            f"firewall: rate_limit or allow_from: a route's hosts or paths take {len(regex)} "
            f"characters, and WAF takes {_REGEX_LIMIT}; split the route"
        )
    return regex


def _group_rule(group: str, priority: int, *, counts: bool) -> Rule:
    statement: Managed = {"vendor_name": "AWS", "name": group}
    if group in COUNTED_RULES:
        statement["rule_action_overrides"] = [
            {"name": rule, "action_to_use": {"count": {}}} for rule in COUNTED_RULES[group]
        ]
    if group == "AWSManagedRulesBotControlRuleSet":
        # `TARGETED` is billed higher for each request, and needs a script in every page.
        statement["managed_rule_group_configs"] = [
            {"aws_managed_rules_bot_control_rule_set": {"inspection_level": "COMMON"}}
        ]
    return {
        "name": group,
        "priority": priority,
        "statement": {"managed_rule_group_statement": statement},
        "override_action": {"count": {}} if counts else {"none": {}},
        "visibility_config": visibility(group),
    }


def visibility(name: str) -> aws.wafv2.WebAclRuleVisibilityConfigArgsDict:
    """Returns the settings by which a rule counts its requests under its own name."""
    return {
        "metric_name": name,
        "cloudwatch_metrics_enabled": True,
        "sampled_requests_enabled": True,
    }
