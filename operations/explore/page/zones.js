// The loss of a zone: what stops, what fails over, what goes on.

const EFFECT_WORDS = { "stops": "stops", "may stop": "may stop", "fails over": "fails over", "fewer": "goes on with fewer", "goes on": "goes on" };

function effectMark(number) {
  const effect = data.effects[number];
  return el("span", { class: `effect ${effect.replace(" ", "-")}` }, EFFECT_WORDS[effect] ?? effect);
}

function zonesView(zone) {
  if (!data.losses.length) return missing("This environment stands in no availability zones.");
  const loss = data.losses.find((each) => each.zone === zone || each.zone.endsWith(zone || "-"));
  const others = el("p", {}, "Zones: ", joined(data.losses.map((each) => el("a", { href: address("zones", each.zone), "aria-current": each === loss ? "true" : null }, each.zone))));
  if (!loss) {
    return [el("h2", {}, "When a zone is lost"), el("p", {}, "Choose the zone. Everything is computed from the plan's subnets, counts and routes."),
      data.losses.map((each) => section(each.zone, el("p", {}, each.outcome), el("p", {}, go("zones", each.zone, "What each resource does"))))];
  }
  const untouched = resources.length - loss.rows.length;
  return [
    el("h2", {}, `When zone ${loss.zone} is lost`), others,
    el("p", { class: "lead" }, loss.outcome),
    table(`What each resource in ${loss.zone} does`, ["Resource", "Then", "Why", "Goes on in"], loss.rows.map(([number, effect, why, remains]) => [
      resourceLink(number), effectMark(effect), linked(said(why)), remains.length ? joined(remains.map((each) => data.zones[each])) : "nowhere"])),
    el("p", {}, `The other ${many(untouched, "resource")} belong to the region or to settings, and no single zone takes them away.`),
  ];
}
