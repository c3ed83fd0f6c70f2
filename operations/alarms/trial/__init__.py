"""The trial of alarms: measurements that should and should not make each go off, put through the
arithmetic that CloudWatch would do.

alarm        an alarm as the plan or the account has it
promise      what its description tells people
places       the metrics of its part
evaluation   its state, period by period
trying       whether it keeps its promise; `composite` for alarms about alarms
"""

from operations.alarms.trial import (
    alarm,
    arithmetic,
    composite,
    evaluation,
    places,
    promise,
    severities,
    trying,
)
from operations.alarms.trial.alarm import Alarms, MetricAlarm
from operations.alarms.trial.trying import Tried

__all__ = [
    "Alarms",
    "MetricAlarm",
    "Tried",
    "alarm",
    "arithmetic",
    "composite",
    "evaluation",
    "places",
    "promise",
    "severities",
    "trying",
]
