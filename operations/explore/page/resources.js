// The list of resources with its filters and the search in full.

const FILTERS = [
  ["component", "Component", (each) => [each.owner || "(none)"]],
  ["layer", "Kind", (each) => [each.layer]],
  ["kind", "Type", (each) => [each.kind]],
  ["zone", "Zone", (each) => (each.zones.length ? each.zones : ["(no zone)"])],
];

function matching(filters) {
  const words = (filters.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return resources.filter((each) =>
    FILTERS.every(([key, , values]) => !filters[key] || values(each).includes(filters[key]))
    && (!filters.named || isNamed(each, filters.named.split(" ")))
    && words.every((word) => searchText(each).includes(word)));
}

// The drawing says the part of a name that tells things apart: `s3` for `network-endpoint-s3`.
function isNamed(each, names) {
  return names.some((name) => each.name === name || each.name.endsWith(`-${name}`));
}

function resourcesView(_, filters) {
  const found = matching(filters);
  tell(`${many(found.length, "resource")} found`);
  return [
    el("h2", {}, "Resources"),
    filterForm(filters),
    el("p", { class: "count" }, many(found.length, "resource"), filtered(filters) ? [" of ", String(resources.length), " ", go("resources", "", "show all")] : ""),
    el("ol", { class: "rows", on: { keydown: moveBetweenRows } }, found.map(row)),
  ];
}

function filtered(filters) {
  return Boolean(filters.q || filters.named) || FILTERS.some(([key]) => filters[key]);
}

function row(each) {
  return el("li", {}, el("a", { href: address("resource", each.key) },
    el("span", { class: "name" }, breakable(each.name)), " ",
    el("span", { class: "kind" }, breakable(each.kind)), " ",
    el("span", { class: "where" }, each.owner, each.zones.length ? `, ${each.zones.join(", ")}` : "")));
}

function filterForm(filters) {
  const change = () => {
    const chosen = Object.fromEntries(new FormData(form));
    // A place in the history for each choice would make the way back long.
    location.replace(address("resources", "", chosen));
  };
  const form = el("form", { class: "filters", "aria-label": "Filters", on: { change, submit: (event) => { event.preventDefault(); change(); } } },
    el("label", {}, "Contains", el("input", { name: "q", type: "search", value: filters.q, autocomplete: "off" })),
    FILTERS.map(([key, title, values]) => choice(key, title, values, filters)));
  return form;
}

function choice(key, title, values, filters) {
  const counts = new Map();
  for (const each of matching({ ...filters, [key]: "" })) {
    for (const value of values(each)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const options = [...counts].sort(([one], [other]) => one.localeCompare(other)).map(([value, count]) =>
    el("option", { value, selected: filters[key] === value }, `${value} (${count})`));
  return el("label", {}, title, el("select", { name: key }, el("option", { value: "" }, "all"), options));
}

function moveBetweenRows(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = [...event.currentTarget.querySelectorAll("li > a")];
  const next = links[links.indexOf(document.activeElement) + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}
