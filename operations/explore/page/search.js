// The search field: a list of resources while one types, driven by the keyboard.

const MOST_FOUND = 12;
const searchTexts = new Map();

function searchText(each) {
  if (!searchTexts.has(each)) searchTexts.set(each, `${each.key} ${each.owner} ${JSON.stringify(each.inputs)}`.toLowerCase());
  return searchTexts.get(each);
}

// A name that begins with the words comes before one that holds them, and that before inputs.
function rank(each, words) {
  const name = each.name.toLowerCase();
  if (name === words[0]) return 0;
  if (name.startsWith(words[0])) return 1;
  return words.every((word) => each.key.toLowerCase().includes(word)) ? 2 : 3;
}

function search(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  return matching({ q: text }).map((each) => [rank(each, words), each]).sort(([one], [other]) => one - other).map(([, each]) => each);
}

const query = document.getElementById("query");
const found = document.getElementById("found");
let chosen = -1;

function close() {
  found.hidden = true;
  chosen = -1;
  query.setAttribute("aria-expanded", "false");
  query.removeAttribute("aria-activedescendant");
}

function showFound() {
  const all = search(query.value);
  const options = all.slice(0, MOST_FOUND).map((each, index) => option(index, address("resource", each.key), [el("span", {}, breakable(each.name)), " ", el("span", { class: "kind" }, each.kind)]));
  if (query.value.trim()) options.push(option(options.length, address("resources", "", { q: query.value.trim() }), `All ${many(all.length, "resource")}`));
  found.replaceChildren(...options);
  chosen = -1;
  found.hidden = !options.length;
  query.setAttribute("aria-expanded", String(Boolean(options.length)));
  tell(query.value.trim() ? `${many(all.length, "resource")} found` : "");
}

function option(index, href, content) {
  // Before the field loses the focus, which closes the list.
  const open = (event) => { event.preventDefault(); location.hash = href; close(); };
  return el("li", { id: `found-${index}`, role: "option", "data-href": href, "aria-selected": "false", on: { mousedown: open } }, content);
}

function choose(index) {
  const options = [...found.children];
  chosen = (index + options.length) % options.length;
  options.forEach((each, number) => each.setAttribute("aria-selected", String(number === chosen)));
  query.setAttribute("aria-activedescendant", options[chosen].id);
  options[chosen].scrollIntoView({ block: "nearest" });
}

function openFound(event) {
  event.preventDefault();
  if (!query.value.trim()) return;
  const target = found.children[chosen]?.dataset.href ?? address("resources", "", { q: query.value.trim() });
  close();
  location.hash = target;
}

function onQueryKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && found.children.length) {
    event.preventDefault();
    found.hidden = false;
    choose(chosen < 0 && step < 0 ? -1 : chosen + step);
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (found.hidden) query.value = "";
    close();
  }
}

function startSearch() {
  query.addEventListener("input", showFound);
  query.addEventListener("keydown", onQueryKey);
  query.addEventListener("blur", close);
  document.getElementById("search").addEventListener("submit", openFound);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement?.tagName)) return;
    event.preventDefault();
    query.focus();
    query.select();
  });
}
