"""The registry of an environment, as a release uses it: which digest has a version, and who may
push."""

import base64
from dataclasses import dataclass
from typing import Any, Protocol

from config import CloudPlatform
from operations import accounts
from operations.errors import OperationError


@dataclass(frozen=True)
class Login:
    """The name and the password of whoever pushes, for some hours."""

    host: str
    user: str
    password: str


class Registry(Protocol):
    """A registry in which each image has a repository. Its tags never move."""

    @property
    def address(self) -> str:
        """The part before `/<image>:<version>`."""

    def digest(self, image: str, version: str) -> str | None:
        """Returns the digest that a version has. None if it was never pushed."""

    def login(self) -> Login | None:
        """Returns what Docker logs in with. None if the registry asks for nothing."""


class Ecr:
    """The repositories that the stack made in ECR."""

    def __init__(self, client: Any, platform: CloudPlatform, address: str) -> None:
        self._client, self._platform, self.address = client, platform, address

    def digest(self, image: str, version: str) -> str | None:
        """Returns the digest that a version has. Raises OperationError if the repository is not
        there yet."""
        _, _, prefix = self.address.partition("/")
        by = {"imageDigest": version} if version.startswith("sha256:") else {"imageTag": version}
        with accounts.asking(f"{prefix}/{image}:{version}"):
            try:
                answer = self._client.describe_images(
                    registryId=self._platform.settings.account_id,
                    repositoryName=f"{prefix}/{image}",
                    imageIds=[by],
                )
            except self._client.exceptions.ImageNotFoundException:
                return None
            except self._client.exceptions.RepositoryNotFoundException:
                raise OperationError(
                    f"there is no repository {prefix}/{image}",
                    remedy=f"`make first-deployment STACK={self._platform.stack}` makes it",
                ) from None
        details = answer.get("imageDetails") or [{}]
        found: str | None = details[0].get("imageDigest")
        return found

    def login(self) -> Login:
        """Returns a token of twelve hours."""
        with accounts.asking("the right to push to ECR"):
            data = self._client.get_authorization_token()["authorizationData"][0]
        user, _, password = base64.b64decode(data["authorizationToken"]).decode().partition(":")
        return Login(self.address.partition("/")[0], user, password)
