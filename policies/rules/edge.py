"""Rules about CloudFront: TLS on both sides, a firewall, and who reaches its origins."""

from policies.node import REFERENCE
from policies.resources import Resource
from policies.rule import HIGH, LOW, MEDIUM, Fault, Faults, fsbp, needs, rule, shown

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"
_MODERN = ("TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025")
"""Security policies that accept no cipher which is weak by today's measure."""


@rule(DISTRIBUTION, HIGH, fsbp("CloudFront.3"), "set it to redirect-to-https")
def cloudfront_speaks_https_only(distribution: Resource) -> Faults:
    """Viewers are answered by HTTPS only."""
    wanted = ("redirect-to-https", "https-only")
    for behavior in distribution.blocks("defaultCacheBehavior"):
        place = "defaultCacheBehavior.viewerProtocolPolicy"
        yield from needs(behavior, "viewerProtocolPolicy", *wanted, place=place)
    for behavior in distribution.blocks("orderedCacheBehaviors"):
        pattern = behavior.get("pathPattern", "")
        place = f"orderedCacheBehaviors[{pattern}].viewerProtocolPolicy"
        yield from needs(behavior, "viewerProtocolPolicy", *wanted, place=place)


@rule(
    DISTRIBUTION,
    MEDIUM,
    fsbp("CloudFront.5"),
    "declare a LogDeliverySource of its ACCESS_LOGS",
    looks_around=True,
)
def cloudfront_logs_requests(distribution: Resource) -> Faults:
    """CloudFront logs its requests."""
    source = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
    old = distribution.has("loggingConfig.bucket")
    if not old and not distribution.companions(source, "resourceArn"):
        yield Fault("access logs", "are missing")


@rule(
    DISTRIBUTION,
    MEDIUM,
    fsbp("CloudFront.6"),
    "set `waf` in the stack's file",
    lifted_by="waf",
)
def cloudfront_has_a_firewall(distribution: Resource) -> Faults:
    """A firewall stands before CloudFront."""
    if not distribution.has("webAclId"):
        yield Fault("webAclId", "is not set")


@rule(DISTRIBUTION, MEDIUM, fsbp("CloudFront.7"), "use a certificate of the own domain")
def cloudfront_has_its_own_certificate(distribution: Resource) -> Faults:
    """CloudFront shows a certificate of the environment's own domain."""
    own = ("viewerCertificate.acmCertificateArn", "viewerCertificate.iamCertificateId")
    if not any(map(distribution.has, own)):
        yield Fault("viewerCertificate", "is CloudFront's own")


@rule(DISTRIBUTION, LOW, fsbp("CloudFront.8"), "set `sslSupportMethod` to sni-only")
def cloudfront_uses_sni(distribution: Resource) -> Faults:
    """Viewers name the host they want, so no address is rented for old clients."""
    if distribution.has("viewerCertificate.acmCertificateArn"):
        yield from needs(distribution, "viewerCertificate.sslSupportMethod", "sni-only")


@rule((DISTRIBUTION, VPC_ORIGIN), MEDIUM, fsbp("CloudFront.9"), "set it to https-only")
def cloudfront_origins_speak_https(resource: Resource) -> Faults:
    """CloudFront speaks HTTPS to its origins."""
    if resource.type == VPC_ORIGIN:
        yield from needs(resource, "vpcOriginEndpointConfig.originProtocolPolicy", "https-only")
    for origin in resource.blocks("origins"):
        if origin.has("customOriginConfig"):
            yield from needs(
                origin,
                "customOriginConfig.originProtocolPolicy",
                "https-only",
                place=f"origins[{origin.get('originId')}].originProtocolPolicy",
            )


@rule((DISTRIBUTION, VPC_ORIGIN), MEDIUM, fsbp("CloudFront.10"), "leave TLSv1.2 alone")
def cloudfront_origins_speak_modern_tls(resource: Resource) -> Faults:
    """CloudFront speaks TLS 1.2 or newer to its origins."""
    found = [
        ("vpcOriginEndpointConfig", each)
        for each in resource.texts("vpcOriginEndpointConfig.originSslProtocols.items")
    ]
    for origin in resource.blocks("origins"):
        protocols = origin.texts("customOriginConfig.originSslProtocols")
        found += [(f"origins[{origin.get('originId')}]", each) for each in protocols]
    for place, protocol in found:
        if protocol in ("SSLv3", "TLSv1", "TLSv1.1"):
            yield Fault(f"{place}.originSslProtocols", f"has {protocol}")


@rule(DISTRIBUTION, MEDIUM, fsbp("CloudFront.13"), "give the origin an OriginAccessControl")
def cloudfront_signs_for_buckets(distribution: Resource) -> Faults:
    """CloudFront signs its requests to buckets, so that nobody else has to be let in."""
    for origin in distribution.blocks("origins"):
        domain = str(origin.content.get("domainName", ""))
        bucket = ".s3." in domain or any("s3.Bucket" in each for each in REFERENCE.findall(domain))
        if bucket and not origin.has("originAccessControlId"):
            yield Fault(f"origins[{origin.get('originId')}].originAccessControlId", "is not set")


@rule(DISTRIBUTION, MEDIUM, fsbp("CloudFront.15"), "set `edge.minimum_tls` to TLSv1.2_2021")
def cloudfront_tls_is_modern(distribution: Resource) -> Faults:
    """Viewers speak TLS 1.2 or newer with ciphers of today."""
    found = distribution.get("viewerCertificate.minimumProtocolVersion", "TLSv1")
    if found not in _MODERN:
        yield Fault("viewerCertificate.minimumProtocolVersion", f"is {shown(found)}")
