// Texts with references in them, which become links.

const REFERENCE = /\$\{([\w-]+\.\w+) ([^{}$]+)\.(\w+)(\[\d+\])?\}/g;

// What can be broken without changing the text: a line may end after these, so that long ARNs,
// images and addresses never widen a page.
function breakable(text) {
  return text.split(/(?<=[/:.,_@=-])|(?<=[a-z])(?=[A-Z])/).flatMap((part, index) => (index ? [el("wbr"), part] : [part]));
}

function linked(text) {
  const known = data.names[text];
  if (known !== undefined && Object.hasOwn(data.names, text)) return [resourceLink(known, breakable(text))];
  const found = [];
  let end = 0;
  for (const match of text.matchAll(REFERENCE)) {
    found.push(...breakable(text.slice(end, match.index)), reference(match));
    end = match.index + match[0].length;
  }
  return [...found, ...breakable(text.slice(end))];
}

function reference([whole, kind, name, output, index]) {
  const target = resourceNamed(kind, name);
  if (!target) return whole;
  const shown = output === "arn" || output === "id" ? "" : ` ${output}${index ?? ""}`;
  return [resourceLink(target.number), shown];
}
