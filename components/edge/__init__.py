"""The edge: CloudFront with its behaviors and logs, and the web application firewall."""

from components.edge.edge import Edge, EdgeArgs
from components.edge.firewall import Firewall, FirewallArgs

__all__ = [
    "Edge",
    "EdgeArgs",
    "Firewall",
    "FirewallArgs",
]
