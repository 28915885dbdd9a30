// What is the page made of? One HTML file with its style and its script inside: page.html.
import { build } from "esbuild";
import { readdir, readFile, writeFile } from "node:fs/promises";

async function bundled(entry) {
  const made = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "ascii",
    legalComments: "none",
    metafile: true,
    write: false,
  });
  return { text: made.outputFiles[0].text.trim(), inputs: Object.keys(made.metafile.inputs) };
}

// The licenses of what is bundled, which ask to travel with it: each text once, below those who hold
// the rights.
async function licenses(inputs) {
  const folders = new Set(inputs.map((input) => /^node_modules\/(@[^/]+\/)?[^/]+/.exec(input)?.[0]).filter(Boolean));
  const holders = new Map();
  for (const folder of [...folders].sort()) {
    const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
    if (!file) throw new Error(`${folder} has no license`);
    const lines = (await readFile(`${folder}/${file}`, "ascii")).trim().split(/\r?\n/);
    const isHolder = (line) => /^Copyright\b/.test(line);
    const text = lines.filter((line) => !isHolder(line)).join("\n").trim();
    holders.set(text, [...(holders.get(text) ?? []), `${folder.slice("node_modules/".length)}: ${lines.filter(isHolder).join(", ")}`]);
  }
  return [...holders].map(([text, who]) => `${who.join("\n")}\n\n${text}`).join("\n\n").replaceAll("--", "- -");
}

const { text, inputs } = await bundled("src/page.ts");
const parts = {
  // A script ends at the first "</script", wherever it stands.
  "{{script}}": text.replaceAll("</script", "<\\/script"),
  "{{style}}": (await bundled("src/page.css")).text,
  "{{licenses}}": await licenses(inputs),
};
let page = await readFile("src/page.html", "utf8");
for (const [mark, part] of Object.entries(parts)) {
  page = page.replace(mark, () => part); // a function, so that "$&" means nothing
}
await writeFile("page.html", page);
