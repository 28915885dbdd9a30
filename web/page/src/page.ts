// What does the page show, from top to bottom?
import { again } from "./again";
import { readAnswer } from "./answer";
import { rests } from "./figures";
import { head } from "./head";
import { h } from "./dom";
import { memory } from "./memory";
import { scaling } from "./scaling";
import { step } from "./step";
import { timeline } from "./timeline";

const answer = readAnswer();
const parts = [head(answer), step(answer), memory(answer), timeline(answer), scaling(answer), rests(answer), again(answer)];
document.getElementById("page")!.replaceChildren(
  ...parts.filter((part) => part !== undefined),
  h("footer", {}, h("p", { class: "soft" }, "A forecast of one training step, made by foretoken. Intervals hold the truth in nine cases of ten; each figure says where it comes from.")),
);
