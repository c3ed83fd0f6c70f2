"""Alarms of an environment, and the ways by which people are told."""

from components.alarms.alarm_topics import AlarmTopics, AlarmTopicsArgs
from components.alarms.alarms import Alarms, AlarmsArgs
from components.alarms.budget import CostBudget, CostBudgetArgs
from components.alarms.chat_channels import ChatChannels, ChatChannelsArgs
from components.alarms.event_rules import EventRules, EventRulesArgs

__all__ = [
    "AlarmTopics",
    "AlarmTopicsArgs",
    "Alarms",
    "AlarmsArgs",
    "ChatChannels",
    "ChatChannelsArgs",
    "CostBudget",
    "CostBudgetArgs",
    "EventRules",
    "EventRulesArgs",
]
