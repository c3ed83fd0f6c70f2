"""The conditions that `consequences` in provider_facts/ name: what is asked of a resource's inputs
before and after a change."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from operations.review import guards
from operations.review.inputs import Inputs, by, listed, number
from provider_facts import values_at

Condition = Callable[[Inputs, Inputs, str], bool]
"""Gets all inputs before and after, and the name of the one that differs."""

_OFF = (None, False, "", 0, "monitor", "disabled")


def _lower(old: Inputs, new: Inputs, name: str) -> bool:
    before, after = number(old.get(name)), number(new.get(name))
    return before is not None and (after is None or after < before)


def _lower_limits(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if a serverless cache, Aurora's ACUs or a scheduled range may do less. A limit
    that goes is none that is lower."""
    ends = ("dataStorage.maximum", "ecpuPerSeconds.maximum", "minCapacity", "maxCapacity")
    both = ([values_at(each, f"{name}.{end}") for each in (old, new)] for end in ends)
    return any(before and after and max(after) < max(before) for before, after in both)


def _sooner(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true for a shorter time. A log group without one keeps its lines for ever, and a
    group its machines."""
    never = float("inf") if name in ("retentionInDays", "maxInstanceLifetime") else 0.0
    before, after = (number(side.get(name)) or never for side in (old, new))
    return after < before


def _zero(old: Inputs, new: Inputs, name: str) -> bool:
    return bool(old.get(name)) and not new.get(name)


def _from_zero(old: Inputs, new: Inputs, name: str) -> bool:
    return not old.get(name)


def _off(old: Inputs, new: Inputs, name: str) -> bool:
    return _is_off(new.get(name)) and not _is_off(old.get(name))


def _on(old: Inputs, new: Inputs, name: str) -> bool:
    return not _is_off(new.get(name)) and _is_off(old.get(name))


def _is_off(value: Any) -> bool:
    return value in _OFF or value in ([], {})


def _fewer(old: Inputs, new: Inputs, name: str) -> bool:
    after = listed(new.get(name))
    return any(each not in after for each in listed(old.get(name)))


def _multi_az(old: Inputs, new: Inputs, name: str) -> bool:
    return all(side.get("multiAz") or side.get("multiAzEnabled") for side in (old, new))


def _replica(old: Inputs, new: Inputs, name: str) -> bool:
    return bool(old.get("replicateSourceDb"))


def _from_snapshot(old: Inputs, new: Inputs, name: str) -> bool:
    return bool(new.get("snapshotIdentifier"))


def _other_major(old: Inputs, new: Inputs, name: str) -> bool:
    majors = [str(side.get("engineVersion")).partition(".")[0] for side in (old, new)]
    return majors[0] != majors[1]


def _by_the_last_minor(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true for a higher major version of a search engine, which is reached by way of the
    last minor one of the former."""
    majors = [str(side.get(name)).partition(".")[0] for side in (old, new)]
    return name == "engineVersion" and majors[0] < majors[1]


def _other_address(old: Inputs, new: Inputs, name: str) -> bool:
    return not _addresses(old) <= _addresses(new)


def _addresses(gateway: Inputs) -> set[str]:
    """Returns the addresses of a NAT gateway, whether it has one zone or spans several."""
    zones = listed(gateway.get("availabilityZoneAddresses"))
    held = [each for zone in zones for each in listed(zone.get("allocationIds"))]
    return {str(each) for each in [gateway.get("allocationId"), *held] if each}


def _validation(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true for a record that proves the ownership of a domain to ACM."""
    found = str((old or new).get("name", ""))
    return found.startswith("_") or "resourceRecordName" in found


def _below_full(old: Inputs, new: Inputs, name: str) -> bool:
    least = number(new.get("deploymentMinimumHealthyPercent"))
    return least is not None and least < 100


def _spot(inputs: Inputs) -> float:
    weights = {
        str(each.get("capacityProvider")): number(each.get("weight")) or 0
        for each in listed(inputs.get("capacityProviderStrategies"))
    }
    return weights.get("FARGATE_SPOT", 0) / (sum(weights.values()) or 1)


def _more_spot(old: Inputs, new: Inputs, name: str) -> bool:
    return _spot(new) > _spot(old)


def _expiries(rule: Mapping[str, Any]) -> dict[str, float]:
    """Returns the days after which a lifecycle rule deletes: objects, and former versions."""
    if rule.get("status") != "Enabled":
        return {}
    days = {
        "objects": (rule.get("expiration") or {}).get("days"),
        "versions": (rule.get("noncurrentVersionExpiration") or {}).get("noncurrentDays"),
    }
    return {what: float(number) for what, number in days.items() if number}


def _sooner_expiry(old: Inputs, new: Inputs, name: str) -> bool:
    before = by("id", old.get(name))
    for id_, rule in by("id", new.get(name)).items():
        former = before.get(id_, {})
        past = _expiries(former)
        for what, days in _expiries(rule).items():
            if days < past.get(what, float("inf")) or rule.get("filter") != former.get("filter"):
                return True
    return False


def _suspended(old: Inputs, new: Inputs, name: str) -> bool:
    return (new.get(name) or {}).get("status") != "Enabled"


def _blocks(old: Inputs, new: Inputs, name: str) -> bool:
    return "block" in (new.get(name) or {})


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from (f"{key} {each}" for each in _texts(item))
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    else:
        yield str(value)


def _fewer_matches(old: Inputs, new: Inputs, name: str) -> bool:
    return not set(_texts(old.get(name))) <= set(_texts(new.get(name)))


def _other_health_path(old: Inputs, new: Inputs, name: str) -> bool:
    asked = [
        [(side.get(name) or {}).get(key) for key in ("path", "port", "protocol", "matcher")]
        for side in (old, new)
    ]
    return asked[0] != asked[1]


def _fewer_patterns(old: Inputs, new: Inputs, name: str) -> bool:
    return not by("pathPattern", old.get(name)).keys() <= by("pathPattern", new.get(name)).keys()


def _signers(behaviors: Any) -> dict[str, set[str]]:
    """Returns the key groups and accounts whose signatures each behavior asks for, by its pattern:
    none, if it gives its files to everybody."""
    return {
        pattern: {
            str(each)
            for key in ("trustedKeyGroups", "trustedSigners")
            for each in listed(behavior.get(key))
        }
        for pattern, behavior in by("pathPattern", behaviors).items()
    }


def _no_signature(old: Inputs, new: Inputs, name: str) -> bool:
    after = _signers(new.get(name))
    return any(asked and after.get(at) == set() for at, asked in _signers(old.get(name)).items())


def _other_signature(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if a behavior refuses requests that it answered: those without a signature, or
    with one of another key group."""
    before = _signers(old.get(name))
    return any(
        asked and not (before.get(at, asked) or {""}) <= asked
        for at, asked in _signers(new.get(name)).items()
    )


def _fewer_countries(old: Inputs, new: Inputs, name: str) -> bool:
    return not _within(_countries(old.get(name)), _countries(new.get(name)))


def _more_countries(old: Inputs, new: Inputs, name: str) -> bool:
    return not _within(_countries(new.get(name)), _countries(old.get(name)))


def _countries(restrictions: Any) -> tuple[bool, set[str]]:
    """Returns the countries that are answered; with true, all but these."""
    block = (restrictions or {}).get("geoRestriction") or {}
    return block.get("restrictionType") != "whitelist", {*(block.get("locations") or ())}


def _within(one: tuple[bool, set[str]], other: tuple[bool, set[str]]) -> bool:
    """Returns true if all countries of the one are among those of the other."""
    match one[0], other[0]:
        case False, False:
            return one[1] <= other[1]
        case False, True:
            return not one[1] & other[1]
        case True, True:
            return other[1] <= one[1]
    return False


_FACTORS = ("OFF", "OPTIONAL", "ON")
_THREATS = ("OFF", "AUDIT", "ENFORCED")


def _weaker_factor(old: Inputs, new: Inputs, name: str) -> bool:
    return _FACTORS.index(new.get(name) or "OFF") < _FACTORS.index(old.get(name) or "OFF")


def _factor_required(old: Inputs, new: Inputs, name: str) -> bool:
    return new.get(name) == "ON"


def _open_sign_up(old: Inputs, new: Inputs, name: str) -> bool:
    return values_at(new, f"{name}.allowAdminCreateUserOnly") != [True]


def _shorter_password(old: Inputs, new: Inputs, name: str) -> bool:
    before, after = (values_at(each, f"{name}.minimumLength") for each in (old, new))
    return max(after, default=0) < max(before, default=0)


def _weaker_threats(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if a user pool looks less closely at sign-ins."""
    path = f"{name}.advancedSecurityMode"
    before, after = (_THREATS.index(str([*values_at(each, path), "OFF"][0])) for each in (old, new))
    return after < before


def _inactive(old: Inputs, new: Inputs, name: str) -> bool:
    return new.get(name) in (None, "INACTIVE")


CONDITIONS: Mapping[str, Condition] = {
    "below-full": _below_full,
    "blocks": _blocks,
    "by-the-last-minor": _by_the_last_minor,
    "factor-required": _factor_required,
    "fewer": _fewer,
    "fewer-claims": guards.fewer_claims,
    "fewer-countries": _fewer_countries,
    "fewer-matches": _fewer_matches,
    "fewer-patterns": _fewer_patterns,
    "from-zero": _from_zero,
    "inactive": _inactive,
    "lower": _lower,
    "lower-limits": _lower_limits,
    "more": guards.more,
    "more-countries": _more_countries,
    "more-spot": _more_spot,
    "multi-az": _multi_az,
    "no-gate": guards.no_gate,
    "no-password": guards.no_password,
    "no-signature": _no_signature,
    "no-token": guards.no_token,
    "no-verification": guards.no_verification,
    "off": _off,
    "on": _on,
    "open-sign-up": _open_sign_up,
    "open-route": guards.open_route,
    "other-address": _other_address,
    "other-encryption": guards.other_encryption,
    "other-health-path": _other_health_path,
    "other-major": _other_major,
    "other-signature": _other_signature,
    "other-token": guards.other_token,
    "public-address": guards.public_address,
    "from-snapshot": _from_snapshot,
    "replica": _replica,
    "shorter-lock": guards.shorter_lock,
    "shorter-password": _shorter_password,
    "sooner": _sooner,
    "sooner-expiry": _sooner_expiry,
    "suspended": _suspended,
    "validation": _validation,
    "weaker-factor": _weaker_factor,
    "weaker-firewall": guards.weaker_firewall,
    "weaker-gate": guards.weaker_gate,
    "weaker-ownership": guards.weaker_ownership,
    "weaker-tags": guards.weaker_tags,
    "weaker-threats": _weaker_threats,
    "weaker-tls": guards.weaker_tls,
    "weaker-transit": guards.weaker_transit,
    "wider-access": guards.wider_access,
    "wider-policy": guards.wider_policy,
    "wider-rule": guards.wider_rule,
    "zero": _zero,
}
"""The conditions by the names that the table uses."""
