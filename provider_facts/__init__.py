"""What AWS's provider does with the inputs of each resource type, each row with its source.

    data/<service>.yaml   the table: what replaces, what keeps its value, what is sent as zero, ...
    find(type)            a type's row
    effects(type, ...)    what a change of its inputs comes to

It knows nothing of this program's resources: the emulated account replaces by it, the tests compare
what the stacks send with it. A type or an input without a row is unknown, which is not harmless.
"""

from provider_facts.changes import Effect, effects, replacing
from provider_facts.loading import FOLDER, Source, find, read, source, types
from provider_facts.paths import values_at
from provider_facts.range import Range
from provider_facts.rows import KINDS, Facts, Remark, Row

__all__ = [
    "FOLDER",
    "KINDS",
    "Effect",
    "Facts",
    "Range",
    "Remark",
    "Row",
    "Source",
    "effects",
    "find",
    "read",
    "replacing",
    "source",
    "types",
    "values_at",
]
