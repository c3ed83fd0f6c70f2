"""Sizes as settings: how large tasks are, how many run, and how they are replaced."""

from config.sizes.approval import Approval
from config.sizes.services_settings import ServicesSettings
from config.sizes.size_override import SizeOverride
from config.sizes.task_schedule import TaskSchedule
from config.sizes.task_size import TaskSize
from config.sizes.workers_settings import WorkersSettings

__all__ = [
    "Approval",
    "ServicesSettings",
    "SizeOverride",
    "TaskSchedule",
    "TaskSize",
    "WorkersSettings",
]
