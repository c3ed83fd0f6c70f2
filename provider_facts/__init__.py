"""Facts about AWS's provider: its treatment of each resource type's inputs, each with its source.

    data/<service>.yaml   the table: what replaces, what keeps its value, what is sent as zero, ...
    find(type)            a type's row
    effects(type, ...)    the effect of a change of its inputs

The table knows nothing of this program's resources. The emulated account replaces resources by it,
and tests compare it with the inputs that the stacks send. A type or an input without a row is
unknown, which does not mean harmless.
"""

from provider_facts.changes import Effect, effects, replacing
from provider_facts.consequences import Case, Consequences, Grade
from provider_facts.loading import FOLDER, Source, find, read, source, types
from provider_facts.paths import values_at
from provider_facts.range import Range
from provider_facts.rows import KINDS, Facts, Remark, Row

__all__ = [
    "FOLDER",
    "KINDS",
    "Case",
    "Consequences",
    "Effect",
    "Facts",
    "Grade",
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
