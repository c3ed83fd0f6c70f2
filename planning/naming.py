"""Makes fixed physical names, for the few resources that cannot use Pulumi's autonaming.

Other products, and other stacks of this one, may share the account and the region, so each such
name contains the project and the stack.
"""

import hashlib
import re

from planning.environment import Environment

_DIGEST = 6
FIFO_SUFFIX = ".fifo"
BUCKET_LIMIT = 63


def physical_name(name: str, limit: int, *, unique: str = "") -> str:
    """Returns a name of at most `limit` characters that keeps its meaningful end.

    `unique` names the facts on which the resource's replacement depends (a port, a protocol). Their
    digest is part of the result, so a replacement has a new name, and the old and the new resource
    can exist at once. Without `unique`, a name that fits is returned as it is.

    >>> physical_name("prod-orders", 32)
    'prod-orders'
    >>> physical_name("prod-orders-api", 32, unique="8080 HTTP")
    'prod-orders-api-1d86ad'
    >>> physical_name("prod-customer-notification-preferences-api", 32)
    '550076-ification-preferences-api'
    """
    if not unique and len(name) <= limit:
        return name
    digest = hashlib.sha256(f"{name} {unique}".encode()).hexdigest()[:_DIGEST]
    room = limit - _DIGEST - 1
    if len(name) <= room:
        return f"{name}-{digest}"
    return f"{digest}-{name[-room:].lstrip('-')}"


def scope(environment: Environment) -> str:
    """Returns the beginning of the names that one policy covers together: at most 21 characters. No
    other environment's names begin with it, not even those of the stack `prod-eu` beside `prod`.

    >>> from tests.factories import make_environment
    >>> scope(make_environment(project="shop", stack="prod"))
    'shop-prod-8a5eb2-'
    """
    name = physical_name(words(_own(environment)), 19, unique=_own(environment))
    return f"{name if name[0].isalpha() else f'n{name}'}-"


def scoped_name(environment: Environment, name: str, limit: int) -> str:
    """Returns `<scope><name>`; the name is shortened if the whole would exceed `limit`
    characters."""
    first = scope(environment)
    return f"{first}{physical_name(words(name), limit - len(first))}"


def fifo_name(environment: Environment, name: str, limit: int, *, role: str = "") -> str:
    """Returns `<name>-<scope><role>.fifo`, for FIFO queues and topics. AWS wants that suffix at the
    end, where autonaming has its random part. The role stands last, so that no name of the workload
    makes the same.

    >>> from tests.factories import make_environment
    >>> fifo_name(make_environment(project="shop", stack="prod"), "mails", 80, role="dead-letter")
    'mails-shop-prod-8a5eb2-dead-letter.fifo'
    """
    full = f"{name}-{scope(environment)}{role}".removesuffix("-")
    return f"{physical_name(full, limit - len(FIFO_SUFFIX))}{FIFO_SUFFIX}"


def account_bucket_name(environment: Environment, name: str, region: str | None) -> str | None:
    """Returns `<project>-<stack>-<name>-<digest>-<account>-<region>-an`, a name in the namespace of
    the account and the region, or None in the global one, where autonaming makes it. `region` is
    None for the environment's own.
    docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html

    >>> from tests.factories import make_environment
    >>> own = make_environment(stack="prod", bucket_namespace="account-regional")
    >>> account_bucket_name(own, "films", None)
    'shop-prod-films-a0bd3d-111122223333-eu-central-1-an'
    >>> account_bucket_name(make_environment(), "films", None)
    """
    if environment.bucket_namespace == "global":
        return None
    end = f"-{environment.account_id}-{region or environment.region}-an"
    full = words(f"{environment.project}-{environment.stack}-{name}")
    return f"{physical_name(full, BUCKET_LIMIT - len(end), unique=_own(environment))}{end}"


def load_balancing_name(environment: Environment, name: str, *, unique: str) -> str:
    """Returns `<project>-<stack>-<name>-<digest>` in the 32 characters that load balancers and
    target groups allow, too few for the random end of other names. The digest covers all of it and
    `unique`, the facts on which a replacement depends, so both can exist while one takes over.

    >>> from tests.factories import make_environment
    >>> load_balancing_name(make_environment(stack="prod"), "gateway", unique="internal")
    'shop-prod-gateway-f79b8f'
    """
    full = words(f"{environment.project}-{environment.stack}-{name}")
    return physical_name(full, 32, unique=f"{_own(environment)} {name} {unique}")


def words(text: str) -> str:
    """Returns a text reduced to letters, digits and single hyphens, with a letter first, which all
    AWS services accept."""
    made = re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")
    return made if made[0].isalpha() else f"n-{made}"


def _own(environment: Environment) -> str:
    """Returns project and stack with a space between. The space tells the product `a-b` with the
    stack `c` from the product `a` with the stack `b-c`."""
    return f"{environment.project} {environment.stack}"
