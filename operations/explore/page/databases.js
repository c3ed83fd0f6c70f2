// Databases: which program may read or write each, and with which password.

const ACCESS = { read: "reads", write: "reads and writes" };

function databasesView(name) {
  if (!databases.size) return missing("This environment has no database.");
  if (name && !databases.has(name)) return missing(`There is no database called ${name}.`);
  const shown = name ? [databases.get(name)] : [...databases.values()];
  return [
    el("h2", {}, name ? `Database ${name}` : "Databases"),
    name ? el("p", { class: "crumbs" }, go("databases", "", "All databases")) : null,
    el("p", {}, "A program signs in with a login of its own. The plan's set-up gives each login the databases below and no other."),
    shown.map(database),
  ];
}

function database(each) {
  const rows = each.logins.map((login) => [programLink(login.program || "(no program)"), ACCESS[login.access], el("code", {}, login.login), password(login.secret), reachesServer(login.program)]);
  return section(each.name === undefined ? "" : `Who may read ${each.name}`,
    rows.length ? table(`Logins of the database ${each.name}`, ["Program", "Access", "Login", "Password from", "Way to the server"], rows) : el("p", {}, "No program."),
    el("p", {}, "Made by ", resourceLink(each.setup), each.extensions.length ? `, with the extensions ${each.extensions.join(", ")}` : "",
      "."),
    masterUser(each.master));
}

// A secret's reference may end with the key within it.
function secretOf(text) {
  const match = text.match(/^\$\{([\w-]+\.\w+) ([^{}$]+)\.\w+\}/);
  return match && resourceNamed(match[1], match[2]);
}

function password(text) {
  const secret = secretOf(text);
  return secret ? thingLink(secret.number) : text ? breakable(text) : "the container's environment";
}

// Who has the master user's password may read everything, whatever the logins say.
function masterUser(text) {
  const secret = secretOf(text);
  const thing = secret && things.get(secret.number);
  const readers = thing ? holders(thing.asked[0]) : "";
  return el("p", {}, "The set-up signs in as the server's master user, which may do everything",
    secret ? [". Its password is in ", thingLink(secret.number), ", which may be read by: ", readers, "."] : ".");
}

// A login alone is not enough: the network must let the program get there.
function reachesServer(program) {
  const from = placeNumber.get(program);
  if (from === undefined) return "";
  const servers = places.map((_, number) => number).filter((number) => ["database", "replica"].includes(places[number].kind));
  const found = servers.filter((number) => ways.has(`${from} ${number}`));
  if (!found.length) return "none";
  return joined(found.map((number) => el("a", { href: address("reach", program, { to: places[number].name }) }, places[number].name)));
}
