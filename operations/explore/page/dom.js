// Elements. Texts become text nodes only, so nothing that a plan says is ever read as HTML.

function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name === "on") for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== ""));
  return made;
}

// An address in the page: `address("resources", "", {kind: "ec2.Subnet"})`.
function address(view, subject = "", filters = {}) {
  const parts = [[view, subject], ...Object.entries(filters).filter(([, value]) => value)];
  return `#${parts.map((pair) => pair.filter(Boolean).map(encodeURIComponent).join("=")).join("&")}`;
}

function go(view, subject, text, filters) {
  return el("a", { href: address(view, subject, filters) }, text ?? subject);
}

function resourceLink(number, text) {
  const each = resources[number];
  return el("a", { href: address("resource", each.key), class: "resource" },
    text ?? [el("span", { class: "kind" }, each.kind), " ", each.name]);
}

function programLink(name) {
  return programs.has(name) ? go("programs", name) : name;
}

function placeLink(number) {
  const place = places[number];
  if (programs.has(place.name)) return programLink(place.name);
  return place.is === null || place.is === undefined ? place.name : resourceLink(place.is, place.name);
}

// Wide tables scroll by themselves, so the page never does; they are then reached by the keyboard.
function table(caption, heads, rows) {
  const body = rows.map((cells) => el("tr", {}, cells.map((cell, index) =>
    index === 0 ? el("th", { scope: "row" }, cell) : el("td", { "data-head": heads[index] }, cell))));
  const head = el("tr", {}, heads.map((each) => el("th", { scope: "col", class: each.endsWith("(USD)") ? "numeric" : null }, each)));
  return el("table", {}, el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, body));
}

function list(items) {
  return el("ul", {}, items.map((item) => el("li", {}, item)));
}

function joined(parts, between = ", ") {
  return parts.flatMap((part, index) => (index ? [between, part] : [part]));
}

function section(title, ...children) {
  return el("section", {}, el("h3", {}, title), children);
}

function details(title, ...children) {
  return el("details", {}, el("summary", {}, title), children);
}

function many(count, one, more = `${one}s`) {
  return `${count} ${count === 1 ? one : more}`;
}
