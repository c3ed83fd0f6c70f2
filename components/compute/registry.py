"""The registry of this platform's images: one private ECR repository for each image.

    Repository        <project>/<stack>/<image>
    LifecyclePolicy   untagged images go after a week, the newest tagged ones stay

The pipeline pushes to it, and the tasks pull from it. `config/values/images.py` decides which image
belongs here.

Left out: enhanced scanning (Inspector), replication and pull-through caches. Each is one setting
for the whole account and region. A stack that set it would overwrite a setting that other stacks
and people rely on, and destroying the stack would switch it off for them. Basic scanning belongs to
a repository.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.security import iam
from config.values import registry_host
from planning import Environment

TYPE = "plinth:containers:Registry"

UNTAGGED_DAYS = 7
"""The age at which untagged images are removed. They are left over from broken pushes. The parts of
an image for several platforms have no tag either; ECR keeps those as long as the whole image."""


@dataclass(frozen=True, kw_only=True)
class RegistryArgs:
    """The inputs from which a registry is built."""

    environment: Environment
    repositories: Sequence[str]
    """The names of the images, each once. Removing one deletes its repository."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the images. Changing it replaces the repositories and loses the images
    in them. ECR gives itself a grant on the key, so those who pull need no right on it."""
    keep_images: int
    """The number of tagged images that each repository keeps. Choose it generously: an image that
    still runs is removed as well once this many newer ones have been pushed, and its tasks could
    not restart."""


class Registry(pulumi.ComponentResource):
    """Private repositories with fixed names. Their tags never move, so the image that was tested
    under a version is the one that runs under it. ECR refuses a pipeline that pushes a version
    twice."""

    host: str
    """The part before `/<image>:<version>` in an image reference. It is a plain text, so that
    references are known in a preview."""
    urls: dict[str, pulumi.Output[str]]
    """The repositories' addresses by image, for the pipeline that pushes."""

    def __init__(
        self, name: str, args: RegistryArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        images = sorted(set(args.repositories))
        self._repositories = {image: self._create_repository(image) for image in images}
        for image, repository in self._repositories.items():
            self._expire_images(image, repository)

        environment = args.environment
        self.host = f"{registry_host(environment.account_id, environment.region)}/{self._prefix}"
        self.urls = {
            image: repository.repository_url for image, repository in self._repositories.items()
        }
        self.register_outputs({"host": self.host, "urls": self.urls})

    def grant_pull(
        self, name: str, role_name: pulumi.Input[str], repository: str
    ) -> aws.iam.RolePolicy:
        """Lets a role (a task's execution role) pull the images of one repository. A task must
        start after the policy that this returns.

        `name` is the program's, once for each. `repository` must be one of the images given; any
        other raises ValueError.
        """
        if repository not in self._repositories:
            known = ", ".join(self._repositories)
            raise ValueError(f"{self._name}: repository: must be among {known}, got {repository}")
        return iam.grant(
            f"{self._name}-to-{name}",
            role_name,
            self,
            *pull_from(self._repositories[repository].arn),
        )

    @property
    def _prefix(self) -> str:
        return f"{self._args.environment.project}/{self._args.environment.stack}"

    def _create_repository(self, image: str) -> aws.ecr.Repository:
        return aws.ecr.Repository(
            f"{self._name}-{image}",
            # The name is fixed, because the pipeline must know it.
            name=f"{self._prefix}/{image}",
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration={"scan_on_push": True},
            encryption_configurations=[
                {"encryption_type": "KMS", "kms_key": self._args.kms_key_arn}
            ],
            # ECR deletes a repository with images only when forced to.
            force_delete=not self._args.environment.protect,
            opts=pulumi.ResourceOptions(parent=self, protect=self._args.environment.protect),
        )

    def _expire_images(self, image: str, repository: aws.ecr.Repository) -> None:
        untagged = {
            "rulePriority": 1,
            "description": f"Untagged images go after {UNTAGGED_DAYS} days",
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": UNTAGGED_DAYS,
            },
            "action": {"type": "expire"},
        }
        newest = {
            "rulePriority": 2,
            "description": f"The newest {self._args.keep_images} images stay",
            "selection": {
                # `any` would also count the parts of an image for several platforms.
                "tagStatus": "tagged",
                "tagPatternList": ["*"],
                "countType": "imageCountMoreThan",
                "countNumber": self._args.keep_images,
            },
            "action": {"type": "expire"},
        }
        aws.ecr.LifecyclePolicy(
            f"{self._name}-{image}",
            repository=repository.name,
            policy=json.dumps({"rules": [untagged, newest]}),
            opts=pulumi.ResourceOptions(parent=self),
        )


def pull_from(repository_arn: pulumi.Input[str]) -> list[iam.Statement]:
    """Returns the rights that ECS needs to pull the images of a repository."""
    return [
        # The token only logs its holder in to the registry; the holder's other rights decide which
        # images can be pulled. AWS cannot limit this action to resources.
        iam.allow(["ecr:GetAuthorizationToken"], ["*"]),
        iam.allow(
            [
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
            ],
            [repository_arn],
        ),
    ]
