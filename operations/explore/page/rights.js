// Rights both ways: what a role may do, and who may use a thing.

function rightsView(program) {
  const roles = data.rules.roles.filter((role) => !program || role.program === program || resources[role.is].name === program);
  if (!data.rules.roles.length) return missing("Rights are roles and policies of AWS, and this environment has none.");
  return [
    el("h2", {}, program ? `What ${program} may do` : "Who may do what"),
    program ? el("p", { class: "crumbs" }, go("rights", "", "All roles")) : el("p", {}, "For the other way round, who may use one thing, see ", go("access", "", "Who may use"), "."),
    roles.length ? roles.map(roleDetails) : el("p", {}, "It has no role."),
  ];
}

function roleDetails(role) {
  const owner = resources[role.is];
  const title = [el("strong", {}, role.program === "the platform" ? owner.name : role.program), role.purpose ? `: ${role.purpose}` : "", ` (${many(role.rights.length, "statement")})`];
  return details(title, el("p", {}, "Role: ", resourceLink(role.is)), role.rights.map(right));
}

function right(each) {
  const on = (each.but[1] ? "everything but " : "");
  return el("div", { class: `statement ${each.allows ? "" : "deny"}` },
    el("p", {}, el("strong", {}, each.allows ? "Allows" : "Denies"), each.callers.length ? [" ", joined(each.callers.map((caller) => linked(callerNamed(said(caller)))))] : ""),
    el("div", { class: "patterns" }, el("span", {}, each.but[0] ? "to everything but" : "to"), list(each.actions.map((action) => el("code", {}, linked(said(action)))))),
    el("div", { class: "patterns" }, el("span", {}, `on ${on}`), list(each.on.map((pattern) => el("code", {}, linked(said(pattern)))))),
    conditionsOf(each),
    (each.why ?? []).map((why) => el("p", { class: "why" }, "because ", said(why))),
    (each.reasons ?? []).map((why) => el("p", { class: "why" }, "wildcard ", said(why))),
    el("p", { class: "by" }, "stands in ", resourceLink(each.by)));
}

// Policies name callers in their own words.
function callerNamed(caller) {
  if (caller === "*" || caller === "AWS *") return "everybody";
  return caller.replace(/^Service /, "AWS's service ").replace(/^AWS (?=arn:)/, "");
}

function conditionsOf(each) {
  return each.if.map(([key, values]) => el("p", { class: "condition" }, `if ${said(key)} `, joined(values.map((value) => el("code", {}, linked(said(value)))), " or ")));
}

function thingLink(number) {
  const each = resources[number];
  return el("a", { href: address("access", each.key), class: "resource" }, el("span", { class: "kind" }, each.kind), " ", each.name);
}

function accessView(key) {
  if (!data.rules.things.length) return missing("Rights are policies of AWS, and this environment has none.");
  if (!key) return [el("h2", {}, "Who may use"), el("p", {}, "Choose a thing. Databases are on ", go("databases", "", "their own page"), "."), thingTable()];
  const each = byKey.get(key);
  const thing = each && things.get(each.number);
  if (!thing) return missing(`Nothing is known of who may use ${key}.`);
  return [
    el("p", { class: "crumbs" }, go("access", "", "Who may use")),
    el("h2", {}, "Who may use ", el("span", { class: "kind" }, each.kind), " ", each.name),
    el("p", {}, resourceLink(each.number, "The resource itself")),
    asked(thing),
  ];
}

function thingTable() {
  const rows = data.rules.things.map((thing) => [thingLink(thing.is),
    thing.asked.map((question) => el("p", {}, `${question.verb}: `, holders(question)))]);
  return table("Things and who may use them", ["Thing", "Who may"], rows);
}

function holders(question) {
  const names = [...new Set(question.who.map((each) => callerNamed(said(each.who))))];
  return names.length ? names.join("; ") : "nobody by a policy of this plan";
}

function asked(thing) {
  return [
    thing.asked.map((question) => section(`Who may ${question.verb}?`,
      el("p", { class: "plain" }, question.actions.join(", ")),
      question.who.length ? question.who.map((each) => details(callerNamed(said(each.who)), right(each))) : el("p", {}, "Nobody by a policy of this plan."))),
    thing.limits.length ? section("What its own policy denies", thing.limits.map(right)) : null,
  ];
}

function thingSection(number) {
  const thing = things.get(number);
  if (!thing) return null;
  return section("Who may use it", facts(thing.asked.map((question) => [question.verb, holders(question)])), el("p", {}, el("a", { href: address("access", resources[number].key) }, "By which policies, and why")));
}

function ownRights(number) {
  const role = data.rules.roles.find((each) => each.is === number);
  return role ? section("What this role may do", role.rights.map(right)) : null;
}
