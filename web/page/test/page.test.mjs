// Does the page show, in a browser, what the program said?
//
// page.test.mjs PROGRAM EXAMPLES OUT: makes pages of examples, opens them, keeps screenshots in OUT.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launched } from "./chromium.mjs";

const [program, examples, out] = process.argv.slice(2).map((path) => resolve(path));
const browser = await launched();
mkdirSync(out, { recursive: true });

function made(name, ...flags) {
  const file = join(out, `${name}.html`);
  execFileSync(program, ["train", join(examples, `${name}.yaml`), "--quiet", "--out", file, ...flags]);
  return file;
}

// A page of its own that notes whatever goes wrong and whatever leaves the machine.
async function opened(file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const troubles = [];
  page.on("console", (message) => troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("request", (request) => {
    if (!["file:", "data:"].includes(new URL(request.url()).protocol)) troubles.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector("#scaling svg, #again");
  await page.waitForFunction(() => [...document.querySelectorAll("figure")].every((figure) => figure.querySelector("svg")));
  const answer = JSON.parse(await page.locator("#answer").textContent());
  return { page, answer, calm: () => assert.deepEqual(troubles, []) };
}

const count = (page, selector) => page.locator(selector).count();

async function showsEveryMark({ page, answer, calm }) {
  const { terms, memory } = answer.forecast;
  const pieces = memory.flatMap((stage) => Object.keys(answer.says.memory).filter((key) => stage[`${key}_bytes`] > 0));
  assert.equal(await count(page, '#step [aria-label="bar"] rect, #step [aria-label="bar"] path'), terms.filter((term) => term.time_s > 0).length);
  assert.equal(await count(page, '#memory [aria-label="bar"] rect, #memory [aria-label="bar"] path'), pieces.length);
  assert.equal(await count(page, '#timeline [aria-label="rect"] rect'), answer.timeline.tracks.flatMap((track) => track.slices).length);
  assert.ok(answer.scaling.length > 5);
  const dots = 2 * (answer.scaling.length + answer.published.length + 1); // two panels, and the ring
  assert.equal(await count(page, '#scaling [aria-label="dot"] circle, #scaling [aria-label="dot"] path'), dots);
  for (const id of ["step", "memory", "timeline", "scaling"]) {
    assert.ok((await count(page, `#${id} table tbody tr`)) > 0, `${id} has no table beside its chart`);
  }
  assert.equal(await page.locator("#step tbody tr").count(), terms.filter((term) => term.time_s > 0).length + 1);
  assert.ok((await page.locator(".verdict").textContent()).includes("tokens/s per accelerator"));
  calm();
}

// Relative luminance and contrast as WCAG 2 defines them.
function contrast(a, b) {
  const luminance = (color) => {
    const [r, g, bl] = color.match(/\d+/g).map((part) => {
      const c = Number(part) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  };
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

async function canBeRead({ page }) {
  const colors = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement("span"));
    const names = ["ground", "panel", "ink", "soft", "link", "compute", "wires", "waiting", "backward", "both", "host", "on-fill", "on-pale"];
    const list = names.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    });
    probe.remove();
    return Object.fromEntries(list);
  });
  const pairs = [["ink", "ground"], ["ink", "panel"], ["soft", "ground"], ["soft", "panel"], ["link", "ground"], ["on-fill", "compute"], ["on-fill", "backward"],
    ["on-fill", "both"], ["on-fill", "host"], ["on-pale", "wires"], ["on-pale", "waiting"]];
  for (const [text, ground] of pairs) {
    assert.ok(contrast(colors[text], colors[ground]) >= 4.5, `${text} on ${ground}: ${contrast(colors[text], colors[ground])}`);
  }
  return colors.ground;
}

async function obeysTheKeyboard({ page, calm }) {
  const visited = new Set();
  let isGantt = false;
  for (let i = 0; i < 60 && !isGantt; i += 1) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      return { name: element.getAttribute("aria-label") ?? element.textContent, gantt: element.classList.contains("gantt"), outline: getComputedStyle(element).outlineStyle };
    });
    assert.notEqual(focus.outline, "none", `${focus.name} does not show its focus`);
    visited.add(focus.name);
    isGantt = focus.gantt;
  }
  assert.ok(isGantt, `the timeline was not reached: ${[...visited].join(", ")}`);
  assert.ok(visited.has("Zoom in"));
  const window = () => page.locator("#timeline [role=status]").textContent();
  const rects = () => count(page, '#timeline [aria-label="rect"] rect');
  const all = await rects();
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction((before) => document.querySelectorAll('#timeline [aria-label="rect"] rect').length < before, all);
  assert.match(await window(), / to /);
  await page.keyboard.press("0");
  await page.waitForFunction((before) => document.querySelectorAll('#timeline [aria-label="rect"] rect').length === before, all);
  assert.equal(await window(), "the whole step");
  calm();
}

// What is copied is a scenario, and asks for the same answer.
async function copiesItsScenario({ page, answer, calm }) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy scenario" }).click();
  await page.getByText("copied").waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(text, answer.scenario_yaml);
  const file = join(out, "copied.yaml");
  writeFileSync(file, text);
  const again = JSON.parse(execFileSync(program, ["train", file, "--quiet", "--format", "json"]));
  assert.equal(again.forecast.step_s, answer.forecast.step_s);
  calm();
}

async function fitsAPhone(file) {
  const opening = await opened(file, { viewport: { width: 390, height: 844 }, isMobile: true });
  const sizes = await opening.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.equal(sizes[0], sizes[1], "the page is wider than a phone");
  opening.calm();
  await opening.page.screenshot({ path: join(out, "page-phone.png"), fullPage: true });
}

async function prints({ page, calm }) {
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#timeline .tools").isVisible(), false);
  const pdf = await page.pdf({ path: join(out, "page.pdf"), format: "A4" });
  assert.ok(pdf.length > 10_000);
  await page.emulateMedia({ media: "screen" });
  calm();
}

const pipeline = made("gpt3-175b-azure-a100");
const grounds = [];
for (const colorScheme of ["light", "dark"]) {
  const opening = await opened(pipeline, { colorScheme });
  await showsEveryMark(opening);
  grounds.push(await canBeRead(opening));
  await opening.page.screenshot({ path: join(out, `page-${colorScheme}.png`), fullPage: true });
}
assert.notEqual(grounds[0], grounds[1]);
for (const name of ["mpt-7b-fsdp-a100", "deepseek-v3-h800"]) {
  await showsEveryMark(await opened(made(name)));
}
await obeysTheKeyboard(await opened(pipeline));
await copiesItsScenario(await opened(pipeline));
await prints(await opened(pipeline));
await fitsAPhone(pipeline);

// A name that is markup stays a name.
const name = "</script><script>window.broken = 1</script><b>Mini & Maxi</b>";
const hostile = await opened(made("inline", "--set", `model.name=${name}`));
assert.equal(await hostile.page.evaluate(() => window.broken), undefined);
assert.ok((await hostile.page.locator("h1").textContent()).startsWith(name));
assert.ok((await hostile.page.title()).startsWith(name));
hostile.calm();

await browser.close();
console.log("the page shows what the program said");
