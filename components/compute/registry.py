"""Where this platform's images are kept: one private ECR repository an image.

    Repository        <project>/<stack>/<image>
    LifecyclePolicy   untagged images go after a week, the newest tagged ones stay

For the pipeline that pushes, and the tasks that pull. `config/values/images.py` says which image
belongs here.

Left out: enhanced scanning (Inspector), replication and pull-through caches. Each is one setting of
the whole account and region; a stack that set it would overwrite what other stacks and people rely
on, and destroying the stack would switch it off for them. Basic scanning is a repository's own.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.security import iam
from planning import Environment

TYPE = "plinth:containers:Registry"

UNTAGGED_DAYS = 7
"""An image without a tag is what a broken push left. The parts of an image for several platforms
have none either; ECR keeps those as long as the whole image."""


@dataclass(frozen=True, kw_only=True)
class RegistryArgs:
    """What a registry is made from."""

    environment: Environment
    repositories: Sequence[str]
    """Names of the images, each once. Removing one deletes its repository."""
    kms_key_arn: pulumi.Input[str]
    """Encrypts the images. Changing it replaces the repositories and loses the images in them.
    ECR gives itself a grant on it, so who pulls needs no right on the key."""
    keep_images: int
    """Tagged images that each repository keeps. Count them generously: an image that still runs is
    removed as well once so many newer ones have been pushed, and its tasks could not restart."""


class Registry(pulumi.ComponentResource):
    """Private repositories with fixed names, whose tags never move: what was tested under a version
    is what runs under it. A pipeline that pushes a version twice is refused by ECR."""

    host: str
    """What stands before `/<image>:<version>` in an image reference. Plain, so that references are
    known in a preview."""
    urls: dict[str, pulumi.Output[str]]
    """By image, for the pipeline that pushes."""

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
        self.host = (
            f"{environment.account_id}.dkr.ecr.{environment.region}.amazonaws.com/{self._prefix}"
        )
        self.urls = {
            image: repository.repository_url for image, repository in self._repositories.items()
        }
        self.register_outputs({"host": self.host, "urls": self.urls})

    def grant_pull(
        self, name: str, role_name: pulumi.Input[str], repository: str
    ) -> aws.iam.RolePolicy:
        """Lets a role (a task's execution role) pull the images of one repository; a task starts
        after the policy that it returns.

        `name` is the program's, once each; `repository` one of the images given.
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
            # Fixed, because the pipeline must know it.
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
    """What ECS needs to pull the images of a repository."""
    return [
        # The token opens the registry's door for its holder, whose other rights decide what can be
        # pulled; AWS offers no resource for it.
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
