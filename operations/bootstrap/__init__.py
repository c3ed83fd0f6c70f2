"""Preparation of an account, once, before anything is deployed into it: state, key, roles."""

from operations.bootstrap import bootstrap

__all__ = [
    "bootstrap",
]
