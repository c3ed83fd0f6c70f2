"""The words in which mistakes are told, whoever finds them: near names, the faults of YAML, and
numbers of things."""

from wording.counts import counted
from wording.near_names import closest, closest_key
from wording.yaml_faults import yaml_fault

__all__ = [
    "closest",
    "closest_key",
    "counted",
    "yaml_fault",
]
