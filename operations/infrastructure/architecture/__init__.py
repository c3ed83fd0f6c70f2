"""The sections about what an environment consists of: addresses, network, programs, data, messages,
gateway, scaling, and the resources themselves."""

from operations.infrastructure.architecture import (
    addresses,
    cache,
    databases,
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
