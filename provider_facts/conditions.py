"""Rules by which an input replaces its resource for some values only, as in the provider's
CustomizeDiff.

Each rule gets all inputs before and after, and the input's name or path. It is asked only if that
input differs, and returns true if the change replaces the resource.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from provider_facts.paths import values_at

Inputs = Mapping[str, Any]
Rule = Callable[[Inputs, Inputs, str], bool]


def _version(value: Any) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", str(value)))


def _lower_version(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true for an older engine, which cannot read the cache's data. Only the parts that
    both versions have are compared."""
    before, after = _version(old.get(name)), _version(new.get(name))
    length = min(len(before), len(after))
    return after[:length] < before[:length]


def _no_search_upgrade(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true for a version to which AWS upgrades no domain that has the former one: a lower
    one, or the next major one from another than the last before it. The provider asks AWS for the
    steps of the domain (GetCompatibleVersions); these are the documented ones:
    docs.aws.amazon.com/opensearch-service/latest/developerguide/version-migration.html"""
    before, after = _version(old.get(name)), _version(new.get(name))
    if not before or not after or after < before:
        return bool(before and after)
    lasts: dict[tuple[int, ...], int] = {(1, 3): 2, (2, 19): 3}
    return after[0] not in (before[0], lasts.get(before))


def _other_than_redis_to_valkey(old: Inputs, new: Inputs, name: str) -> bool:
    return (old.get(name), new.get(name)) != ("redis", "valkey")


def _before_redis_7_0_5(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true for engines before Redis 7.0.5. The provider looks at the patch release that
    runs, which the inputs may leave open."""
    is_old = _version(new.get("engineVersion")) < (7, 0, 5)
    return is_old and new.get("engine") != "valkey"


def _appears_or_disappears(old: Inputs, new: Inputs, name: str) -> bool:
    return bool(old.get(name)) != bool(new.get(name))


def _switched_off(old: Inputs, new: Inputs, name: str) -> bool:
    return values_at(old, name) == [True] and values_at(new, name) != [True]


def _from_dualstack(old: Inputs, new: Inputs, name: str) -> bool:
    return old.get(name) == "dualstack"


def _unless_interface(old: Inputs, new: Inputs, name: str) -> bool:
    return new.get("vpcEndpointType") != "Interface"


def _unless_dedicated_to_default(old: Inputs, new: Inputs, name: str) -> bool:
    return (old.get(name), new.get(name)) != ("dedicated", "default")


def _once_given(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if an account was named before. Naming the own account where none was named
    changes nothing."""
    return bool(old.get(name))


def _advanced_to_standard(old: Inputs, new: Inputs, name: str) -> bool:
    return (old.get(name), new.get(name)) == ("Advanced", "Standard")


def _unless_aurora(old: Inputs, new: Inputs, name: str) -> bool:
    return not str(new.get("engine")).startswith("aurora")


def _create_only(old: Inputs, new: Inputs, name: str) -> bool:
    return str(new.get("lifecycleScope", "CREATE_ONLY")) == "CREATE_ONLY"


def _network_balancer_without(old: Inputs, new: Inputs, name: str) -> bool:
    return new.get("loadBalancerType") == "network" and _appears_or_disappears(old, new, name)


def _network_balancer_not_more(old: Inputs, new: Inputs, name: str) -> bool:
    fewer = len(new.get(name) or ()) <= len(old.get(name) or ())
    return new.get("loadBalancerType") == "network" and fewer


def _network_balancer_fewer(old: Inputs, new: Inputs, name: str) -> bool:
    is_network = new.get("loadBalancerType") == "network"
    return is_network and int(new.get(name) or 0) < int(old.get(name) or 0)


def _mappings(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true unless a load balancer only gets more addresses, or an application load balancer
    only loses some."""
    before, after = old.get(name) or [], new.get(name) or []
    if len(after) > len(before):
        return any(each not in after for each in before)
    is_network = new.get("loadBalancerType") == "network"
    return is_network or len(after) == len(before) or any(each not in before for each in after)


def _another_service(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if the ARNs lead to another service of AWS."""
    services = [
        {str(arn).split(":")[2] for arn in values_at(inputs, name) if str(arn).count(":") >= 5}
        for inputs in (old, new)
    ]
    return services[0] != services[1]


_SOURCES = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")


def _another_kind_of_source(old: Inputs, new: Inputs, name: str) -> bool:
    """Returns true if a rule's source changes its kind: a range can become another range, but not a
    security group."""
    return [bool(old.get(each)) for each in _SOURCES] != [bool(new.get(each)) for each in _SOURCES]


def _private_gateway(old: Inputs, new: Inputs, name: str) -> bool:
    return new.get("connectivityType") == "private" and new.get(name) is not None


def _assigned_addresses(old: Inputs, new: Inputs, name: str) -> bool:
    return bool(old.get("assignIpv6AddressOnCreation"))


CONDITIONS: Mapping[str, Rule] = {
    "lower-version": _lower_version,
    "no-search-upgrade": _no_search_upgrade,
    "other-than-redis-to-valkey": _other_than_redis_to_valkey,
    "before-redis-7.0.5": _before_redis_7_0_5,
    "appears-or-disappears": _appears_or_disappears,
    "switched-off": _switched_off,
    "from-dualstack": _from_dualstack,
    "unless-interface": _unless_interface,
    "unless-dedicated-to-default": _unless_dedicated_to_default,
    "once-given": _once_given,
    "advanced-to-standard": _advanced_to_standard,
    "unless-aurora": _unless_aurora,
    "create-only": _create_only,
    "network-balancer-without": _network_balancer_without,
    "network-balancer-not-more": _network_balancer_not_more,
    "network-balancer-fewer": _network_balancer_fewer,
    "mappings": _mappings,
    "private-gateway": _private_gateway,
    "assigned-addresses": _assigned_addresses,
    "another-service": _another_service,
    "another-kind-of-source": _another_kind_of_source,
}
"""The rules by the names that the rows use."""
