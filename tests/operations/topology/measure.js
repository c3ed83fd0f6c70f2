// Measures each drawing of a page as the browser draws it: what leaves its box, what covers what.
const said = [];
for (const drawing of document.querySelectorAll("svg.topology")) {
  const of = (each) => { const b = each.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]; };
  const inside = (a, b) => a[0] >= b[0] - 1 && a[1] >= b[1] - 1 && a[2] <= b[2] + 1 && a[3] <= b[3] + 1;
  const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  const faults = [], stretched = [];
  let texts = 0;
  const boxes = [];
  for (const node of drawing.querySelectorAll("g.node, g.group")) {
    const name = node.dataset.node ?? node.dataset.group;
    const box = of(node.querySelector(":scope > rect"));
    if (node.dataset.node) boxes.push([name, box]);
    for (const text of node.querySelectorAll(":scope > text")) {
      texts += 1;
      if (!inside(of(text), box)) faults.push(`${name}: "${text.textContent}" leaves its box`);
    }
  }
  for (const flow of drawing.querySelectorAll("g.flow")) {
    for (const text of flow.querySelectorAll(":scope > text")) {
      texts += 1;
      const box = of(flow.querySelector(":scope > rect"));
      if (!inside(of(text), box)) faults.push(`${flow.id}: "${text.textContent}" leaves its box`);
      for (const [name, other] of boxes)
        if (meet(of(text), other)) faults.push(`${flow.id}: its label covers ${name}`);
    }
  }
  for (let i = 0; i < boxes.length; i += 1)
    for (let j = 0; j < i; j += 1)
      if (meet(boxes[i][1], boxes[j][1])) faults.push(`${boxes[i][0]} covers ${boxes[j][0]}`);
  for (const group of drawing.querySelectorAll("g.group")) {
    const box = of(group.querySelector(":scope > rect"));
    for (const text of group.querySelectorAll(":scope > text"))
      for (const [name, other] of boxes)
        if (meet(of(text), other)) faults.push(`${group.id}: its title covers ${name}`);
    for (const [name, other] of boxes) {
      const own = drawing.querySelector(`[data-node="${name}"]`).dataset.group;
      if (own === group.dataset.group && !inside(other, box)) faults.push(`${name} leaves ${group.id}`);
    }
  }
  for (const text of drawing.querySelectorAll("text")) {
    const given = Number(text.getAttribute("textLength"));
    text.removeAttribute("textLength");
    const own = text.getComputedTextLength();
    if (given < own * 0.8 || given > own * 1.3) stretched.push(`"${text.textContent}" ${own} ${given}`);
  }
  said.push({ texts, boxes: boxes.length, faults, stretched });
}
document.getElementById("said").textContent = JSON.stringify(said);
