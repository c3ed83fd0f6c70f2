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
    words = f"{environment.project}-{environment.stack}-{name}".lower()
    full = "n-" * (not words[0].isalpha()) + re.sub("[^a-z0-9]+", "-", words).strip("-")
    short = physical_name(full, limit)
    return short if short == full else f"n{physical_name(full, limit - 1)}"
