"""The drawing of what stands, by `pulumi stack export`, is that of its plan."""

import json
from pathlib import Path

from operations.plan import from_file
from operations.topology.reading import whole
from tests.operations.plans import Plan, exported
from tests.operations.topology.drawings import shop


def test_what_stands_is_drawn_as_its_plan(tmp_path: Path) -> None:
    plan = Plan()
    for record in plan.resources().of("route53.Record"):
        # AWS gives a zone one ID under both names, which the state made here does not know.
        plan.change(record.kind, record.name, zoneId="${route53.Zone zone.id}")
    file = tmp_path / "state.json"
    file.write_text(json.dumps(exported(plan)))
    standing = whole(from_file(file))
    assert {node.id: node.facts for node in standing.nodes} == {
        node.id: node.facts for node in shop().nodes
    }
    assert {flow.key for flow in standing.flows} == {flow.key for flow in shop().flows}
    assert set(standing.groups_by_id) == set(shop().groups_by_id)
