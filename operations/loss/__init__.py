"""The loss of an availability zone: what stands in it, and what each part does without it."""

from operations.loss.losses import EFFECTS, Loss, Losses
from operations.loss.zones import Zones

__all__ = ["EFFECTS", "Loss", "Losses", "Zones"]
