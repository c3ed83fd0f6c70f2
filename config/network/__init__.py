"""The network as settings: its addresses, its zones, and its ways to AWS and the internet."""

from config.network.existing import ExistingNetwork, ExistingSubnets, VpcId
from config.network.network_settings import BY_PRICE, NatMode, NetworkSettings

__all__ = [
    "BY_PRICE",
    "ExistingNetwork",
    "ExistingSubnets",
    "NatMode",
    "NetworkSettings",
    "VpcId",
]
