// Who reaches whom, by which ways, and what stops the others.

function reachView(from, filters) {
  if (!places.length) return missing("Who reaches whom is read from networks of AWS, and this environment has none.");
  const source = placeNumber.get(from);
  const target = placeNumber.get(filters.to);
  return [
    el("h2", {}, "Who reaches whom"),
    el("p", {}, "Read from security groups, routes, listeners and policies of the plan. Choose two places, or look at the table below."),
    reachForm(from, filters.to),
    source !== undefined && target !== undefined ? answer(source, target) : null,
    source === undefined || target === undefined ? reachTable(source, target) : null,
  ];
}

function reachForm(from, to) {
  const change = () => {
    const chosen = Object.fromEntries(new FormData(form));
    location.hash = address("reach", chosen.from, { to: chosen.to });
  };
  const choose = (name, title, chosen) => el("label", {}, title, el("select", { name },
    el("option", { value: "" }, "anybody"), places.map((place) => el("option", { value: place.name, selected: place.name === chosen }, `${place.name} (${place.kind})`))));
  const form = el("form", { class: "filters", "aria-label": "Two places", on: { change, submit: (event) => event.preventDefault() } },
    choose("from", "From", from), choose("to", "To", to));
  return form;
}

function answer(source, target) {
  if (source === target) return el("p", {}, "Both are the same place.");
  const found = ways.get(`${source} ${target}`);
  const names = `${places[source].name} ${found ? "reaches" : "does not reach"} ${places[target].name}`;
  tell(names);
  return section(names, found ? found.map((hops) => way(source, hops)) : stopped(source, target));
}

function way(source, hops) {
  let here = source;
  return el("ol", { class: "way" }, hops.map(([to, port, detail, by]) => {
    const step = el("li", {},
      el("p", {}, placeLink(here), " → ", placeLink(to), port ? ` at port ${port}` : " at any port", said(detail) ? ` (${said(detail)})` : ""),
      el("ul", {}, by.map(([text, is]) => el("li", {}, is === null ? linked(said(text)) : resourceLink(is, breakable(said(text)))))));
    here = to;
    return step;
  }));
}

function stopped(source, target) {
  const stop = stops.get(`${source} ${target}`);
  if (!stop) return el("p", {}, "No way leads there.");
  const between = places.map((_, number) => number).filter((number) => ["service", "worker", "job", "task"].includes(places[number].kind)
    && ways.has(`${source} ${number}`) && ways.has(`${number} ${target}`));
  return [
    el("p", {}, `What stops it: ${said(stop.why)}. `, stop.is === null ? "" : resourceLink(stop.is)),
    between.length ? el("p", {}, "Between them stand programs, which decide what they ask for: ", joined(between.map(placeLink)), ".") : null,
  ];
}

function reachTable(source, target) {
  const pairs = [...ways.keys()].map((key) => key.split(" ").map(Number))
    .filter(([from, to]) => (source === undefined || from === source) && (target === undefined || to === target));
  const byTarget = source === undefined && target !== undefined;
  const groups = new Map();
  for (const [from, to] of pairs) {
    const key = byTarget ? to : from;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(byTarget ? from : to);
  }
  const link = (one, other) => el("a", { href: address("reach", places[byTarget ? other : one].name, { to: places[byTarget ? one : other].name }) }, places[other].name);
  return table(byTarget ? "Who reaches it" : "Who reaches whom", byTarget ? ["Place", "is reached by"] : ["Place", "reaches"],
    [...groups].map(([key, others]) => [el("a", { href: address("reach", places[key].name) }, places[key].name), joined(others.map((other) => link(key, other)))]));
}
