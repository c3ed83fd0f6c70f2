"""Fixed names for RDS and ElastiCache, which take letters, digits and single hyphens only, and a
letter first."""

import re

from components.environment import Environment
from components.naming import physical_name


def data_name(environment: Environment, name: str, limit: int) -> str:
    """`<project>-<stack>-<name>`, shortened to `limit` characters where it must be.

    >>> from tests.factories import make_environment
    >>> data_name(make_environment(project="The Shop", stack="prod"), "orders", 40)
    'the-shop-prod-orders'
    """
    full = _words(f"{environment.project}-{environment.stack}-{name}")
    short = physical_name(full, limit)
    return short if short == full else f"n{physical_name(full, limit - 1)}"


def scope(environment: Environment) -> str:
    """What names begin with that a policy takes together: at most 21 characters that no other
    environment's names begin with, not even those of the stack `prod-eu` beside `prod`.

    >>> from tests.factories import make_environment
    >>> scope(make_environment(project="shop", stack="prod"))
    'shop-prod-8a5eb2-'
    """
    words = _words(f"{environment.project}-{environment.stack}")
    unique = f"{environment.project} {environment.stack}"
    return f"{_letter_first(physical_name(words, 19, unique=unique))}-"


def scoped_name(environment: Environment, name: str, limit: int) -> str:
    """`<scope><name>`, of which the name is shortened to `limit` characters where it must be."""
    first = scope(environment)
    return f"{first}{physical_name(_words(name), limit - len(first))}"


def _words(text: str) -> str:
    words = re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")
    return words if words[0].isalpha() else f"n-{words}"


def _letter_first(name: str) -> str:
    return name if name[0].isalpha() else f"n{name}"
