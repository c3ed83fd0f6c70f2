"""Steps of a deployment's pipeline that are for no other: images on their way, and the gateway."""

from operations.delivery import carry, gateway

__all__ = [
    "carry",
    "gateway",
]
