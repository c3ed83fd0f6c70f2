"""Cases of CloudFront."""

from tests.policies.case import Beside, Case

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
CERTIFICATE = {"acmCertificateArn": "${acm.Certificate certificate.arn}"}


def origin(**config: object) -> dict[str, object]:
    """Inputs with one origin."""
    return {"origins": [{"originId": "api", "domainName": "api.example.com", **config}]}


CASES = [
    Case(
        rule="cloudfront-speaks-https-only",
        type=DISTRIBUTION,
        good={"defaultCacheBehavior": {"viewerProtocolPolicy": "redirect-to-https"}},
        bad={
            "orderedCacheBehaviors": [
                {"pathPattern": "/api/*", "viewerProtocolPolicy": "allow-all"}
            ]
        },
        absent=False,
    ),
    Case(
        rule="cloudfront-logs-requests",
        type=DISTRIBUTION,
        absent=True,
        beside=(
            Beside(type="aws:cloudwatch/logDeliverySource:LogDeliverySource", by="resourceArn"),
        ),
    ),
    Case(
        rule="cloudfront-has-a-firewall",
        type=DISTRIBUTION,
        good={"webAclId": "${wafv2.WebAcl firewall.arn}"},
        bad={"webAclId": ""},
        absent=True,
    ),
    Case(
        rule="cloudfront-has-its-own-certificate",
        type=DISTRIBUTION,
        good={"viewerCertificate": CERTIFICATE},
        bad={"viewerCertificate": {"cloudfrontDefaultCertificate": True}},
        absent=True,
    ),
    Case(
        rule="cloudfront-uses-sni",
        type=DISTRIBUTION,
        good={"viewerCertificate": {**CERTIFICATE, "sslSupportMethod": "sni-only"}},
        bad={"viewerCertificate": {**CERTIFICATE, "sslSupportMethod": "vip"}},
        absent=False,
    ),
    Case(
        rule="cloudfront-origins-speak-https",
        type=DISTRIBUTION,
        good=origin(customOriginConfig={"originProtocolPolicy": "https-only"}),
        bad=origin(customOriginConfig={"originProtocolPolicy": "match-viewer"}),
        absent=False,
    ),
    Case(
        rule="cloudfront-origins-speak-https",
        type="aws:cloudfront/vpcOrigin:VpcOrigin",
        good={"vpcOriginEndpointConfig": {"originProtocolPolicy": "https-only"}},
        bad={"vpcOriginEndpointConfig": {"originProtocolPolicy": "http-only"}},
        absent=True,
    ),
    Case(
        rule="cloudfront-origins-speak-modern-tls",
        type=DISTRIBUTION,
        good=origin(customOriginConfig={"originSslProtocols": ["TLSv1.2"]}),
        bad=origin(customOriginConfig={"originSslProtocols": ["TLSv1.2", "TLSv1"]}),
        absent=False,
    ),
    Case(
        rule="cloudfront-signs-for-buckets",
        type=DISTRIBUTION,
        good=origin(domainName="x.s3.eu-central-1.amazonaws.com", originAccessControlId="E1"),
        bad=origin(domainName="${s3.Bucket static.bucketRegionalDomainName}"),
        absent=False,
    ),
    Case(
        rule="cloudfront-tls-is-modern",
        type=DISTRIBUTION,
        good={"viewerCertificate": {"minimumProtocolVersion": "TLSv1.2_2021"}},
        bad={"viewerCertificate": {"minimumProtocolVersion": "TLSv1.1_2016"}},
        absent=True,
    ),
]
