"""CloudWatch's metric math, as much of it as alarms here use, over values of several periods.

    numbers  + - * / ^  comparisons  AND OR  [lists]  FILL  IF  SUM  MAX  MIN  AVG
    ANOMALY_DETECTION_BAND  DB_PERF_INSIGHTS

docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Points = tuple[float | None, ...]
"""Values of one metric, one for each period. None where there is none."""


class Unsupported(Exception):
    """A text that is no metric math, or uses more of it than is known here."""


@dataclass(frozen=True)
class Band:
    """The values that are usual."""

    lower: Points
    upper: Points


Value = float | Points | Band | str | list[Points]
Learn = Callable[[Points, float], Band]
"""Makes the usual band of a metric, whose width is in deviations."""
Insight = Callable[[str, str], Points]
"""Returns a counter of Performance Insights, by the ID of the instance and its name."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)"
    r"|'(?P<text>[^']*)'|(?P<sign><=|>=|==|!=|&&|\|\||[-+*/^<>()\[\],]))"
)
_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def _as_number(of: Callable[[float, float], bool]) -> Callable[[float, float], float]:
    return lambda a, b: float(of(a, b))


_LEVELS: Sequence[Mapping[str, Callable[[float, float], float | None]]] = (
    {"OR": lambda a, b: float(bool(a or b)), "||": lambda a, b: float(bool(a or b))},
    {"AND": lambda a, b: float(bool(a and b)), "&&": lambda a, b: float(bool(a and b))},
    {sign: _as_number(of) for sign, of in _COMPARED.items()},
    {"+": lambda a, b: a + b, "-": lambda a, b: a - b},
    # A division by zero has no value.
    {"*": lambda a, b: a * b, "/": lambda a, b: a / b if b else None},
    {"^": lambda a, b: a**b},
)
"""Operators, the weakest first."""


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


_OVER_ALL: Mapping[str, Callable[[list[float]], float]] = {
    "SUM": math.fsum,
    "MAX": max,
    "MIN": min,
    "AVG": _mean,
}


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Everything that an expression may name."""

    values: Callable[[str], Value]
    """The values of another query, by its ID. Raises Unsupported for an ID that is none."""
    periods: int
    learn: Learn
    insight: Insight


def evaluate(text: str, around: Surroundings) -> Value:
    """Returns the value of an expression. Raises Unsupported."""
    return _Reader(_tokens(text), around).whole()


def points(value: Value, periods: int) -> Points:
    """Returns a value as one for each period. Raises Unsupported for one that has none."""
    if isinstance(value, (int, float)):
        return (float(value),) * periods
    if isinstance(value, tuple):
        return value
    raise Unsupported(f"{value!r} is not one series of values")


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at, text = [], 0, text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Unsupported(f"no metric math from {text[at : at + 20]!r} on")
        kind = str(match.lastgroup)
        found.append((kind, match[kind]))
        at = match.end()
    return found


class _Reader:
    """Reads an expression from left to right and works it out on the way."""

    def __init__(self, tokens: list[tuple[str, str]], around: Surroundings) -> None:
        self._tokens, self._around, self._at = tokens, around, 0

    def whole(self) -> Value:
        value = self._level(0)
        if self._at < len(self._tokens):
            raise Unsupported(f"{self._tokens[self._at][1]!r} stands where nothing may follow")
        return value

    def _next(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _take(self, wanted: str = "") -> tuple[str, str]:
        if self._at >= len(self._tokens) or (wanted and self._next() != wanted):
            raise Unsupported(f"{wanted or 'a value'} is missing")
        self._at += 1
        return self._tokens[self._at - 1]

    def _level(self, number: int) -> Value:
        if number == len(_LEVELS):
            return self._single()
        value = self._level(number + 1)
        while self._next() in _LEVELS[number]:
            operator = _LEVELS[number][self._take()[1]]
            value = self._both(operator, value, self._level(number + 1))
        return value

    def _both(
        self, operator: Callable[[float, float], float | None], left: Value, right: Value
    ) -> Value:
        if isinstance(left, (int, float)) and isinstance(right, (int, float)):
            found = operator(left, right)
            return math.nan if found is None else found
        pairs = zip(self._points(left), self._points(right), strict=True)
        return tuple(None if a is None or b is None else operator(a, b) for a, b in pairs)

    def _single(self) -> Value:
        if self._next() == "-":
            self._take()
            return self._both(_LEVELS[4]["*"], -1.0, self._single())
        kind, text = self._take()
        if kind == "number":
            return float(text)
        if kind == "text":
            return text
        if text == "(":
            value = self._level(0)
            self._take(")")
            return value
        if text == "[":
            return [self._points(each) for each in self._many("]")]
        if kind == "name" and self._next() == "(":
            self._take()
            return self._call(text, self._many(")"))
        if kind == "name":
            return self._around.values(text)
        raise Unsupported(f"{text!r} stands where a value should")

    def _many(self, end: str) -> list[Value]:
        found: list[Value] = []
        while self._next() != end:
            if found:
                self._take(",")
            found.append(self._level(0))
        self._take(end)
        return found

    def _points(self, value: Value) -> Points:
        return points(value, self._around.periods)

    def _call(self, name: str, given: list[Value]) -> Value:
        match name, given:
            case "FILL", [value, filler]:
                return _filled(self._points(value), filler)
            case "IF", [condition, then, otherwise]:
                columns = (self._points(each) for each in (condition, then, otherwise))
                rows = zip(*columns, strict=True)
                return tuple(None if when is None else a if when else b for when, a, b in rows)
            case "ANOMALY_DETECTION_BAND", [value, float(width)]:
                return self._around.learn(self._points(value), width)
            case "DB_PERF_INSIGHTS", ["RDS", str(instance), str(counter)]:
                return self._around.insight(instance, counter)
            case _, [list(series)] if name in _OVER_ALL:
                return tuple(_over(_OVER_ALL[name], each) for each in zip(*series, strict=True))
        raise Unsupported(f"{name} with {len(given)} arguments is not known here")


def _over(of: Callable[[list[float]], float], values: Sequence[float | None]) -> float | None:
    known = [each for each in values if each is not None]
    return of(known) if known else None


def _filled(values: Points, filler: Value) -> Points:
    if isinstance(filler, (int, float)):
        return tuple(filler if each is None else each for each in values)
    if filler != REPEAT:
        raise Unsupported("FILL takes a number or REPEAT")
    found: list[float | None] = []
    for each in values:
        found.append(found[-1] if each is None and found else each)
    return tuple(found)


REPEAT = "REPEAT"
"""The word that fills with the value before. It stands bare, like an ID."""
