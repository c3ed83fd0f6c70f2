"""The network as settings: its addresses, its zones, and its ways to AWS and the internet."""

from config.network.existing import ExistingNetwork, ExistingSubnets, VpcId
from config.network.nat_instance import BASELINE_MBPS, NatInstanceSettings, NatInstanceType
from config.network.network_settings import BY_PRICE, NatMode, NetworkSettings

__all__ = [
    "BASELINE_MBPS",
    "BY_PRICE",
    "ExistingNetwork",
    "ExistingSubnets",
    "NatInstanceSettings",
    "NatInstanceType",
    "NatMode",
    "NetworkSettings",
    "VpcId",
]
