"""Alarms as settings: the figures at which they go off, who is told, and when nobody is."""

from config.alarms.alarm_settings import (
    AlarmSettings,
    MuteSettings,
    NotifySettings,
    ReceiverSettings,
)
from config.alarms.threshold_settings import ProgramThresholds, ThresholdSettings

__all__ = [
    "AlarmSettings",
    "MuteSettings",
    "NotifySettings",
    "ProgramThresholds",
    "ReceiverSettings",
    "ThresholdSettings",
]
