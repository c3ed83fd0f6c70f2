"""User pools of an environment."""

from stacks.identity.user_pools import UserPools

__all__ = ["UserPools"]
