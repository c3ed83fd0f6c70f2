"""Builds the user pools of an environment, and lets load balancers take their tokens."""

from collections.abc import Callable, Iterable

import pulumi

from components.gateway import LoadBalancer, PoolTokens
from components.identity import UserPool, UserPoolArgs
from components.mail import Mail
from config.identity import UserPoolSettings
from config.joint.identity import issuing_pools
from config.settings import CloudSettings
from config.workload import Workload
from planning import Environment
from planning.identity import pool_name


class UserPools:
    """User pools by their names in the workload."""

    def __init__(
        self,
        environment: Environment,
        settings: CloudSettings,
        workload: Workload,
        mail: Mail | None,
        kms_key_arn: pulumi.Input[str],
        options_of: Callable[[str | None], pulumi.ResourceOptions],
    ) -> None:
        self._workload = workload
        self.by_name: dict[str, UserPool] = {}
        for name, declared in workload.user_pools.items():
            mailing = mail if declared.sender else None
            args = UserPoolArgs(
                environment=environment,
                pool=name,
                declared=declared,
                settings=settings.user_pools.get(name, UserPoolSettings()),
                kms_key_arn=kms_key_arn,
                mail_from=f"{declared.sender}@{environment.domain}" if mailing else None,
                configuration_set=mailing.configuration_set if mailing else None,
                after=[mailing] if mailing else [],
            )
            self.by_name[name] = UserPool(pool_name(name), args, options_of(declared.team))

    def trusted_by(self, balancers: Iterable[LoadBalancer]) -> None:
        """Lets load balancers take tokens of the pools that routes name. Call it before routes are
        added."""
        for name in issuing_pools(self._workload):
            pool = self.by_name[name]
            for balancer in balancers:
                balancer.take_tokens(name, PoolTokens(pool.issuer, pool.client_ids))
