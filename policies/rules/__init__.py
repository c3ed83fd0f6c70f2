"""All rules, a file for each subject, in the order in which people read them."""

from policies.rule import Rule
from policies.rules import (
    caches,
    containers,
    databases,
    edge,
    functions,
    gateway,
    identity,
    machines,
    messaging,
    network,
    records,
    search,
    secrecy,
    storage,
    tags,
)

_SUBJECTS = (
    *(tags, secrecy, identity, network, gateway, edge, containers, machines),
    *(functions, databases, caches, search, storage, messaging, records),
)

RULES: tuple[Rule, ...] = tuple(
    value for subject in _SUBJECTS for value in vars(subject).values() if isinstance(value, Rule)
)

__all__ = ["RULES"]
