// Inputs of a resource: values as a tree, policies as paragraphs.

function opened(value) {
  if (typeof value !== "string" || !/^[{[]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function shownInput(given) {
  const value = opened(given);
  if (value === null) return el("span", { class: "plain" }, "nothing");
  if (isPolicy(value)) return policy(value);
  if (Array.isArray(value)) return shownList(value);
  if (typeof value === "object") return shownObject(value);
  if (typeof value !== "string") return el("span", { class: "plain" }, String(value));
  if (value.includes("\n")) return el("pre", { tabindex: "0" }, value);
  return el("span", {}, value === "" ? "(empty)" : linked(value));
}

function shownList(values) {
  if (!values.length) return el("span", { class: "plain" }, "none");
  if (values.every(isNamedValue)) return shownObject(Object.fromEntries(values.map((each) => [each.name, each.value ?? each.valueFrom])));
  return list(values.map(shownInput));
}

// Environment variables and secrets of containers: a name with its value.
function isNamedValue(each) {
  const keys = each && typeof each === "object" ? Object.keys(each) : [];
  return keys.length === 2 && "name" in each && ("value" in each || "valueFrom" in each);
}

function shownObject(value) {
  const keys = Object.keys(value);
  if (!keys.length) return el("span", { class: "plain" }, "none");
  return el("dl", { class: "inputs" }, keys.map((key) =>
    el("div", {}, el("dt", {}, breakable(key)), el("dd", {}, shownInput(value[key])))));
}

function isPolicy(value) {
  return Boolean(value && typeof value === "object" && "Statement" in value);
}

function policy(value) {
  const statements = [value.Statement].flat();
  return el("div", { class: "policy" }, statements.map(statement));
}

function statement(row) {
  const head = row.Effect === "Deny" ? "Denies" : "Allows";
  return el("div", { class: `statement ${row.Effect === "Deny" ? "deny" : ""}` },
    el("p", {}, el("strong", {}, head), ...principals(row), row.Sid ? el("span", { class: "plain" }, ` (${row.Sid})`) : ""),
    patterns(row, "Action", "to"), patterns(row, "Resource", "on"), ...conditions(row.Condition));
}

function principals(row) {
  const key = "NotPrincipal" in row ? "NotPrincipal" : "Principal";
  if (!(key in row)) return [];
  const given = typeof row[key] === "object" && row[key] ? row[key] : { everybody: row[key] };
  const names = Object.entries(given).flatMap(([kind, found]) => [found].flat().map((each) =>
    el("span", {}, linked(callerNamed(each === "*" ? each : `${kind} ${each}`)))));
  return [key === "NotPrincipal" ? " everybody but " : " ", ...joined(names)];
}

function patterns(row, key, word) {
  const not = `Not${key}`;
  if (!(key in row) && !(not in row)) return null;
  const values = [row[not] ?? row[key]].flat().map(String);
  const before = not in row ? `${word} everything but` : word;
  return el("div", { class: "patterns" }, el("span", {}, before), list(values.map((each) => el("code", {}, linked(each)))));
}

function conditions(given) {
  return Object.entries(given ?? {}).flatMap(([operator, keys]) => Object.entries(keys).map(([key, values]) =>
    el("p", { class: "condition" }, `if ${key} ${operator} `, joined([values].flat().map((each) => el("code", {}, linked(String(each)))), " or "))));
}
