"""People who sign in, and programs that ask for tokens."""

from components.identity.user_pool import UserPool, UserPoolArgs

__all__ = ["UserPool", "UserPoolArgs"]
