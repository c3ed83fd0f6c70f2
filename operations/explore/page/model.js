// The data of the page, with what it leaves out for its size put back.

const data = JSON.parse(document.getElementById("data").textContent);

const said = (number) => data.texts[number];

const resources = data.resources.map((row, number) => {
  const [key, kind, name, component, zones, isProtected, chain, inputs, needs] = row;
  const [owner, layer] = data.components[component];
  return {
    number, key, name, owner, layer, inputs, needs,
    kind: data.kinds[kind],
    zones: zones.map((zone) => data.zones[zone]),
    isProtected: Boolean(isProtected),
    urn: `urn:pulumi:${data.stack}::${data.project}::${data.chains[chain]}::${name}`,
    neededBy: [],
  };
});

for (const each of resources) {
  for (const number of each.needs) resources[number].neededBy.push(each.number);
}

const byKey = new Map(resources.map((each) => [each.key, each]));

// A reference gives type and name; one of Docker's is written with the module `index`.
function resourceNamed(kind, name) {
  return byKey.get(`${kind}:${name}`) ?? byKey.get(`${kind.replace(/^index\./, "docker.")}:${name}`);
}

const programs = new Map(data.programs.map((each) => [each.name, each]));
const databases = new Map(data.databases.map((each) => [each.name, each]));
const things = new Map(data.rules.things.map((each) => [each.is, each]));
const alarmsOf = new Map();
for (const alarm of data.alarms) {
  for (const number of alarm.watches) {
    if (!alarmsOf.has(number)) alarmsOf.set(number, []);
    alarmsOf.get(number).push(alarm);
  }
}

// Who reaches whom, by "from to".
const ways = new Map((data.ways?.pairs ?? []).map(([from, to, found]) => [`${from} ${to}`, found]));
const stops = new Map((data.ways?.stops ?? []).map(([from, to, why, is]) => [`${from} ${to}`, { why, is }]));
const places = data.ways?.places ?? [];
const placeNumber = new Map(places.map((place, number) => [place.name, number]));
