"""The page docs/generated/policies.md, written from the rules."""

from pathlib import Path

from operations.folder import PROJECT

PAGE = PROJECT / "docs" / "generated" / "policies.md"

_HEAD = """\
# Policies

<!-- Written by `make generated` from policies/rules/. Change the rules. -->

What every environment keeps to. `make policies STACK=prod` judges the plan, and [README]\
(../../README.md#policies) says how else they are asked, and how a team waives one for a while. *In
production* are those that cost money elsewhere: they hold where the settings say `environment:
production`.

| policy | severity | control | what it says | remedy |
|---|---|---|---|---|
"""


def text() -> str:
    """Returns the page."""
    from policies import RULES

    lines = []
    for rule in RULES:
        scope = " *In production.*" if rule.production_only else ""
        cells = (
            f"`{rule.name}`",
            str(rule.severity),
            str(rule.control),
            f"{rule.description}{scope}",
            f"{rule.remedy[0].upper()}{rule.remedy[1:]}.",
        )
        lines.append(f"| {' | '.join(cells)} |\n")
    return _HEAD + "".join(lines)


def write() -> list[Path]:
    """Writes the page and returns its path."""
    PAGE.write_text(text(), encoding="utf-8")
    return [PAGE]
