"""The rights of programs at the API of a user pool; pure."""

import pulumi

from components.security import Statement, allow
from config.identity import PoolAccess

_READ = (
    "cognito-idp:AdminGetUser",
    "cognito-idp:AdminListGroupsForUser",
    "cognito-idp:DescribeUserPool",
    "cognito-idp:GetGroup",
    "cognito-idp:ListGroups",
    "cognito-idp:ListUsers",
    "cognito-idp:ListUsersInGroup",
)
_MANAGE = (
    "cognito-idp:AdminAddUserToGroup",
    "cognito-idp:AdminCreateUser",
    "cognito-idp:AdminDeleteUser",
    "cognito-idp:AdminDisableUser",
    "cognito-idp:AdminEnableUser",
    "cognito-idp:AdminRemoveUserFromGroup",
    "cognito-idp:AdminResetUserPassword",
    "cognito-idp:AdminUpdateUserAttributes",
    "cognito-idp:AdminUserGlobalSignOut",
)
"""Without AdminSetUserPassword and AdminInitiateAuth, by which a program could be anybody."""


def rights(access: PoolAccess, pool_arn: pulumi.Input[str]) -> Statement | None:
    """Returns what a program may do with the users of a pool; None for one that knows its names
    only."""
    if access == "names":
        return None
    return allow([*_READ, *_MANAGE] if access == "manage" else [*_READ], [pool_arn])
