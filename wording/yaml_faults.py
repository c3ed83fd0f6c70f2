"""Faults of a file that is no YAML, with the line to look at and what to do there.

A parser names what it expected next. That is rarely what is wrong, and never what to do.
"""

import re

import yaml

_CONFLICT = re.compile(r"(<<<<<<<|=======|>>>>>>>)( |$)")
_UNCLOSED = ("expected ',' or", "expected the node content, but found '<stream end>'")


def yaml_fault(error: yaml.MarkedYAMLError, text: str) -> tuple[int | None, str]:
    """Returns the line at which a text is no YAML, and the fault in plain words."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    lines = text.splitlines()
    for number, content in enumerate(lines, 1):
        if _CONFLICT.match(content):
            return number, "a merge left its marks here (<<<<<<<); settle the conflict"
    problem = error.problem or ""
    if line is None:
        return None, problem
    here = lines[line - 1] if line <= len(lines) else ""
    opened = error.context_mark.line + 1 if error.context_mark else line
    if "'\\t'" in problem or re.match(r" *\t", here):
        return line, "a tab indents this line, and YAML takes spaces only; replace it by spaces"
    unclosed = _open_quote(lines[:line]) if "block end" in problem else None
    if "while scanning a quoted scalar" in (error.context or ""):
        unclosed = opened
    if unclosed is not None:
        return unclosed, "a quote is opened here and closed nowhere; close it"
    if problem.startswith(_UNCLOSED) and "flow" in (error.context or ""):
        # A bracket with nothing after it is told at the end of the file, not where it opens.
        return _open_bracket(text) or opened, (
            "the brackets that open here lack a closing one, or a comma between two entries, or "
            "quotes around a text with a colon"
        )
    if "could not find expected ':'" in problem:
        return _without_colon(lines, line), "a key lacks its colon, and a space after that"
    return line, _in_words(problem, here)


def _in_words(problem: str, here: str) -> str:
    """Returns the fault of one line in plain words, or the parser's if there are none for it."""
    if found := re.search(r"found character '(.)' that cannot start", problem):
        return f"a text may not start with {found[1]}; put it in quotes"
    if "mapping values are not allowed" in problem:
        if re.search(r":\s.*:\s", here):
            return "the value has a colon and a space in it; put the value in quotes"
        return "the line is indented otherwise than its neighbours; give it as many spaces"
    if "expected <block end>" in problem:
        return "the line is indented otherwise than those above it; give it as many spaces"
    if found := re.search(r"undefined alias '(.+)'", problem):
        return (
            f"*{found[1]} refers to an anchor &{found[1]} that is nowhere; if it is a text, put it "
            "in quotes"
        )
    if found := re.search(r"constructor for the tag '(.+)'", problem):
        return f"{found[1]} is a tag, which no setting has; if it is a text, put it in quotes"
    if "another document" in problem:
        return "`---` starts a second document, and the file may have one; take it out"
    return problem


def _without_colon(lines: list[str], line: int) -> int:
    """Returns the line of the key. A parser notices what is missing at the next colon only."""
    above = [number for number in range(min(line, len(lines)), 0, -1) if lines[number - 1].strip()]
    for number in above[:2]:
        if not re.search(r":(\s|$)", lines[number - 1]):
            return number
    return line


def _open_quote(lines: list[str]) -> int | None:
    """Returns the last line with an odd number of double quotes, if there is one."""
    odd = [number for number, line in enumerate(lines, 1) if line.count('"') % 2]
    return odd[0] if len(odd) % 2 else None


def _open_bracket(text: str) -> int | None:
    """Returns the line of the last bracket that is open where the text ends or is no YAML."""
    opened: list[int] = []
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
                opened.append(token.start_mark.line + 1)
            elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken):
                opened.pop()
    except yaml.YAMLError:
        pass
    return opened[-1] if opened else None
