"""The sections about what an environment consists of: its drawing, addresses, network, programs,
data, messages, gateway, scaling, and the resources themselves."""

from operations.infrastructure.architecture import (
    addresses,
    cache,
    databases,
    drawing,
    environments,
    gateway,
    messages,
    network,
    programs,
    resources,
    scaling,
    storage,
    summary,
)

__all__ = [
    "addresses",
    "cache",
    "databases",
    "drawing",
    "environments",
    "gateway",
    "messages",
    "network",
    "programs",
    "resources",
    "scaling",
    "storage",
    "summary",
]
