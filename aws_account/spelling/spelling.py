"""Finds the AWS name of a Pulumi property, by the rules by which the provider's authors renamed
them.

From the most to the least certain:

    same        cidrBlock            CidrBlock
    number      subnetIds            SubnetId, SubnetIds
    noun        name                 RoleName, for CreateRole
    form        role, subnets        RoleName, SubnetIds
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

_FORMS = ("id", "arn", "name", "identifier", "configuration", "config")


def plain(name: str) -> str:
    """Returns a name without case and punctuation."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def nouns(operation: str) -> tuple[str, ...]:
    """Returns the nouns of an operation's name: for CreateDBInstance DBInstance, DB and
    Instance."""
    return runs(re.sub(r"^[A-Z][a-z]+", "", operation))


@cache
def runs(name: str) -> tuple[str, ...]:
    """Returns each run of a name's words, and the same in the singular."""
    words = re.findall(r"[A-Z]+s?(?=[A-Z][a-z]|$)|[A-Z]?[a-z0-9]+", name)
    found = [
        plain("".join(words[start:end]))
        for start in range(len(words))
        for end in range(len(words), start, -1)
    ]
    return tuple(dict.fromkeys(form for run in found for form in (run, singular(run))))


def singular(name: str) -> str:
    """Returns the singular of a noun: policies -> policy, addresses -> address, subnets ->
    subnet."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    if name.endswith(("sses", "xes", "ches")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def _plural(name: str) -> str:
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("ss", "x", "ch")) else f"{name}s"


def _numbers(name: str) -> set[str]:
    one = singular(name)
    return {name, one, _plural(name), _plural(one), f"{name}es"}


def _tiers(name: str, prefixes: tuple[str, ...]) -> Iterator[set[str]]:
    name = plain(name)
    numbers = _numbers(name)
    yield {name}
    yield numbers
    yield {prefix + name for prefix in prefixes}
    yield {prefix + number for prefix in prefixes for number in numbers}
    yield {number + form for number in numbers for form in (*_FORMS, *(f"{f}s" for f in _FORMS))}


@cache
def match(
    names: tuple[str, ...], members: tuple[str, ...], prefixes: tuple[str, ...] = ()
) -> Mapping[str, str]:
    """Returns the one of AWS's `members` that each Pulumi name means, the most certain first, and
    none twice.

    A name that could mean several is left out.
    """
    found: dict[str, str] = {}
    free = {member: plain(member) for member in members}
    for tier in zip(*(_tiers(name, prefixes) for name in names), strict=True):
        for name, candidates in zip(names, tier, strict=True):
            fitting = [member for member, form in free.items() if form in candidates]
            if name not in found and len(fitting) == 1:
                found[name] = fitting[0]
                del free[fitting[0]]
    return found
