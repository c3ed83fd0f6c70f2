"""The feature flags of an environment in AWS AppConfig.

    Application                     the container of the others, of which AppConfig wants one
    Environment                     to which versions are deployed
    ConfigurationProfile            the flags' document, with the schema that each version must fit
    HostedConfigurationVersion      the values of now
    DeploymentStrategy              how fast tasks get them
    Deployment                      brings the version to the environment
    RolePolicy                      one for each program that reads flags

The profile is of the type AWS.Freeform. AppConfig writes times of its own (`_createdAt`,
`_updatedAt`) into documents of its type for feature flags, and the provider compares these with
what was declared: each update would replace the version and deploy it again
(github.com/hashicorp/terraform-provider-aws/pull/44847, pulumi/pulumi-aws/issues/2172). Programs
read the same document either way.

Left out: the alarms by which AppConfig can take a version back. The state would go on saying that
the new values are out.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.security import Grantee, allow, grant_to
from config.flags import FlagRolloutSettings
from planning import Environment, ports
from planning.flags import FlagDocument

TYPE = "plinth:flags:Flags"

PORT = ports.FLAGS
_STEP_PERCENT = 20


@dataclass(frozen=True, kw_only=True)
class FlagsArgs:
    """The inputs from which the flags are built. Another document makes a new version and deploys
    it; nothing else is replaced."""

    environment: Environment
    document: FlagDocument
    rollout: FlagRolloutSettings


class Flags(pulumi.ComponentResource):
    """Flags with their values. AppConfig costs by questions and by answers that are new
    (aws.amazon.com/systems-manager/pricing); nothing is paid for what stands here."""

    url: pulumi.Output[str]
    """The address at which the agent in each task answers with the document."""

    def __init__(
        self, name: str, args: FlagsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._application = aws.appconfig.Application(
            name,
            description=f"Feature flags of {args.environment.project} {args.environment.stack}",
            opts=pulumi.ResourceOptions(parent=self),
        )
        self._environment = aws.appconfig.Environment(
            name,
            application_id=self._application.id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self._profile = self._create_profile()
        self._deploy(self._create_version())
        self.url = pulumi.Output.concat(
            f"http://localhost:{PORT}/applications/",
            self._application.id,
            "/environments/",
            self._environment.environment_id,
            "/configurations/",
            self._profile.configuration_profile_id,
        )
        self.register_outputs({"url": self.url})

    def grant_read(self, grantee: Grantee) -> None:
        """Lets the agent beside a program ask for the flags of this environment. Call it once for
        each program."""
        configuration = pulumi.Output.concat(
            self._environment.arn, "/configuration/", self._profile.configuration_profile_id
        )
        grant_to(
            f"{self._name}-read--{grantee.name}",
            grantee,
            self,
            allow(
                ["appconfig:GetLatestConfiguration", "appconfig:StartConfigurationSession"],
                [configuration],
            ),
        )

    def _create_profile(self) -> "aws.appconfig.ConfigurationProfile":
        return aws.appconfig.ConfigurationProfile(
            self._name,
            application_id=self._application.id,
            location_uri="hosted",
            type="AWS.Freeform",
            validators=[{"type": "JSON_SCHEMA", "content": self._args.document.schema}],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_version(self) -> "aws.appconfig.HostedConfigurationVersion":
        document = self._args.document
        return aws.appconfig.HostedConfigurationVersion(
            self._name,
            application_id=self._application.id,
            configuration_profile_id=self._profile.configuration_profile_id,
            content=document.content,
            content_type="application/json",
            # The provider hides the content as if it were a secret. This is what reviews show.
            description=document.summary,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _deploy(self, version: "aws.appconfig.HostedConfigurationVersion") -> None:
        minutes = self._args.rollout.minutes
        strategy = aws.appconfig.DeploymentStrategy(
            self._name,
            deployment_duration_in_minutes=minutes,
            growth_factor=_STEP_PERCENT if minutes else 100,
            growth_type="LINEAR",
            # Without alarms nobody looks, and AWS refuses other changes meanwhile.
            final_bake_time_in_minutes=0,
            replicate_to="NONE",
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.appconfig.Deployment(
            self._name,
            application_id=self._application.id,
            configuration_profile_id=self._profile.configuration_profile_id,
            configuration_version=version.version_number.apply(str),
            deployment_strategy_id=strategy.id,
            environment_id=self._environment.environment_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
