"""The users of the cache: one for each program, with its own keys.

    User         of each program; its commands, its keys `<program>:*`, its channels
    User         named default, because ElastiCache wants one; it cannot log in
    UserGroup

A program's user is created to log in by IAM, with a right that no role has, so nobody can log in
until `Credentials` gives it a password. Users and group keep the engine `redis`. Valkey accepts
them too, so a change of the cache's engine never touches them.
docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import data_name, waits
from config.data import cache_name
from planning import Environment, scope, scoped_name

TYPE = "plinth:data:CacheUsers"

ENGINE = "redis"
USER_ID_LIMIT = 40

NOBODY = "off -@all"

_OTHER_KIND = {"Cache": "ServerlessCache", "ServerlessCache": "Cache"}


def user_ids(environment: Environment) -> str:
    """Returns a pattern for the IDs of an environment's users, for policies."""
    return f"{scope(environment)}*"


def kept_from_other_kind(name: str, type_: str) -> list[pulumi.Alias]:
    """Returns the aliases of the users of a cache that may have been of the other kind, by its name
    and type. Their IDs are fixed, so new ones could not stand beside the former ones; by this they
    are the same, and keep their passwords."""
    layer, _, noun = type_.rpartition(":")
    return [pulumi.Alias(parent=pulumi.create_urn(name, f"{layer}:{_OTHER_KIND[noun]}"))]


def access_string(program: str) -> str:
    """Returns the rights of a program, in the order in which ElastiCache returns them: keys,
    channels, commands. Another order would look changed at every preview.

    A program may use all commands except those that read or change the whole server (KEYS,
    FLUSHALL, CONFIG, MONITOR and the like). INFO is allowed, because clients ask for it when they
    connect. SCAN shows a program the names of all keys, but not the values of others.
    """
    return f"on ~{program}:* &{program}:* +@all -@dangerous +info"


@dataclass(frozen=True, kw_only=True)
class CacheUsersArgs:
    """The inputs from which the users are built."""

    environment: Environment
    programs: Sequence[str]
    """The programs that use the cache, by their names in the workload."""
    key: str = ""
    """Key of the cache under `caches`, which is part of its users' IDs. Empty for the first one."""


class CacheUsers(pulumi.ComponentResource):
    """The users of a cache. ElastiCache takes 100 in a group (a quota that can be raised)."""

    usernames: dict[str, pulumi.Output[str]]
    """User names by program. A user's name equals its ID, because users that log in by IAM must be
    created so."""
    group_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: CacheUsersArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        users = {program: self._create_user(program) for program in sorted(set(args.programs))}
        group = self._create_group([self._create_default_user(), *users.values()])

        self.usernames = {program: user.user_name for program, user in users.items()}
        self.group_id = group.user_group_id
        self.register_outputs({"usernames": self.usernames, "group_id": self.group_id})

    def _create_user(self, program: str) -> aws.elasticache.User:
        named = f"{cache_name(self._args.key)}-{program}" if self._args.key else program
        user_id = scoped_name(self._args.environment, named, USER_ID_LIMIT)
        return aws.elasticache.User(
            f"{self._name}-{program}",
            user_id=user_id,
            user_name=user_id,
            engine=ENGINE,
            access_string=access_string(program),
            authentication_mode={"type": "iam"},
            opts=pulumi.ResourceOptions(
                parent=self,
                # `Credentials` replaces this mode with a password.
                ignore_changes=["authenticationMode"],
                custom_timeouts=waits.CACHE_USERS,
            ),
        )

    def _create_default_user(self) -> aws.elasticache.User:
        """Creates the user `default`, in place of ElastiCache's own, which may do everything
        without a password."""
        user_id = data_name(self._args.environment, f"{self._name}-nobody", USER_ID_LIMIT)
        return aws.elasticache.User(
            # No program's name begins with a hyphen, so no program's user has this name.
            f"{self._name}--default",
            user_id=user_id,
            user_name="default",
            engine=ENGINE,
            access_string=NOBODY,
            # `authentication_mode` would change at every `up`, because ElastiCache returns this
            # type under another name.
            # github.com/hashicorp/terraform-provider-aws/issues/33877
            no_password_required=True,
            opts=pulumi.ResourceOptions(parent=self, custom_timeouts=waits.CACHE_USERS),
        )

    def _create_group(self, users: Sequence[aws.elasticache.User]) -> aws.elasticache.UserGroup:
        return aws.elasticache.UserGroup(
            self._name,
            user_group_id=data_name(self._args.environment, self._name, USER_ID_LIMIT),
            engine=ENGINE,
            user_ids=[user.user_id for user in users],
            opts=pulumi.ResourceOptions(parent=self),
        )
