// The address after # decides what is shown, so every view can be linked and the way back works.

const VIEWS = [
  ["summary", "Summary", summaryView],
  ["drawing", "Drawing", drawingView],
  ["resources", "Resources", resourcesView],
  ["programs", "Programs", programsView],
  ["databases", "Databases", databasesView],
  ["reach", "Who reaches whom", reachView],
  ["access", "Who may use", accessView],
  ["rights", "Rights", rightsView],
  ["cost", "Cost", costView],
  ["alarms", "Alarms", alarmsView],
  ["zones", "Loss of a zone", zonesView],
];
const HIDDEN_VIEWS = [["resource", "Resource", resourceView]];
const main = document.getElementById("main");
const status = document.getElementById("status");

function tell(text) {
  status.textContent = text;
}

function route() {
  const pairs = location.hash.slice(1).split("&").filter(Boolean).map((pair) => pair.split("=").map(decoded));
  const [[view, subject] = ["summary"], ...filters] = pairs;
  return { view, subject: subject ?? "", filters: Object.fromEntries(filters.map(([key, value]) => [key, value ?? ""])) };
}

// A broken address that somebody pasted is no reason for an empty page.
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function show(first) {
  const { view, subject, filters } = route();
  const known = [...VIEWS, ...HIDDEN_VIEWS].find(([name]) => name === view);
  const content = known ? known[2](subject, filters) : missing(`There is no view called ${view}.`);
  const focused = document.activeElement?.name;
  main.replaceChildren(...[content].flat(Infinity).filter(Boolean));
  const title = main.querySelector("h2")?.textContent ?? "";
  document.title = title === data.name ? title : `${title} - ${data.name}`;
  markView(view);
  main.classList.toggle("wide", view === "drawing");
  if (first) return;
  // Who filters stays in the field; who went elsewhere starts at the top.
  const field = focused && main.querySelector(`[name="${CSS.escape(focused)}"]`);
  if (field) return field.focus();
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function markView(view) {
  for (const link of document.querySelectorAll("#views a")) {
    const isShown = link.dataset.view === (view === "resource" ? "resources" : view);
    if (isShown) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

// A page without prices, or of Docker, has fewer views. Their addresses still say why.
function isThere(view) {
  const content = {
    drawing: drawings.size, cost: data.cost.lines, reach: places.length, access: data.rules.things.length,
    rights: data.rules.roles.length, alarms: data.alarms.length, zones: data.losses.length, databases: databases.size,
  };
  return !(view in content) || Boolean(content[view]);
}

function startViews() {
  const links = VIEWS.filter(([name]) => isThere(name)).map(([name, title]) =>
    el("li", {}, el("a", { href: address(name), "data-view": name }, title)));
  document.getElementById("views").append(el("ul", {}, links));
  document.getElementById("skip").addEventListener("click", (event) => { event.preventDefault(); main.focus(); });
  document.getElementById("footer").append(`From ${data.source}, written ${document.lastModified}. Nothing here is sent or loaded. Press / to search.`);
}

// The system's choice holds until somebody makes another, which is kept where the browser allows.
const THEMES = ["system", "light", "dark"];

function setTheme(theme) {
  const button = document.getElementById("theme");
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  button.textContent = { system: "Colours: system", light: "Colours: light", dark: "Colours: dark" }[theme];
  button.onclick = () => setTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]);
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // A file may have no storage; the choice then lasts as long as the page.
  }
}

function keptTheme() {
  try {
    const kept = localStorage.getItem("theme");
    return THEMES.includes(kept) ? kept : "system";
  } catch {
    return "system";
  }
}

startViews();
startSearch();
setTheme(keptTheme());
addEventListener("hashchange", () => show(false));
show(true);
