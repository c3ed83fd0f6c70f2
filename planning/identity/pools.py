"""Names and addresses of a user pool; pure."""

import hashlib

from planning.environment import Environment
from planning.naming import physical_name, words

_LABEL = 63
_RESERVED = ("aws", "amazon", "cognito")
"""Words that Cognito refuses in the prefix of a domain: docs.aws.amazon.com/cognito/latest/
developerguide/cognito-user-pools-assign-domain-prefix.html"""


def pool_name(pool: str) -> str:
    """Returns the logical name of a user pool, which no program of the workload can hide."""
    return f"user-pool-{pool}"


def domain_prefix(environment: Environment, pool: str, chosen: str | None) -> str:
    """Returns the first label of the pool's own domain: the chosen one, or one that no other
    account has, by a digest.

    >>> from tests.factories import make_environment
    >>> domain_prefix(make_environment(project="shop", stack="prod"), "people", None)
    'shop-prod-people-dde313'
    """
    if chosen is not None:
        return chosen
    own = f"{environment.account_id} {environment.project} {environment.stack} {pool}"
    full = words(f"{environment.project}-{environment.stack}-{pool}")
    if any(word in full for word in _RESERVED):
        return f"sign-in-{hashlib.sha256(own.encode()).hexdigest()[:12]}"
    return physical_name(full, _LABEL, unique=own)


def sign_in_url(environment: Environment, prefix: str) -> str:
    """Returns the address of the pool's pages, and of its endpoints for tokens."""
    return f"https://{prefix}.auth.{environment.region}.amazoncognito.com"


def address(environment: Environment, callback: str) -> str:
    """Returns the whole address of a callback, which the workload may write by a host's label.

    >>> from tests.factories import make_environment
    >>> address(make_environment(), "app/signed-in")
    'https://app.shop.example.com/signed-in'
    >>> address(make_environment(), "@")
    'https://shop.example.com/'
    >>> address(make_environment(), "com.example.app://signed-in")
    'com.example.app://signed-in'
    """
    if "://" in callback:
        return callback
    host, _, path = callback.partition("/")
    return f"https://{environment.full_name(host)}/{path}"


def local_client_id(pool: str, client: str) -> str:
    """Returns the ID of a client on Docker, where nothing makes IDs."""
    return f"{pool}-{client}"
