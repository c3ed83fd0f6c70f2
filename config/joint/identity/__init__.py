"""User pools of the workload, held against its routes, programs and settings."""

from config.joint.identity.pool_checks import (
    default_pool_problems,
    pool_notices,
    pool_problems,
    pool_settings_problems,
)
from config.joint.identity.pool_tokens import (
    ACCESS_TOKEN,
    issuing_pools,
    with_default_pool,
    with_pool_claims,
)

__all__ = [
    "ACCESS_TOKEN",
    "default_pool_problems",
    "issuing_pools",
    "pool_notices",
    "pool_problems",
    "pool_settings_problems",
    "with_default_pool",
    "with_pool_claims",
]
