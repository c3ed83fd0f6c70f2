"""Resources in an account, created, changed and deleted as the mapping table says."""

from aws_account.resources import changes, naming, unmapped
from aws_account.resources.naming import NameRefused
from aws_account.resources.resources import Resource, Resources

__all__ = [
    "NameRefused",
    "Resource",
    "Resources",
    "changes",
    "naming",
    "unmapped",
]
