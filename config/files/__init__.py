"""Configuration files, read with the line of every key, and the messages about their mistakes."""

from config.files import given, own_file, yaml_file
from config.files.causes import by_cause
from config.files.invisible import invisible
from config.files.own_file import name_of
from config.files.problem import ConfigError, Problem
from config.files.repeats import repeated
from config.files.salvage import Rest, salvage
from config.files.stand_in import stand_in
from config.files.validation import problems_of
from config.files.yaml_file import YamlFile

__all__ = [
    "ConfigError",
    "Problem",
    "Rest",
    "YamlFile",
    "by_cause",
    "given",
    "invisible",
    "name_of",
    "own_file",
    "problems_of",
    "repeated",
    "salvage",
    "stand_in",
    "yaml_file",
]
