// Parses each chart of a list on stdin with the real `mermaid` package, and prints what it says of
// each: null, or its error. PLINTH_MERMAID names the folder in which npm installed it.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const require = createRequire(join(process.env.PLINTH_MERMAID, "package.json"));
const { JSDOM } = await import(pathToFileURL(require.resolve("jsdom")));
const { window } = new JSDOM("<!doctype html><body></body>");
globalThis.window = window;
globalThis.document = window.document;
const found = await import(
  pathToFileURL(join(process.env.PLINTH_MERMAID, "node_modules/mermaid/dist/mermaid.core.mjs"))
);
const mermaid = found.default;
mermaid.initialize({ startOnLoad: false });
let text = "";
for await (const piece of process.stdin) text += piece;
const said = [];
for (const chart of JSON.parse(text)) {
  try {
    await mermaid.parse(chart);
    const drawn = await mermaid.mermaidAPI.getDiagramFromText(chart);
    said.push({ error: null, vertices: drawn.db.getVertices().size, edges: drawn.db.getEdges().length });
  } catch (error) {
    said.push({ error: String(error.message ?? error) });
  }
}
process.stdout.write(JSON.stringify(said));
process.exit(0);
