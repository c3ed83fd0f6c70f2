"""The edge: CloudFront with its behaviors and logs, and the web application firewall."""

from components.edge.edge import Edge, EdgeArgs
from components.edge.edge_origins import BalancerFacts
from components.edge.firewall import Firewall, FirewallArgs
from components.edge.signing_key import SigningKey, SigningKeyArgs

__all__ = [
    "BalancerFacts",
    "Edge",
    "EdgeArgs",
    "Firewall",
    "FirewallArgs",
    "SigningKey",
    "SigningKeyArgs",
]
