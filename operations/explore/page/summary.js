// The first page: for a person who has never seen the environment.

function summaryView() {
  const cards = data.answers.map((each) =>
    el("li", {}, el("a", { href: `#${encodeAddress(each.address)}` }, each.question), el("p", {}, each.answer)));
  return [
    el("h2", {}, data.name),
    data.sentences.map((each) => el("p", { class: "lead" }, each)),
    section("Questions people ask first", el("ul", { class: "cards" }, cards)),
    section("Programs", el("p", {}, "Each is one image that the team builds, with what it may use."), programTable()),
    section("Parts", el("p", {}, "Everything else stands in these groups of resources."), partList()),
    glossary(),
  ];
}

// Python writes `view=subject`; a subject may hold what an address cannot.
function encodeAddress(given) {
  const at = given.indexOf("=");
  return at < 0 ? given : `${given.slice(0, at)}=${encodeURIComponent(given.slice(at + 1))}`;
}

function partList() {
  const counts = new Map();
  for (const each of resources) {
    if (!counts.has(each.layer)) counts.set(each.layer, new Map());
    const owners = counts.get(each.layer);
    owners.set(each.owner, (owners.get(each.owner) ?? 0) + 1);
  }
  return el("dl", { class: "parts" }, [...counts].map(([layer, owners]) => el("div", {},
    el("dt", {}, go("resources", "", layer, { layer })),
    el("dd", {}, joined([...owners].map(([owner, count]) => [go("resources", "", owner || "(no component)", { component: owner || "(none)" }), ` ${count}`]))))));
}

const WORDS = [
  ["Resource", "one thing that Pulumi makes at AWS or on Docker: a server, a rule, a queue."],
  ["Component", "a group of resources that belong together, named after what it is."],
  ["Plan", "the list of all resources, made from the settings without asking AWS."],
  ["Role", "the rights that a program has at AWS. A policy lists them, statement by statement."],
  ["Zone", "one or more data centres of a region, apart from its other zones. What stands in several goes on when one is lost."],
  ["Task", "one running copy of a program."],
];

function glossary() {
  return section("Words", el("dl", { class: "parts" }, WORDS.map(([word, meaning]) =>
    el("div", {}, el("dt", {}, word), el("dd", {}, meaning)))));
}
