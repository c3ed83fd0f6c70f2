// One resource: its inputs, what it needs, what needs it, who may use it, what watches it.

function resourceView(key) {
  const each = byKey.get(key) ?? resources.find((other) => other.urn === key);
  if (!each) return missing(`There is no resource called ${key}.`);
  return [
    el("p", { class: "crumbs" }, go("resources", "", "Resources"), " / ",
      go("resources", "", each.owner || "(no component)", { component: each.owner || "(none)" })),
    el("h2", {}, el("span", { class: "kind" }, breakable(each.kind)), " ", breakable(each.name)),
    facts([
      ["Component", each.owner ? go("resources", "", each.owner, { component: each.owner }) : null],
      ["Kind", go("resources", "", each.layer, { layer: each.layer })],
      ["Zones", joined(each.zones.map((zone) => go("zones", zone)))],
      ["Protected", each.isProtected ? "yes: Pulumi refuses to delete it" : null],
      ["URN", el("code", {}, breakable(each.urn))],
    ]),
    section("Inputs", Object.keys(each.inputs).length ? shownObject(each.inputs) : "None."),
    needed("Needs", each.needs, "It needs no other resource."),
    needed("Needed by", each.neededBy, "No other resource needs it."),
    thingSection(each.number), ownRights(each.number), watched(each.number), costOfResource(each.number),
    lostWith(each.number),
  ];
}

function needed(title, numbers, none) {
  if (!numbers.length) return section(title, el("p", {}, none));
  const items = el("ul", { class: "links" }, numbers.map((number) => el("li", {}, resourceLink(number))));
  return section(`${title} (${numbers.length})`, numbers.length > 30 ? details(many(numbers.length, "resource"), items) : items);
}

function watched(number) {
  const found = alarmsOf.get(number);
  if (found) return section("Alarms", alarmTable(found));
  const own = data.alarms.find((alarm) => alarm.is === number);
  return own ? section("This alarm", alarmTable([own])) : null;
}

function lostWith(number) {
  const rows = data.losses.flatMap((loss) => loss.rows.filter((each) => each[0] === number).map((each) => [loss.zone, each]));
  if (!rows.length) return null;
  return section("When a zone is lost", table("Loss of each zone", ["Zone", "Then", "Why"],
    rows.map(([zone, [, effect, why]]) => [go("zones", zone), effectMark(effect), linked(said(why))])));
}
