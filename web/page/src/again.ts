// How is this asked again?
import type { Answer } from "./answer";
import { h, section } from "./dom";

// Where the clipboard is closed to pages from a file, the text is selected for the next Ctrl+C.
async function copy(block: HTMLElement, said: HTMLElement): Promise<void> {
  getSelection()?.selectAllChildren(block);
  try {
    await navigator.clipboard.writeText(block.textContent ?? "");
    said.textContent = "copied";
  } catch {
    said.textContent = document.execCommand("copy") ? "copied" : "selected: press Ctrl+C";
  }
}

function block(id: string, label: string, text: string): HTMLElement {
  const code = h("pre", { id, tabindex: "0", "aria-label": label }, text);
  const said = h("span", { role: "status", class: "soft" });
  const button = h("button", { type: "button", "aria-label": `Copy ${label.toLowerCase()}` }, "Copy");
  button.addEventListener("click", () => void copy(code, said));
  return h("div", { class: "copy" }, h("div", { class: "tools" }, h("h3", {}, label), button, said), code);
}

export function again(answer: Answer): HTMLElement {
  return section("again", "Ask again", block("command", "Command", answer.command), block("scenario", "Scenario", answer.scenario_yaml));
}
