// What is the page made of? One HTML file with its style and its script inside: page.html.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";

async function bundled(entry) {
  const made = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "ascii",
    legalComments: "none",
    write: false,
  });
  return made.outputFiles[0].text.trim();
}

// A script ends at the first "</script", wherever it stands.
const script = (await bundled("src/page.ts")).replaceAll("</script", "<\\/script");
const style = await bundled("src/page.css");
const template = await readFile("src/page.html", "utf8");
// Functions, so that "$&" in a bundle means nothing.
const page = template.replace("{{style}}", () => style).replace("{{script}}", () => script);
await writeFile("page.html", page);
