// What it costs in a month, by component, by resource and line by line.

const LEVELS = ["low", "expected", "high"];
const usd = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const linesOf = new Map();
for (const [is, about, arithmetic, levels, source, read, component] of data.cost.lines ?? []) {
  const line = { is, about: said(about), arithmetic: said(arithmetic), levels, source: said(source), read: said(read), component: said(component) };
  if (!linesOf.has(is)) linesOf.set(is, []);
  linesOf.get(is).push(line);
}

function sum(lines) {
  return lines.reduce((total, line) => total.map((value, level) => value + line.levels[level]), [0, 0, 0]);
}

function money(levels) {
  return levels.map((value) => el("span", { class: "number" }, usd.format(value)));
}

const HEADS = LEVELS.map((each) => `${each} (USD)`);

function costView(component) {
  if (!data.cost.lines) return missing(data.cost.why);
  return component ? costOfComponent(component) : [
    el("h2", {}, "Cost of a month"),
    el("p", { class: "lead" }, data.cost.said),
    el("p", {}, `US dollars by AWS's list prices, read on ${data.cost.read}, without tax and discounts. Low, expected and high are assumptions of the settings (usage).`),
    section("By component", table("Components, the dearest first", ["Component", ...HEADS],
      data.cost.components.map(([name, levels]) => [go("cost", name), ...money(levels)]).concat([["Total", ...money(data.cost.total)]]))),
    section("The dearest resources", resourceCosts(dearest().slice(0, 20))),
    section("Without a price", data.cost.unpriced.length
      ? list(data.cost.unpriced.map(([is, why]) => [resourceLink(is), ": ", said(why)]))
      : el("p", {}, `Every amount has a price; ${many(data.cost.free, "resource")} cost nothing by themselves.`)),
  ];
}

function dearest(component) {
  return [...linesOf].filter(([, lines]) => !component || lines[0].component === component)
    .map(([is, lines]) => [is, sum(lines)]).sort(([, one], [, other]) => other[1] - one[1]);
}

function resourceCosts(rows) {
  return table("Resources, the dearest first", ["Resource", ...HEADS], rows.map(([is, levels]) => [resourceLink(is), ...money(levels)]));
}

function costOfComponent(component) {
  const rows = dearest(component);
  if (!rows.length) return missing(`Nothing of ${component} has a price.`);
  return [
    el("p", { class: "crumbs" }, go("cost", "", "Cost of a month")),
    el("h2", {}, `Cost of ${component}`),
    resourceCosts(rows),
    section("Line by line", costLines(rows.flatMap(([is]) => linesOf.get(is)))),
  ];
}

function costLines(lines) {
  return table("What is multiplied", ["Resource", "Billed for", "Expected", ...HEADS, "Price from"], lines.map((line) =>
    [resourceLink(line.is), line.about, line.arithmetic, ...money(line.levels), [breakable(line.source), `, ${line.read}`]]));
}

function costOf(component) {
  const rows = dearest(component);
  if (!rows.length) return null;
  const total = rows.reduce((found, [, levels]) => found.map((value, level) => value + levels[level]), [0, 0, 0]);
  return section("Cost", el("p", {}, `${usd.format(total[1])} USD a month at expected usage, from ${usd.format(total[0])} to ${usd.format(total[2])}: `, go("cost", component, "line by line"), "."));
}

function costOfResource(number) {
  const lines = linesOf.get(number);
  return lines ? section("Cost of a month", costLines(lines)) : null;
}
