"""The trial of a composite alarm: its rule, and whom it waits for.

docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from operations.alarms.trial import promise
from operations.alarms.trial.alarm import Alarms, CompositeAlarm
from operations.alarms.trial.arithmetic import Unsupported
from operations.alarms.trial.trying import Tried

_TOKEN = re.compile(
    r"\s*(?:(?P<state>ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*\"?(?P<name>[^\"()]+?)\"?\s*\)"
    r"|(?P<word>AND|OR|NOT|TRUE|FALSE|\(|\)))"
)
Rule = Callable[[Collection[str]], bool]
"""Says if a rule is true while these alarms are in ALARM, and all others are OK."""


def tried(alarm: CompositeAlarm, alarms: Alarms) -> Tried:
    """Puts one composite alarm through its trial."""
    try:
        return Tried(name=alarm.name, told=_told(alarm, alarms), faults=(*_faults(alarm, alarms),))
    except Unsupported as error:
        return Tried(name=alarm.name, told="", faults=(str(error),))


def rule(text: str) -> tuple[Rule, frozenset[str]]:
    """Returns a rule and the alarms that it names. Raises Unsupported for one that is none."""
    reader = _Reader(text)
    return reader.whole(), frozenset(reader.names)


def _told(alarm: CompositeAlarm, alarms: Alarms) -> str:
    _, names = rule(alarm.rule)
    known = {each.physical: each.name for each in alarms.metric}
    waits = f"; silent while {known.get(alarm.suppressor, '?')}" if alarm.suppressor else ""
    return f"speaks for {len(names)} alarms{waits}"


def _faults(alarm: CompositeAlarm, alarms: Alarms) -> Iterator[str]:
    holds, names = rule(alarm.rule)
    known = {each.physical: each for each in alarms.all}
    for name in sorted(names - known.keys()):
        yield f"speaks for {name}, which does not exist"
    if holds(()):
        yield "goes off while all is well"
    for group in _groups(alarms, names).values():
        said = " and ".join(sorted(known[each].name for each in group))
        if not holds(group):
            yield f"stays silent at {said}"
        for each in group if len(group) > 1 else ():
            if holds([other for other in group if other != each]):
                yield f"goes off without {known[each].name}, and both must be bad"
    if not alarm.tells:
        yield "tells nobody"
    if alarm.suppressor:
        if alarm.suppressor not in known:
            yield f"waits for {alarm.suppressor}, which does not exist"
        elif alarm.suppressor in names:
            yield "is silenced by an alarm that it speaks for"


def _groups(alarms: Alarms, names: Collection[str]) -> Mapping[str, list[str]]:
    """Returns the named alarms, those together that only count together."""
    found: dict[str, list[str]] = {}
    for each in alarms.metric:
        if each.physical in names:
            promised = promise.of(each)
            together = promised.row.together if promised else ""
            found.setdefault(together or each.name, []).append(each.physical)
    return found


class _Reader:
    """Reads a rule from left to right."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text.strip(), 0
        self.names: list[str] = []

    def whole(self) -> Rule:
        found = self._any()
        if self._at < len(self._text):
            raise Unsupported(f"the rule has {self._text[self._at :][:30]!r} where nothing may be")
        return found

    def _next(self, *words: str) -> bool:
        """Takes the next word if it is one of these."""
        match = _TOKEN.match(self._text, self._at)
        if match is None or match["word"] not in words:
            return False
        self._at = match.end()
        return True

    def _any(self) -> Rule:
        parts = [self._all()]
        while self._next("OR"):
            parts.append(self._all())
        return lambda on: any(part(on) for part in parts)

    def _all(self) -> Rule:
        parts = [self._one()]
        while self._next("AND"):
            parts.append(self._one())
        return lambda on: all(part(on) for part in parts)

    def _one(self) -> Rule:
        if self._next("NOT"):
            inner = self._one()
            return lambda on: not inner(on)
        if self._next("("):
            inner = self._any()
            if not self._next(")"):
                raise Unsupported("a bracket of the rule is not closed")
            return inner
        match = _TOKEN.match(self._text, self._at)
        if match is None or not (match["state"] or match["word"] in ("TRUE", "FALSE")):
            raise Unsupported(
                f"the rule has {self._text[self._at :][:30]!r} where an alarm should be"
            )
        self._at = match.end()
        if match["word"]:
            value = match["word"] == "TRUE"
            return lambda _on: value
        self.names.append(match["name"])
        return _state(match["state"], match["name"])


def _state(state: str, name: str) -> Rule:
    if state == "ALARM":
        return lambda on: name in on
    if state == "OK":
        return lambda on: name not in on
    return lambda _on: False
