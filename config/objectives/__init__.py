"""Objectives of services: how much may fail or be slow in a month."""

from config.objectives.objective_settings import ObjectiveSettings, ServiceObjectives

__all__ = ["ObjectiveSettings", "ServiceObjectives"]
