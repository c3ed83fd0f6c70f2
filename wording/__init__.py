"""The words in which mistakes are told, whoever finds them: near names, the faults of YAML, numbers
of things and lists of them."""

from wording.counts import counted, listed
from wording.near_names import closest, closest_key
from wording.yaml_faults import yaml_fault

__all__ = [
    "closest",
    "closest_key",
    "counted",
    "listed",
    "yaml_fault",
]
