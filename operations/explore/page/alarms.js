// Alarms: what each watches, what it does, and what to do first.

const TOLD = { critical: "critical", warning: "warning", deployments: "rolls a deployment back", scaling: "scales", nobody: "tells nobody" };

function alarmsView(told) {
  if (!data.alarms.length) return missing("This environment has no alarms.");
  const counts = new Map();
  for (const alarm of data.alarms) counts.set(alarm.told, (counts.get(alarm.told) ?? 0) + 1);
  const shown = data.alarms.filter((alarm) => !told || alarm.told === told);
  return [
    el("h2", {}, "Alarms"),
    el("p", { class: "lead" }, data.heard),
    el("p", {}, joined([...counts].map(([each, count]) => el("a", { href: address("alarms", each), "aria-current": each === told ? "true" : null }, `${TOLD[each] ?? each} (${count})`))), told ? [", ", go("alarms", "", "all")] : ""),
    alarmTable(shown),
  ];
}

function watchedBy(alarm) {
  const links = list(alarm.watches.map((number) => resourceLink(number)));
  return alarm.watches.length > 2 ? details(many(alarm.watches.length, "resource"), links) : links;
}

function alarmTable(found) {
  return table("Alarms", ["Alarm", "Counts as", "When", "Watches", "Page and first command"], found.map((alarm) => [
    resourceLink(alarm.is, breakable(resources[alarm.is].name)),
    TOLD[alarm.told] ?? alarm.told,
    breakable(alarm.says),
    watchedBy(alarm),
    [alarm.page ? el("p", {}, breakable(alarm.page)) : "", alarm.first ? el("p", {}, el("code", {}, alarm.first)) : ""],
  ]));
}
