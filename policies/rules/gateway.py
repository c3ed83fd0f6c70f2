"""Rules about load balancers: TLS, requests that are well formed, and logs of them."""

from policies.resources import Resource
from policies.rule import (
    HIGH,
    MEDIUM,
    Fault,
    Faults,
    fsbp,
    needs,
    rule,
    security_hub,
    shown,
)

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
DEFAULT_POLICY = "ELBSecurityPolicy-2016-08"
"""The policy that AWS takes where none is named; it accepts TLS 1.0."""
_MODERN = ("ELBSecurityPolicy-TLS13-1-2", "ELBSecurityPolicy-TLS13-1-3")
"""How the names of policies begin that accept TLS 1.2 and newer only."""
_WEAK = ("-Ext1-", "-Ext2-")
"""Parts of the names of those among them that also accept old ciphers, for old clients."""


@rule(LISTENER, HIGH, fsbp("ELB.1"), "let its default action redirect to HTTPS")
def elb_http_only_redirects(listener: Resource) -> Faults:
    """A listener for plain HTTP does nothing but send people to HTTPS."""
    if listener.get("protocol") != "HTTP":
        return
    for action in listener.blocks("defaultActions"):
        if action.get("type") != "redirect" or action.get("redirect.protocol") != "HTTPS":
            yield Fault("defaultActions", f"answers plain HTTP with {action.get('type')}")


@rule(LISTENER, HIGH, fsbp("ELB.17"), "set `gateway.tls_policy` to one of TLS 1.2 or newer")
def elb_tls_is_modern(listener: Resource) -> Faults:
    """A listener speaks TLS 1.2 or newer, without old ciphers."""
    if listener.get("protocol") not in ("HTTPS", "TLS"):
        return
    policy = listener.get("sslPolicy", DEFAULT_POLICY)
    if not policy.startswith(_MODERN) or any(part in f"{policy}-" for part in _WEAK):
        yield Fault("sslPolicy", f"is {shown(policy)}, which also accepts older clients")


@rule(LISTENER, MEDIUM, fsbp("ELB.18"), "use HTTPS or TLS")
def elb_listener_encrypts(listener: Resource) -> Faults:
    """A listener of a network load balancer encrypts."""
    if listener.get("protocol") in ("TCP", "UDP", "TCP_UDP"):
        yield Fault("protocol", f"is {listener.get('protocol')}")


@rule(BALANCER, MEDIUM, fsbp("ELB.4"), "set `dropInvalidHeaderFields`")
def elb_drops_malformed_headers(balancer: Resource) -> Faults:
    """A load balancer drops headers that are malformed, by which requests are smuggled."""
    if balancer.get("loadBalancerType", "application") == "application":
        yield from needs(balancer, "dropInvalidHeaderFields", True)


@rule(BALANCER, MEDIUM, fsbp("ELB.5"), "set `accessLogs` with a bucket")
def elb_logs_requests(balancer: Resource) -> Faults:
    """A load balancer logs its requests."""
    if balancer.get("loadBalancerType", "application") == "gateway":
        return
    yield from needs(balancer, "accessLogs.enabled", True)


@rule(
    BALANCER,
    MEDIUM,
    fsbp("ELB.6"),
    "set `protect: true`",
    production_only=True,
    lifted_by="protect",
)
def elb_is_not_deleted_by_accident(balancer: Resource) -> Faults:
    """A load balancer of production is protected from deletion."""
    yield from needs(balancer, "enableDeletionProtection", True)


@rule(BALANCER, MEDIUM, fsbp("ELB.12"), "set `desyncMitigationMode` to defensive")
def elb_guards_against_desync(balancer: Resource) -> Faults:
    """A load balancer holds back requests that it and a service would read differently."""
    yield from needs(
        balancer, "desyncMitigationMode", "defensive", "strictest", default="defensive"
    )


@rule(BALANCER, HIGH, fsbp("ELB.13"), "give it subnets in two zones or more")
def elb_spans_zones(balancer: Resource) -> Faults:
    """A load balancer stands in two zones or more."""
    places = [*balancer.get("subnets", []), *balancer.get("subnetMappings", [])]
    if len(places) < 2:
        yield Fault("subnets", f"are {len(places)}", size=2 - len(places))


@rule(
    BALANCER,
    HIGH,
    security_hub("ELB.16"),
    "associate a web ACL, or make it internal",
    looks_around=True,
    lifted_by="waf",
)
def elb_public_one_has_a_firewall(balancer: Resource) -> Faults:
    """A load balancer that the internet reaches has a firewall before it, or takes only clients
    with a certificate."""
    if balancer.get("internal") or balancer.get("loadBalancerType", "application") != "application":
        return
    association = "aws:wafv2/webAclAssociation:WebAclAssociation"
    listeners = balancer.companions(LISTENER, "loadBalancerArn")
    if listeners and all(
        listener.get("mutualAuthentication.mode") == "verify" for listener in listeners
    ):
        return
    if not balancer.companions(association, "resourceArn"):
        yield Fault("web ACL", "is missing")


@rule("aws:acm/certificate:Certificate", HIGH, fsbp("ACM.2"), "use RSA_2048 or EC_prime256v1")
def acm_key_is_long_enough(certificate: Resource) -> Faults:
    """A certificate's RSA key has 2048 bits or more."""
    if certificate.get("keyAlgorithm") == "RSA_1024":
        yield Fault("keyAlgorithm", "is RSA_1024")


@rule(
    "aws:wafv2/webAcl:WebAcl",
    MEDIUM,
    fsbp("WAF.10"),
    "add rule groups, `waf.managed_groups`",
)
def waf_has_rules(firewall: Resource) -> Faults:
    """A firewall has rules."""
    if not firewall.has("rules") and not firewall.has("ruleJson"):
        yield Fault("rules", "are none")


@rule("aws:wafv2/webAcl:WebAcl", MEDIUM, fsbp("WAF.12"), "set `cloudwatchMetricsEnabled`")
def waf_counts(firewall: Resource) -> Faults:
    """A firewall and each of its rules count what they stop."""
    yield from needs(firewall, "visibilityConfig.cloudwatchMetricsEnabled", True)
    for each in firewall.blocks("rules"):
        place = f"rules[{each.get('name', '')}].cloudwatchMetricsEnabled"
        yield from needs(each, "visibilityConfig.cloudwatchMetricsEnabled", True, place=place)


@rule(
    "aws:wafv2/webAcl:WebAcl",
    MEDIUM,
    security_hub("WAF.11"),
    "declare a WebAclLoggingConfiguration",
    looks_around=True,
)
def waf_logs(firewall: Resource) -> Faults:
    """A firewall logs what it stops."""
    logging = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
    if not firewall.companions(logging, "resourceArn"):
        yield Fault("logging configuration", "is missing")
