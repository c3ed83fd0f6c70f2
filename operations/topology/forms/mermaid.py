"""Mermaid: a flowchart that GitHub and many editors draw from text."""

import re
from collections.abc import Iterator

from operations.topology.forms.signs import MARKS, MEANINGS, marked
from operations.topology.model import Flow, Group, Node, Picture, Sign

LIMIT = 49_000
"""Most characters: Mermaid draws no text above 50,000, and GitHub keeps to that. Source:
maxTextSize in mermaid.js.org/config/schema-docs/config.html"""
EDGES = 500
"""Most edges, by maxEdges of the same page."""
_SHAPES = {
    "database": ('[("', '")]'),
    "replica": ('[("', '")]'),
    "cache": ('[("', '")]'),
    "search": ('[("', '")]'),
    "bucket": ('[("', '")]'),
    "copy": ('[("', '")]'),
    "vault": ('[("', '")]'),
    "volume": ('[("', '")]'),
    "queue": ('[["', '"]]'),
    "dead-letters": ('[["', '"]]'),
    "topic": ('>"', '"]'),
    "users": ('(["', '"])'),
    "internet": ('(["', '"])'),
    "firewall": ('{{"', '"}}'),
}
_PLAIN = ('["', '"]')
_STYLES: dict[Sign, str] = {
    "added": "fill:#dafbe1,stroke:#1a7f37,stroke-width:3px,color:#0a3622",
    "removed": "fill:#ffebe9,stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 4,color:#6e0f17",
    "changed": "fill:#fff8c5,stroke:#9a6700,stroke-width:3px,color:#3d2a00",
    "opened": "fill:#ffd8b5,stroke:#bc4c00,stroke-width:4px,color:#4a1d00",
}
_LINKS: dict[Sign, str] = {
    "added": "stroke:#1a7f37,stroke-width:3px",
    "removed": "stroke:#cf222e,stroke-width:3px",
    "changed": "stroke:#9a6700,stroke-width:3px",
    "opened": "stroke:#bc4c00,stroke-width:4px",
}


def mermaid(picture: Picture) -> str:
    """Returns a flowchart within Mermaid's limits. Where one would be passed, less is written of
    each part, and at last the flows past the limit are left out, which a comment says."""
    for facts, details in ((True, True), (True, False), (False, False)):
        text = "\n".join(_lines(picture, picture.flows, facts=facts, details=details)) + "\n"
        if len(picture.flows) <= EDGES and len(text) <= LIMIT:
            return text
    return _cut(picture)


def _cut(picture: Picture) -> str:
    """Returns the flowchart with as many flows as the limits let in."""
    kept = min(len(picture.flows), EDGES)
    while True:
        left = len(picture.flows) - kept
        said = f"%% {left} more flows are left out, past Mermaid's limits: the text form has all"
        lines = _lines(picture, picture.flows[:kept], facts=False, details=False)
        text = "\n".join([*lines, f"  {said}"]) + "\n"
        if len(text) <= LIMIT or not kept:
            return text
        kept = max(0, kept - max(10, (len(text) - LIMIT) // 60))


def _lines(
    picture: Picture, flows: tuple[Flow, ...], *, facts: bool, details: bool
) -> Iterator[str]:
    ids = _ids(picture)
    yield "flowchart LR"
    yield f"  accTitle: {_plain(picture.title)}"
    yield from _inside(picture, "", ids, 1, facts=facts)
    for flow in flows:
        yield f"  {ids[flow.source]} {_link(flow, details=details)} {ids[flow.target]}"
    signs = [sign for sign in MARKS if sign in picture.signs]
    for number, sign in enumerate(signs):
        yield f'  legend{number}["{MARKS[sign]} {MEANINGS[sign]}"]:::{sign}'
    for sign in signs:
        yield f"  classDef {sign} {_STYLES[sign]}"
        numbers = [str(number) for number, flow in enumerate(flows) if flow.sign == sign]
        if numbers:
            yield f"  linkStyle {','.join(numbers)} {_LINKS[sign]}"
        groups = [ids[group.id] for group in picture.groups if group.sign == sign]
        if groups:
            yield f"  class {','.join(groups)} {sign}"


def _ids(picture: Picture) -> dict[str, str]:
    """Returns an ID of Mermaid for each of ours. A word of its language, such as `end`, is none,
    and `o` or `x` after a link would be its arrow head."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for prefix, parts in (("g_", picture.groups), ("n_", picture.nodes)):
        for each in parts:
            id_ = prefix + re.sub(r"\W", "_", each.id, flags=re.ASCII)
            while id_ in taken:
                id_ += "_"
            taken.add(id_)
            found[each.id] = id_
    return found


def _inside(
    picture: Picture, group: str, ids: dict[str, str], depth: int, *, facts: bool
) -> Iterator[str]:
    indent = "  " * depth
    for node in picture.inside(group):
        opening, closing = _SHAPES.get(node.kind, _PLAIN)
        sign = f":::{node.sign}" if node.sign else ""
        yield f"{indent}{ids[node.id]}{opening}{_text(node, facts=facts)}{closing}{sign}"
    for inner in picture.below(group):
        title = _safe(marked(inner.title, inner.sign)) + _facts(inner, facts=facts)
        yield f'{indent}subgraph {ids[inner.id]}["{title}"]'
        yield from _inside(picture, inner.id, ids, depth + 1, facts=facts)
        yield f"{indent}end"


def _facts(group: Group, *, facts: bool) -> str:
    return f" ({_safe(', '.join(group.facts))})" if group.facts and facts else ""


def _text(node: Node, *, facts: bool) -> str:
    lines = [node.what, f"<b>{_safe(marked(node.title, node.sign))}</b>"]
    if node.kind == "tasks":
        lines = ["tasks of", lines[1]]
    shown = [_safe(line) if number == 0 else line for number, line in enumerate(lines)]
    return "<br>".join([*shown, *(map(_safe, node.facts) if facts else ())])


def _link(flow: Flow, *, details: bool) -> str:
    said = [*flow.labels, *(flow.details if details else ())]
    arrow = {"copy": "-.->", "runs": "-.->"}.get(flow.kind, "-->")
    if flow.sign == "removed":
        arrow = "-.->"
    if flow.sign == "opened":
        arrow = "==>"
    text = "<br>".join(map(_safe, said))
    if flow.sign:
        text = f"{MARKS[flow.sign]} {text}"
    return f'{arrow}|"{text}"|' if text.strip() else arrow


def _safe(text: str) -> str:
    """Returns text that Mermaid takes literally inside of quotes: its own entities stand for what
    would be HTML, Markdown or the end of the quote."""
    return re.sub(
        r'[&<>"#;`*_|{}\[\]\\]', lambda match: f"#{ord(match[0])};", " ".join(text.split())
    )


def _plain(text: str) -> str:
    return re.sub(r"[^\w ,.()-]", " ", text)
