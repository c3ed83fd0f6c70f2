"""The words in which mistakes are told, whoever finds them: near names, the faults of YAML, numbers
of things and lists of them."""

from wording.counts import counted, listed
from wording.near_names import closest, closest_key
from wording.texts import Unread, missing, renamed, text_in
from wording.yaml_faults import half_character, odd_space, tag_fault, yaml_fault

__all__ = [
    "Unread",
    "closest",
    "closest_key",
    "counted",
    "half_character",
    "listed",
    "missing",
    "odd_space",
    "renamed",
    "tag_fault",
    "text_in",
    "yaml_fault",
]
