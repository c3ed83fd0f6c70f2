"""Changes of a part of a resource, of which AWS keeps the rest and moto forgets it.

Whoever changes one thing by hand changed only that, and an update by the program leaves what AWS
fixes at the creation.

Sources, under docs.aws.amazon.com:
cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html,
opensearch-service/latest/APIReference/API_UpdateDomainConfig.html,
elasticloadbalancing/latest/APIReference/API_ModifyListener.html
"""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any
from unittest import mock

from moto.cognitoidp.models import CognitoIdpBackend
from moto.core.responses import ActionResult
from moto.elbv2.responses import ELBV2Response
from moto.opensearch.models import OpenSearchDomain, OpenSearchServiceBackend
from moto.sesv2.models import SESV2Backend

_FIXED = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration")
"""Parameters of a user pool that only its creation takes."""


def corrections() -> Iterator[contextlib.AbstractContextManager[object]]:
    """Yields all corrections of this file."""
    yield _user_pools()
    yield _search_engines()
    yield from _listeners()
    yield _tags_of_identities()


def _user_pools() -> contextlib.AbstractContextManager[object]:
    """Keeps what a user pool signs people in by. What else an update leaves out gets its default,
    in AWS too."""
    update = CognitoIdpBackend.update_user_pool

    def updated(
        self: CognitoIdpBackend, user_pool_id: str, extended_config: dict[str, Any]
    ) -> None:
        before = self.describe_user_pool(user_pool_id).extended_config
        update(self, user_pool_id, extended_config)
        after = self.describe_user_pool(user_pool_id).extended_config
        after.update({key: before[key] for key in _FIXED if key in before})

    return mock.patch.object(CognitoIdpBackend, "update_user_pool", updated)


def _search_engines() -> contextlib.AbstractContextManager[object]:
    """Keeps the members of each option that a change does not name, such as the number of
    instances beside their type."""
    update = OpenSearchServiceBackend.update_domain_config

    def updated(
        self: OpenSearchServiceBackend, domain_name: str, **options: Any
    ) -> OpenSearchDomain:
        domain = self.domains[domain_name]
        whole: dict[str, Any] = {
            name: {**before, **given}
            if isinstance(given, Mapping) and isinstance(before := getattr(domain, name), Mapping)
            else given
            for name, given in options.items()
        }
        return update(self, domain_name=domain_name, **whole)

    return mock.patch.object(OpenSearchServiceBackend, "update_domain_config", updated)


def _listeners() -> Iterator[contextlib.AbstractContextManager[object]]:
    """Lets a listener keep how it asks for client certificates, also through changes of other
    things. moto takes that and forgets it."""

    def keeping(operation: str) -> contextlib.AbstractContextManager[object]:
        original = getattr(ELBV2Response, operation)

        def kept(self: ELBV2Response) -> ActionResult:
            answer: ActionResult = original(self)
            if given := self._get_param("MutualAuthentication"):
                answer.result["Listeners"][0].mutual_authentication = given  # type: ignore[index]
            return answer

        return mock.patch.object(ELBV2Response, operation, kept)

    yield keeping("create_listener")
    yield keeping("modify_listener")


def _tags_of_identities() -> contextlib.AbstractContextManager[object]:
    """Gives an identity that sends mail its tags at the ARN that SES has for it. moto has them at
    another one."""
    create = SESV2Backend.create_email_identity

    def created(
        self: SESV2Backend, email_identity: str, tags: Any, *others: Any, **more: Any
    ) -> Any:
        made = create(self, email_identity, tags, *others, **more)
        arn = f"arn:aws:ses:{self.region_name}:{self.account_id}:identity/{email_identity}"
        self.core_backend.tagger.tag_resource(arn, tags or [])
        return made

    return mock.patch.object(SESV2Backend, "create_email_identity", created)
