"""Rules about search engines of OpenSearch Service."""

from policies.resources import Resource
from policies.rule import CRITICAL, MEDIUM, Fault, Faults, fsbp, needs, needs_at_least, rule

DOMAIN = "aws:opensearch/domain:Domain"
LEAST_NODES = 3
_TLS = "Policy-Min-TLS-1-2"


@rule(DOMAIN, CRITICAL, fsbp("Opensearch.2"), "give it `vpcOptions`; it replaces the domain")
def opensearch_stands_in_a_network(domain: Resource) -> Faults:
    """A search engine is in a network, and not at an address of the internet."""
    if not domain.has("vpcOptions"):
        yield Fault("vpcOptions", "is not set")


@rule(DOMAIN, MEDIUM, fsbp("Opensearch.1"), "set `encryptAtRest.enabled`")
def opensearch_encrypts(domain: Resource) -> Faults:
    """A search engine is encrypted where it is stored."""
    yield from needs(domain, "encryptAtRest.enabled", True)


@rule(DOMAIN, MEDIUM, fsbp("Opensearch.3"), "set `nodeToNodeEncryption.enabled`")
def opensearch_encrypts_between_nodes(domain: Resource) -> Faults:
    """A search engine's nodes encrypt what they send each other."""
    yield from needs(domain, "nodeToNodeEncryption.enabled", True)


@rule(DOMAIN, MEDIUM, fsbp("Opensearch.8"), "set `domainEndpointOptions` to TLS 1.2")
def opensearch_requires_tls(domain: Resource) -> Faults:
    """A search engine refuses requests without TLS 1.2."""
    yield from needs(domain, "domainEndpointOptions.enforceHttps", True, default=True)
    if not str(domain.get("domainEndpointOptions.tlsSecurityPolicy", "")).startswith(_TLS):
        yield Fault("domainEndpointOptions.tlsSecurityPolicy", "is no policy of TLS 1.2")


@rule(DOMAIN, MEDIUM, fsbp("Opensearch.4"), "publish ES_APPLICATION_LOGS to a log group")
def opensearch_logs_errors(domain: Resource) -> Faults:
    """A search engine's log is in CloudWatch."""
    published = [
        each.get("logType")
        for each in domain.blocks("logPublishingOptions")
        if each.get("enabled", True)
    ]
    if "ES_APPLICATION_LOGS" not in published:
        yield Fault("logPublishingOptions", "has no ES_APPLICATION_LOGS")


@rule(
    DOMAIN,
    MEDIUM,
    fsbp("Opensearch.6"),
    "set `search.multi_az`, with three `search.instances`",
    production_only=True,
    lifted_by="search.multi_az",
)
def opensearch_survives_a_zone(domain: Resource) -> Faults:
    """A search engine of production has three nodes or more, in several zones."""
    yield from needs(domain, "clusterConfig.zoneAwarenessEnabled", True)
    yield from needs_at_least(domain, "clusterConfig.instanceCount", LEAST_NODES, default=1)
