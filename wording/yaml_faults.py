"""Faults of a file that is no YAML, with the line to look at and what to do there.

A parser names what it expected next. That is rarely what is wrong, and never what to do.
"""

import re
import unicodedata

import yaml
from yaml.reader import ReaderError

_CONFLICT = re.compile(r"(<<<<<<<|=======|>>>>>>>)( |$)")
_UNCLOSED = ("expected ',' or", "expected the node content, but found '<stream end>'")


_YAMLS_OWN = "tag:yaml.org,2002:"


def yaml_fault(error: yaml.YAMLError, text: str) -> tuple[int | None, str]:
    """Returns the line at which a text is no YAML, and the fault in plain words."""
    if isinstance(error, ReaderError):
        code = error.character if isinstance(error.character, int) else ord(error.character)
        fault = f"U+{code:04X} stands here, a character without a shape; take it out"
        if code == 0:
            fault += ", or save the file as UTF-8"
        return text.count("\n", 0, error.position) + 1, fault
    if not isinstance(error, yaml.MarkedYAMLError):
        return None, str(error)
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
    for number in range(line, 0, -1):
        if odd := odd_space(lines[number - 1].lstrip(" ")) if number <= len(lines) else "":
            return number, odd
        if number < opened - 1:
            break
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
        return tag_fault(found[1])
    if "sequence entries are not allowed" in problem:
        return "`- ` begins an entry of a list, which takes a line of its own; a text takes quotes"
    if "mapping keys are not allowed" in problem:
        return "`? ` begins a key, which takes a line of its own; if it is a text, put it in quotes"
    if "expected '<document start>'" in problem:
        return "the file is complete above this line; remove `...`, or indent what follows"
    if "another document" in problem:
        return "`---` starts a second document, and the file may have one; take it out"
    return problem


def tag_fault(tag: str) -> str:
    """Returns the fault of a tag such as `!secret` or `!!binary`."""
    shown = f"!!{tag.removeprefix(_YAMLS_OWN)}" if tag.startswith(_YAMLS_OWN) else tag
    return f"{shown} is a tag, which no setting has; if it is a text, put it in quotes"


def odd_space(text: str) -> str:
    """Returns the fault of a key or a line that begins with a space other than that of the space
    bar; none if it does not."""
    if found := re.match("[\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]", text):
        name = unicodedata.name(found[0], "no name")
        return f"U+{ord(found[0]):04X} ({name}) begins a key here; replace it by plain spaces"
    return ""


def half_character(text: str) -> str:
    """Returns the fault of a text with half of a character, as `"\\ud83d"` has; none if it has
    none."""
    if found := re.search("[\ud800-\udfff]", text):
        return (
            f"\\u{ord(found[0]):04x} is half of a character; write the character itself, or "
            "\\U and its eight digits"
        )
    return ""


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
