"""The identity by which programs send mail from the environment's domain.

    ConfigurationSet             its rates of bounces and complaints, and no mail to lost addresses
    EventDestination             bounces and complaints to EventBridge, if a queue takes them
    EmailIdentity + 3 Records    the domain, signed by DKIM with keys of SES's own, RSA 2048
    MailFrom + 2 Records         the host to which mail goes back: MX, and SPF for it
    Record                       DMARC
    RolePolicy                   one for each program that sends

Left out: receiving mail, and the way out of SES's sandbox, which a person asks for.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.security import Grantee, allow, grant_to
from config.mail import Mail as MailSettings
from planning import Environment

TYPE = "plinth:mail:Mail"

_TTL_SECONDS = 1800
_DKIM_KEYS = 3
"""Keys that SES signs with, each of which it asks a record for."""


@dataclass(frozen=True, kw_only=True)
class MailArgs:
    """The inputs from which the identity is built."""

    environment: Environment
    settings: MailSettings
    zone_id: pulumi.Input[str]
    configuration_set: str
    """Name of the configuration set, which events name too."""


class Mail(pulumi.ComponentResource):
    """A sending identity. Another domain replaces it; nothing is sent until its records are found,
    a few minutes after the domain leads to its zone."""

    configuration_set: pulumi.Output[str]

    def __init__(
        self, name: str, args: MailArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._set = self._create_configuration_set()
        if args.settings.bounces:
            self._publish_bounces()
        self._identity = self._create_identity()
        self._sign()
        self._return_mail()
        if args.settings.dmarc:
            record = f"v=DMARC1; p={args.settings.dmarc};"
            self._record("dmarc", f"_dmarc.{args.environment.domain}", "TXT", record)
        self.configuration_set = self._set.configuration_set_name
        self.register_outputs({"configuration_set": self.configuration_set})

    def grant_send(self, grantee: Grantee) -> None:
        """Lets a program send from the workload's addresses. Call it once for each program."""
        settings, domain = self._args.settings, self._args.environment.domain
        senders = [f"{sender}@{domain}" for sender in settings.senders]
        grant_to(
            f"{self._name}-send--{grantee.name}",
            grantee,
            self,
            allow(
                ["ses:SendEmail", "ses:SendRawEmail"],
                [self._identity.arn, self._set.arn],
                condition={"StringEquals": {"ses:FromAddress": senders}},
            ),
        )

    def _create_configuration_set(self) -> "aws.sesv2.ConfigurationSet":
        return aws.sesv2.ConfigurationSet(
            self._name,
            configuration_set_name=self._args.configuration_set,
            # Without it the rates are the account's, in which other senders count too.
            reputation_options={"reputation_metrics_enabled": True},
            suppression_options={"suppressed_reasons": ["BOUNCE", "COMPLAINT"]},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _publish_bounces(self) -> None:
        aws.sesv2.ConfigurationSetEventDestination(
            f"{self._name}-bounces",
            configuration_set_name=self._set.configuration_set_name,
            event_destination_name="bounces",
            event_destination={
                "enabled": True,
                "matching_event_types": ["BOUNCE", "COMPLAINT"],
                # SES takes the default bus of its own account and region only.
                "event_bridge_destination": {
                    "event_bus_arn": self._args.environment.arn("events", "event-bus/default")
                },
            },
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_identity(self) -> "aws.sesv2.EmailIdentity":
        return aws.sesv2.EmailIdentity(
            self._name,
            email_identity=self._args.environment.domain,
            configuration_set_name=self._set.configuration_set_name,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _sign(self) -> None:
        """Creates the records of the keys, by which SES finds that the domain is ours."""
        tokens = self._identity.dkim_signing_attributes.tokens
        for number in range(_DKIM_KEYS):
            token = tokens[number]
            self._record(
                f"dkim{number + 1}",
                pulumi.Output.concat(token, "._domainkey.", self._args.environment.domain),
                "CNAME",
                pulumi.Output.concat(token, ".dkim.amazonses.com"),
            )

    def _return_mail(self) -> None:
        environment = self._args.environment
        host = f"{self._args.settings.return_host}.{environment.domain}"
        server = f"10 feedback-smtp.{environment.region}.amazonses.com"
        records = [
            self._record("return", host, "MX", server),
            self._record("spf", host, "TXT", "v=spf1 include:amazonses.com -all"),
        ]
        aws.sesv2.EmailIdentityMailFromAttributes(
            self._name,
            email_identity=self._identity.email_identity,
            mail_from_domain=host,
            # Mail goes out by SES's own host while the records are not found.
            behavior_on_mx_failure="USE_DEFAULT_VALUE",
            # SES looks for the records at once, and then more and more rarely.
            opts=pulumi.ResourceOptions(parent=self, depends_on=records),
        )

    def _record(
        self, role: str, name: pulumi.Input[str], kind: str, value: pulumi.Input[str]
    ) -> aws.route53.Record:
        return aws.route53.Record(
            f"{self._name}-{role}",
            zone_id=self._args.zone_id,
            name=name,
            type=kind,
            ttl=_TTL_SECONDS,
            records=[value],
            opts=pulumi.ResourceOptions(parent=self),
        )
