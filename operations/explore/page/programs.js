// Programs: all of them, and one with everything that is known of it.

function programTable() {
  if (!programs.size) return el("p", {}, "There are none.");
  const rows = [...programs.values()].map((each) => {
    const uses = usesOf(each.name);
    return [programLink(each.name), each.kind, each.runs, each.size || "not set", uses.length ? list(uses) : "nothing"];
  });
  // On Docker no policy says what a program may use; the logins of its databases are known.
  return table("Programs", ["Program", "Kind", "Runs", "Each has", data.docker ? "Databases" : "May use"], rows);
}

// What a program may use: its databases, and every thing that its own role may touch.
function usesOf(name) {
  const found = [...databases.values()].flatMap((each) => each.logins
    .filter((login) => login.program === name)
    .map((login) => [ACCESS[login.access], " the database ", go("databases", each.name)]));
  for (const thing of data.rules.things) {
    const verbs = thing.asked.filter((asked) => asked.who.some((each) => each.program === name)).map((asked) => asked.verb);
    const kind = resources[thing.is].kind;
    if (verbs.length && kind !== "kms.Key" && kind !== "ecr.Repository") found.push([`${verbs.join(", ")}: `, thingLink(thing.is)]);
  }
  return found;
}

function programsView(name) {
  if (!name) return [el("h2", {}, "Programs"), programTable()];
  const program = programs.get(name);
  if (!program) return missing(`There is no program called ${name}.`);
  const own = resources.filter((each) => each.owner === name);
  return [
    el("p", { class: "crumbs" }, go("programs", "", "Programs")),
    el("h2", {}, name),
    facts([
      ["Kind", program.kind], ["Runs", program.runs], ["Each has", program.size], ["Image", breakable(program.image)],
      ["Run by", resourceLink(program.urn)],
      ["Defined by", program.definition === null || program.definition === program.urn ? null : resourceLink(program.definition)],
    ]),
    section("May use", usesOf(name).length ? list(usesOf(name)) : "Nothing."),
    programWays(name), programRights(name), programAlarms(own), costOf(name),
    section("Resources", el("p", {}, go("resources", "", many(own.length, "resource"), { component: name }))),
  ];
}

function facts(rows) {
  return el("dl", { class: "facts" }, rows.filter(([, value]) => value && value.length !== 0).map(([head, value]) =>
    el("div", {}, el("dt", {}, head), el("dd", {}, value))));
}

function programWays(name) {
  const number = placeNumber.get(name);
  if (number === undefined) return null;
  const into = places.map((_, from) => from).filter((from) => ways.has(`${from} ${number}`));
  const out = places.map((_, to) => to).filter((to) => ways.has(`${number} ${to}`));
  const wayTo = (from, to, shown) => el("a", { href: address("reach", places[from].name, { to: places[to].name }) }, places[shown].name);
  return [
    section("Reached by", into.length ? list(into.map((from) => wayTo(from, number, from))) : "Nobody."),
    section("Reaches", out.length ? list(out.map((to) => wayTo(number, to, to))) : "Nothing."),
  ];
}

function programRights(name) {
  const roles = data.rules.roles.filter((role) => role.program === name);
  return roles.length ? section("Rights", roles.map(roleDetails)) : null;
}

function programAlarms(own) {
  const found = [...new Set(own.flatMap((each) => alarmsOf.get(each.number) ?? []))];
  return found.length ? section("Alarms", alarmTable(found)) : null;
}

function missing(text) {
  return [el("h2", {}, "Not found"), el("p", {}, text), el("p", {}, go("summary", "", "To the summary"))];
}
