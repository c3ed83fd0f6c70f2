"""Writes new prices into the text of a region's file, and leaves everything else as it stands."""

import re
from collections.abc import Mapping

from prices.rows import Price

_WIDTH = 100


def rewritten(text: str, rows: Mapping[str, Price], sources: Mapping[str, str]) -> str:
    """Returns the text of a region's file with other rows and further sources. Comments stay, as do
    rows that are not named; a row that the file lacks comes at its end."""
    lines, section = [], ""
    left, told = dict(rows), dict(sources)
    for block in _blocks(text):
        key = _key(block[0])
        if not block[0].startswith(" "):
            if section == "sources":
                lines += _sources(told)
            section = key
        if section == "sources" and key in told and block[0].startswith("  "):
            block = [*_sources({key: told.pop(key)}), *_comments(block)]
        if section == "rows" and key in left and block[0].startswith("  "):
            block = [*_row(key, left.pop(key), _comment_of(block[0])), *_comments(block)]
        lines += block
    for key, price in left.items():
        lines += _row(key, price, "")
    return "\n".join(lines) + "\n"


def _blocks(text: str) -> list[list[str]]:
    """Returns the entries of a file, each with the lines that belong to it."""
    blocks: list[list[str]] = []
    for line in text.rstrip("\n").split("\n"):
        deep = line.startswith("    ")
        if (blocks and deep and not line.lstrip().startswith("#")) or (blocks and deep):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _key(line: str) -> str:
    found = re.match(r"\s*([\w.\-]+):", line)
    return found[1] if found else ""


def _comment_of(line: str) -> str:
    found = re.search(r"(\s+#[^{}]*)$", line)
    return found[1] if found else ""


def _comments(block: list[str]) -> list[str]:
    return [line for line in block[1:] if line.lstrip().startswith("#")]


def _sources(sources: Mapping[str, str]) -> list[str]:
    return [f"  {key}: {_quoted(text)}" for key, text in sources.items()]


def _quoted(text: str) -> str:
    return f'"{text}"' if re.search(r"[:#]", text) else text


def _row(key: str, price: Price, comment: str) -> list[str]:
    origin = f"source: {price.source}, read: {price.read}"
    if price.tiers:
        tiers = ", ".join(
            f"{{to: {number(tier.to)}, usd: {number(tier.usd)}}}"
            if tier.to is not None
            else f"{{usd: {number(tier.usd)}}}"
            for tier in price.tiers
        )
        figure = f"tiers: [{tiers}]"
    elif price.sizes:
        sizes = ", ".join(f"{size}: {number(usd)}" for size, usd in price.sizes.items())
        figure = f"sizes: {{{sizes}}}"
    else:
        figure = f"usd: {number(price.usd or 0)}"
    line = f"  {key}: {{{figure}, {origin}}}{comment}"
    if len(line) <= _WIDTH:
        return [line]
    return [
        f"  {key}:{comment}",
        *_folded(f"    {figure}"),
        *(f"    {part}" for part in origin.split(", ")),
    ]


def _folded(line: str) -> list[str]:
    """Returns a line, broken after commas where it is too long."""
    lines = [line]
    while len(lines[-1]) > _WIDTH:
        cut = lines[-1].rfind(", ", 0, _WIDTH) + 1
        lines[-1:] = [lines[-1][:cut], f"      {lines[-1][cut + 1 :]}"]
    return lines


def number(value: float) -> str:
    """Returns a figure as people write it, without an exponent."""
    text = f"{value:.12f}".rstrip("0").rstrip(".")
    return text or "0"
