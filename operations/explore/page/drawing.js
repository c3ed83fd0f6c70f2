// The drawing at its levels of detail, whose nodes lead to what they stand for.

const drawings = new Map([...document.querySelectorAll("template[data-detail]")].map((each) => [each.dataset.detail, each.content]));

// Types of the resources that a folded node stands for, by the node's kind.
const FOLDED = {
  service: "ecs.Service", worker: "ecs.Service", job: "scheduler.Schedule", tasks: "ecs.TaskDefinition",
  queue: "sqs.Queue", "dead-letters": "sqs.Queue", topic: "sns.Topic", bucket: "s3.Bucket", copy: "s3.Bucket",
  endpoint: "ec2.VpcEndpoint", secret: "secretsmanager.Secret", key: "kms.Key",
};

function drawingView(detail) {
  const shown = drawings.has(detail) ? detail : [...drawings.keys()][0];
  if (!shown) return missing("This page was made without a drawing.");
  const svg = document.importNode(drawings.get(shown).querySelector("svg"), true);
  for (const node of svg.querySelectorAll("[data-node]")) lead(node);
  const levels = [...drawings.keys()].map((each) => el("a", { href: address("drawing", each), "aria-current": each === shown ? "true" : null }, each));
  return [
    el("h2", {}, "Drawing"),
    el("p", {}, "Detail: ", joined(levels), ". A node leads to what it stands for, by a click, or by Tab and Enter."),
    el("p", { class: "sizes" }, sizes(svg)),
    el("div", { class: "drawing", tabindex: "0", role: "region", "aria-label": "Drawing, which scrolls" }, svg),
    details("In words", el("pre", { tabindex: "0" }, data.told[shown])),
  ];
}

// The whole drawing first; letters are as large as the page's at its own size.
function sizes(svg) {
  const own = Number(svg.getAttribute("width"));
  svg.removeAttribute("height");
  const set = (factor) => {
    const width = factor ? svg.getBoundingClientRect().width * factor : own;
    svg.setAttribute("width", Math.max(200, Math.round(width)));
  };
  const button = (text, does) => el("button", { type: "button", on: { click: does } }, text);
  const fit = () => svg.setAttribute("width", "100%");
  fit();
  return [button("Whole", fit), " ", button("Larger", () => set(1.4)), " ", button("Smaller", () => set(1 / 1.4)), " ", button("Readable", () => set(0))];
}

function lead(node) {
  const target = node.dataset.urn ? resources.find((each) => each.urn === node.dataset.urn) : null;
  const members = (node.dataset.members ?? "").split(" ").filter(Boolean);
  if (!target && !members.length) return;
  const href = target ? address("resource", target.key)
    : address("resources", "", { named: members.join(" "), kind: FOLDED[node.dataset.kind] });
  const open = () => { location.hash = href; };
  node.setAttribute("tabindex", "0");
  node.setAttribute("role", "link");
  node.setAttribute("aria-label", target ? `${target.kind} ${target.name}` : `${node.dataset.kind}: ${members.join(", ")}`);
  node.classList.add("leads");
  node.addEventListener("click", open);
  node.addEventListener("keydown", (event) => { if (event.key === "Enter") open(); });
}
