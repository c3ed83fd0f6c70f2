"""Small helpers that components of every room use."""

from components.common import waits
from components.common.data_name import data_name, final_snapshot
from components.common.log_group import log_group
from components.common.name_tag import name_tag
from components.common.order import known_once
from components.common.own_resources import OwnResources
from components.common.provider import aws_provider, tags_of_all

__all__ = [
    "OwnResources",
    "aws_provider",
    "data_name",
    "final_snapshot",
    "known_once",
    "log_group",
    "name_tag",
    "tags_of_all",
    "waits",
]
