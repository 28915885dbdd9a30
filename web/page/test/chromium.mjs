// Where is a browser? Exits with 77, which CTest takes for "skipped", if there is none.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(77);
}

function found() {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // not here
      }
    }
  }
  return undefined;
}

export async function launched() {
  const executablePath = found() ?? skip("no chromium on the PATH (apt-get install chromium)");
  const driver = await import("playwright-core").catch(() => skip("playwright-core is not installed (npm ci)"));
  // In a container there is no user namespace to build a sandbox of; the page is our own.
  return driver.chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
