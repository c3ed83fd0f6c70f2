"""The words in which mistakes are told, whoever finds them: near names, and the faults of YAML."""

from wording.near_names import closest, closest_key
from wording.yaml_faults import yaml_fault

__all__ = [
    "closest",
    "closest_key",
    "yaml_fault",
]
