"""The TLS certificate of a domain, and of every host directly below it.

    Certificate              ACM, for the domain and *.domain; one for each region
    Certificate              one for several domains, where only one certificate is taken
    Record                   one CNAME that proves the domain's ownership for all of them
    CertificateValidation    waits until ACM has issued

One record is shared on purpose. ACM derives the CNAME from the domain and the account, so the
wildcard and the certificates of other regions all ask for the same record
(docs.aws.amazon.com/acm/latest/userguide/dns-validation.html). A record for each, with
`allow_overwrite`, would work until one of them is removed: its deletion takes the CNAME from the
others, and their renewal fails months later.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi_aws.acm.outputs import CertificateDomainValidationOption

from planning import Environment

TYPE = "plinth:dns:Certificate"


@dataclass(frozen=True, kw_only=True)
class CertificateArgs:
    """The inputs from which the certificate is built."""

    environment: Environment
    zone_id: pulumi.Input[str]
    """The zone of the environment's domain. ACM waits until the public can see its records, so a
    new zone must be delegated first."""


class Certificate(pulumi.ComponentResource):
    """A certificate that AWS issues, and renews as long as the record stays.

    Its ARNs are those of the validation, so that their users wait until the certificate is valid.
    """

    arn: pulumi.Output[str]
    """The certificate in the environment's own region, for the load balancer."""

    def __init__(
        self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        region = args.environment.region
        certificate = self._request(name, region)
        self._record = self._create_record(certificate)
        self.arn = self._validate(name, certificate, region)
        self._arns = {region: self.arn}
        self.register_outputs({"arn": self.arn})

    @property
    def arns(self) -> dict[str, pulumi.Output[str]]:
        """The certificates of this domain alone that were requested so far, by region."""
        return dict(self._arns)

    def arn_in(self, region: str, others: Sequence["Certificate"] = ()) -> pulumi.Output[str]:
        """Returns the certificate in another region, and requests it at the first call.

        CloudFront takes certificates of us-east-1 only. If that is the environment's own region,
        there is one certificate for both. With `others` it is another one, whose names are those
        of the other certificates too: a distribution has one certificate for all its hosts.
        """
        if region in self._arns and not others:
            return self._arns[region]
        name = f"{self._name}-{region}"
        domains = [each.domain for each in others]
        arn = self._validate(name, self._request(name, region, domains), region, others)
        return self._arns.setdefault(region, arn) if not others else arn

    @property
    def domain(self) -> str:
        """The domain that it is for."""
        return self._args.environment.domain

    def _request(self, name: str, region: str, others: Sequence[str] = ()) -> aws.acm.Certificate:
        domain = self.domain
        return aws.acm.Certificate(
            name,
            region=region,
            domain_name=domain,
            subject_alternative_names=[
                f"*.{domain}",
                *(name for other in others for name in (other, f"*.{other}")),
            ],
            validation_method="DNS",
            # This key is smaller than RSA of the same strength and faster in the handshake.
            # CloudFront, load balancers and all clients that speak TLS 1.2 accept it. Changing it
            # replaces the certificate, as does any other change here.
            key_algorithm="EC_prime256v1",
            # Browsers refuse certificates that are in no transparency log.
            options={"certificate_transparency_logging_preference": "ENABLED"},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_record(self, certificate: aws.acm.Certificate) -> aws.route53.Record:
        domain = self.domain
        option = certificate.domain_validation_options.apply(
            lambda options: validation_of(domain, options)
        )
        return aws.route53.Record(
            f"{self._name}-validation",
            zone_id=self._args.zone_id,
            name=option["name"],
            type=option["type"],
            records=[option["value"]],
            ttl=300,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _validate(
        self,
        name: str,
        certificate: aws.acm.Certificate,
        region: str,
        others: Sequence["Certificate"] = (),
    ) -> pulumi.Output[str]:
        return aws.acm.CertificateValidation(
            name,
            region=region,
            certificate_arn=certificate.arn,
            # The record of a domain proves it for every certificate of this account.
            validation_record_fqdns=[each._record.fqdn for each in (self, *others)],
            opts=pulumi.ResourceOptions(parent=self),
        ).certificate_arn


def validation_of(
    domain: str, options: Sequence[CertificateDomainValidationOption]
) -> dict[str, str]:
    """Returns the name, type and value of the record that proves the ownership of `domain`. Raises
    RunError if ACM asks for none.

    ACM lists one option for each name of the certificate, in no order that it promises.
    """
    for option in options:
        if option.domain_name == domain:
            return {
                "name": option.resource_record_name or "",
                "type": option.resource_record_type or "",
                "value": option.resource_record_value or "",
            }
    raise pulumi.RunError(
        f"certificate: {domain}: ACM asks for no DNS record for it, got options for "
        f"{[option.domain_name for option in options]}; run `pulumi up` again in a minute"
    )
