"""Fixed physical names, for the few resources that cannot leave them to autonaming."""

import hashlib

_DIGEST = 6


def physical_name(name: str, limit: int, *, unique: str = "") -> str:
    """A name of at most `limit` characters that keeps its meaningful end.

    `unique` names what the resource's replacement depends on (a port, a protocol): its digest is
    part of the result, so a replacement has another name than what it replaces and both can exist
    at once. Without it, a name that fits is returned as it is.

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
