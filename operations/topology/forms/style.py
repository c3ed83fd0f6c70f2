"""The colours of a drawing, in light and dark. A page may choose by `data-theme` on its root."""

from operations.topology.forms.letters import LABEL, LARGE, SMALL

_LIGHT = {
    "paper": "#ffffff",
    "ink": "#1f2328",
    "quiet": "#57606a",
    "box": "#ffffff",
    "line": "#6e7781",
    "frame": "#afb8c1",
    "region": "#f6f8fa",
    "vpc": "#eef6ff",
    "zone": "#e3f0e6",
    "tier": "#ffffff",
    "added": "#1a7f37",
    "removed": "#cf222e",
    "changed": "#9a6700",
    "opened": "#bc4c00",
    "entry": "#8250df",
    "programs": "#bc4c00",
    "data": "#0969da",
    "messages": "#bf3989",
    "storage": "#1a7f37",
    "guard": "#9a6700",
}
_DARK = {
    "paper": "#0d1117",
    "ink": "#e6edf3",
    "quiet": "#9aa4af",
    "box": "#161b22",
    "line": "#8b949e",
    "frame": "#484f58",
    "region": "#12171e",
    "vpc": "#10202f",
    "zone": "#14261a",
    "tier": "#161b22",
    "added": "#3fb950",
    "removed": "#ff7b72",
    "changed": "#d29922",
    "opened": "#ffa657",
    "entry": "#bc8cff",
    "programs": "#ffa657",
    "data": "#79c0ff",
    "messages": "#f778ba",
    "storage": "#56d364",
    "guard": "#e3b341",
}
_COLOURS = {
    "entry": ("users", "internet", "dns", "cdn", "firewall", "load-balancer"),
    "programs": ("service", "worker", "job", "task", "tasks", "function"),
    "data": ("database", "replica", "proxy", "cache", "search"),
    "messages": ("queue", "dead-letters", "topic"),
    "storage": ("bucket", "copy", "vault", "volume", "images"),
    "guard": ("secret", "key", "nat", "endpoint", "other"),
}


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())


def _rules() -> str:
    rules = [
        "font-family:Helvetica,Arial,'Liberation Sans',sans-serif;",
        f"text{{font-size:{LARGE:g}px}}",
        f".what,.fact{{font-size:{SMALL:g}px}}",
        f".label{{font-size:{LABEL:g}px}}",
        ".paper{fill:var(--paper)}",
        "text{fill:var(--ink)}",
        ".what,.fact,.label,.note{fill:var(--quiet)}",
        ".name,.legend{font-weight:bold}",
        ".node rect{fill:var(--box);stroke:var(--frame)}",
        ".group rect{fill:var(--region);stroke:var(--frame)}",
        ".group-vpc rect{fill:var(--vpc)}",
        ".group-zone rect{fill:var(--zone);stroke-dasharray:5 3}",
        ".group-tier rect,.group-subnet rect,.group-area rect{fill:var(--tier)}",
        ".edge-of{stroke-width:4;fill:none;stroke:var(--frame)}",
        ".flow .line{fill:none;stroke:var(--line);stroke-width:1.3}",
        ".flow .head{fill:var(--line);stroke:none}",
        ".flow rect{fill:var(--paper);fill-opacity:.82;stroke:none}",
        ".flow-copy .line{stroke-dasharray:6 3}",
        ".flow-runs .line{stroke-dasharray:2 3}",
    ]
    for colour, kinds in _COLOURS.items():
        names = ",".join(f".node-{kind} .edge-of" for kind in kinds)
        rules.append(f"{names}{{stroke:var(--{colour})}}")
    for sign in ("added", "removed", "changed", "opened"):
        colour = f"var(--{sign})"
        rules.append(f".{sign}>rect{{stroke:{colour};stroke-width:2.5}}")
        rules.append(f".flow.{sign}>rect{{stroke:none}}")
        rules.append(f".{sign} .name,.{sign} .label,.legend.{sign}{{fill:{colour}}}")
        rules.append(f".flow.{sign} .line{{stroke:{colour};stroke-width:2.5}}")
        rules.append(f".flow.{sign} .head{{fill:{colour}}}")
    rules.append(".removed>rect,.removed .line{stroke-dasharray:6 4}")
    return (
        ".topology{"
        + rules[0]
        + "}"
        + "".join(
            ",".join(f".topology {each}" for each in rule.partition("{")[0].split(","))
            + "{"
            + rule.partition("{")[2]
            for rule in rules[1:]
        )
    )


STYLE = (
    f".topology{{{_variables(_LIGHT)}}}"
    f"@media (prefers-color-scheme:dark){{.topology{{{_variables(_DARK)}}}}}"
    f"[data-theme=light] .topology{{{_variables(_LIGHT)}}}"
    f"[data-theme=dark] .topology{{{_variables(_DARK)}}}"
    f"{_rules()}"
)
"""The style sheet of a drawing."""
