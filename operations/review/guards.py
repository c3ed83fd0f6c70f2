"""Conditions about guards of a resource: policies, rules, firewalls, tokens, TLS and locks that let
more through than before."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

from operations.plan import opened
from operations.review.inputs import Inputs, by, listed, number
from operations.rights import is_wider


def more(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if a list has a further entry."""
    before = listed(old.get(name))
    return any(each not in before for each in listed(new.get(name)))


def _tls(value: Any) -> tuple[int, ...]:
    """Returns the lowest version of TLS that a policy's name takes, and its year."""
    text = str(value)
    if found := re.search(r"TLS13-1-(\d)", text):
        return (1, int(found.group(1)))
    if found := re.search(r"TLS-1-(\d)", text):
        return (1, int(found.group(1)))
    if found := re.search(r"TLSv1(?:\.(\d))?(?:_(\d{4}))?", text):
        return (1, int(found.group(1) or 0), int(found.group(2) or 0))
    return (3,) if "TLS13-1-3" in text else (1, 0)


def weaker_tls(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if older versions of TLS are accepted."""
    before, after = (_tls(_policy_of_tls(side.get(name))) for side in (old, new))
    return after < before


def _policy_of_tls(value: Any) -> Any:
    return value.get("minimumProtocolVersion") if isinstance(value, Mapping) else value


def weaker_tags(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if an image may be pushed over."""
    return not str(new.get(name)).startswith("IMMUTABLE")


def public_address(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if tasks get public addresses."""
    given = [(side.get("networkConfiguration") or {}).get("assignPublicIp") for side in (old, new)]
    return bool(given[1]) and not given[0]


def _encryption(inputs: Inputs) -> dict[str, tuple[Any, Any]]:
    """Returns how a service is called by each of its names: by certificates of which authority, if
    encrypted, and at which port of its proxy."""
    connect = inputs.get("serviceConnectConfiguration") or {}
    return {
        str(each.get("discoveryName")): (
            (each.get("tls") or {}).get("issuerCertAuthority"),
            each.get("ingressPortOverride"),
        )
        for each in listed(connect.get("services"))
    }


def other_encryption(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if a name by which a service is called stays, and its calls come in another
    way."""
    before, after = _encryption(old), _encryption(new)
    return any(before[each] != after[each] for each in before.keys() & after.keys())


def _gates(inputs: Inputs) -> dict[str, float]:
    """Returns the stages at which a deployment waits, with the minutes after which it goes on by
    itself: infinite for one that it never passes so."""
    gates: dict[str, float] = {}
    for hook in listed((inputs.get("deploymentConfiguration") or {}).get("lifecycleHooks")):
        if hook.get("targetType") != "PAUSE":
            continue
        timeout = hook.get("timeoutConfiguration") or {}
        # The provider takes the number as a text.
        minutes = float(timeout.get("timeoutInMinutes") or 1440)
        passes = timeout.get("action") == "CONTINUE"
        for stage in listed(hook.get("lifecycleStages")):
            gates[str(stage)] = minutes if passes else float("inf")
    return gates


def no_gate(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if deployments had gates and have none."""
    return bool(_gates(old)) and not _gates(new)


def _tried(inputs: Inputs) -> bool:
    hooks = listed((inputs.get("deploymentConfiguration") or {}).get("lifecycleHooks"))
    return any(hook.get("targetType") == "AWS_LAMBDA" for hook in hooks)


def no_verification(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if new versions were tried before they got traffic and are no more."""
    return _tried(old) and not _tried(new)


def weaker_gate(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if deployments do not wait at a stage any more, or go on without an answer
    where they went back, or sooner."""
    after = _gates(new)
    return any(after.get(stage, 0) < minutes for stage, minutes in _gates(old).items())


def weaker_transit(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if connections without TLS are accepted."""
    if name == "transitEncryptionMode":
        return new.get(name) == "preferred"
    return not new.get(name)


def no_password(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if a login asks for no password."""
    kind = (new.get("authenticationMode") or {}).get("type")
    return bool(new.get("noPasswordRequired")) or kind == "no-password-required"


def wider_access(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if an access string of Redis allows something more, or denies something less."""
    before, after = (set(str(side.get(name, "")).split()) for side in (old, new))
    gained = {each for each in after - before if not each.startswith(("-", "off"))}
    return bool(gained) or any(each.startswith("-") for each in before - after)


def wider_policy(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if a policy allows more."""
    return is_wider(*(_document(side.get(name)) for side in (old, new)))


def _document(value: Any) -> Inputs:
    content = opened(value)
    return content if isinstance(content, Mapping) else {}


_SOURCES = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")


def wider_rule(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if a rule of a security group lets something more through."""
    if old.get("ipProtocol") != new.get("ipProtocol") and old.get("ipProtocol") != "-1":
        return True
    ports = [(number(s.get("fromPort")), number(s.get("toPort"))) for s in (old, new)]
    if None not in ports[0]:
        (low, high), (lower, higher) = ports
        if lower is None or higher is None or lower < (low or 0) or higher > (high or 0):
            return True
    return any(new.get(key) and not _is_within(new.get(key), old.get(key)) for key in _SOURCES)


def _is_within(inner: Any, outer: Any) -> bool:
    if inner == outer:
        return True
    try:
        networks = [ipaddress.ip_network(str(each)) for each in (inner, outer)]
    except ValueError:
        return False
    first, second = networks
    if isinstance(first, ipaddress.IPv4Network) and isinstance(second, ipaddress.IPv4Network):
        return first.subnet_of(second)
    if isinstance(first, ipaddress.IPv6Network) and isinstance(second, ipaddress.IPv6Network):
        return first.subnet_of(second)
    return False


def _lock(inputs: Inputs, name: str) -> tuple[bool, float]:
    retention = (inputs.get(name) or {}).get("defaultRetention") or {}
    days = (number(retention.get("days")) or 0) + 365 * (number(retention.get("years")) or 0)
    return retention.get("mode") == "COMPLIANCE", days


def shorter_lock(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if objects can be deleted sooner, or by somebody."""
    (strict, days), (still_strict, days_now) = _lock(old, name), _lock(new, name)
    return days_now < days or (strict and not still_strict)


def weaker_ownership(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if access lists count."""
    return (new.get(name) or {}).get("objectOwnership") != "BucketOwnerEnforced"


def _refuses(rule: Mapping[str, Any]) -> bool:
    """Returns true if a rule of a firewall refuses what it matches."""
    if rule.get("overrideAction"):
        return "none" in rule["overrideAction"]
    return bool({"block", "challenge", "captcha"} & (rule.get("action") or {}).keys())


def weaker_firewall(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if a rule that refused is gone, only counts, or judges otherwise than by a lower
    limit."""
    after = by("name", new.get(name))
    for key, rule in by("name", old.get(name)).items():
        now = after.get(key, {})
        if _refuses(rule) and not _refuses(now):
            return True
        if rule.get("statement") != now.get("statement") and not _is_stricter(rule, now):
            return True
    return any(
        "allow" in (rule.get("action") or {})
        for key, rule in after.items()
        if rule != by("name", old.get(name)).get(key)
    )


def _is_stricter(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    limits = [
        number(((side.get("statement") or {}).get("rateBasedStatement") or {}).get("limit"))
        for side in (old, new)
    ]
    return limits[0] is not None and limits[1] is not None and limits[1] <= limits[0]


_TOKEN = ("jwt-validation", "authenticate-oidc", "authenticate-cognito")


def open_route(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true for a rule that leads to a program without asking for a token."""
    kinds = {each.get("type") for each in listed(new.get("actions")) if isinstance(each, Mapping)}
    return "forward" in kinds and not kinds & {*_TOKEN}


def other_token(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if a rule asks for a token of another issuer, or for other claims."""
    asked = [[each for each in listed(side.get(name)) if _asks(each)] for side in (old, new)]
    return bool(asked[0]) and bool(asked[1]) and asked[0] != asked[1]


def fewer_claims(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if a rule takes tokens without a claim that it asked for. With another issuer
    the claims are others anyway."""
    before, after = (_checks(side, name) for side in (old, new))
    if any(before.get(key) != after.get(key) for key in ("issuer", "jwksEndpoint")):
        return False
    claims = [
        {str(each) for each in listed(side.get("additionalClaims"))} for side in (before, after)
    ]
    return claims[0] > claims[1]


def _checks(side: Inputs, name: str) -> Mapping[str, Any]:
    """Returns what the rule of one side asks of a token."""
    found = [each.get("jwtValidation") for each in listed(side.get(name)) if _asks(each)]
    return next((each for each in found if isinstance(each, Mapping)), {})


def _asks(action: Any) -> bool:
    return isinstance(action, Mapping) and action.get("type") in _TOKEN


def no_token(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if a rule asked for a token and no longer does."""
    asks = [
        any(isinstance(a, Mapping) and a.get("type") in _TOKEN for a in listed(side.get(name)))
        for side in (old, new)
    ]
    return asks[0] and not asks[1]
