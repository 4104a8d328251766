/** The last completion of each vendor, next to each other: the same conversation in three formats. */

import { el } from "./dom.js";
import { VENDORS, isCompletion, isEventStream, vendorOf } from "./exchange.js";
import { body, framesInShort } from "./frames.js";
import { block } from "./json.js";
import { landmarks } from "./landmarks.js";
import { requestLine, summary } from "./detail.js";

const COMPARED = ["anthropic", "openai", "openrouter"];
const FRAMES_AT_EACH_END = 5;

export class Compare {
  constructor(root) {
    this.root = root;
    this.drawn = "";
  }

  /** `exchanges` newest first; nothing is redrawn while nothing changed. */
  draw(exchanges, vendor) {
    const vendors = COMPARED.filter((name) => !vendor || name === vendor);
    const last = vendors.map((name) => [name, exchanges.find((one) => vendorOf(one) === name && isCompletion(one))]);
    const version = last.map(([name, one]) => `${name} ${one?.id}.${one?.version}`).join();
    if (version === this.drawn) return;
    this.drawn = version;
    this.root.replaceChildren(
      el("h2", { id: "compare-title" }, "The last completion of each vendor, side by side"),
      el("p", { class: "note" }, "Send the same message through each vendor and read across: the same facts, in other places."),
      table(last),
      el("div", { class: "compared" }, ...last.map(([name, one]) => (one ? column(name, one) : absent(name)))));
  }
}

function table(last) {
  const found = last.map(([, exchange]) => (exchange ? landmarks(exchange) : {}));
  const labels = [...new Set(found.flatMap(Object.keys))].filter((label) => found.some((one) => one[label]));
  if (!labels.length) return null;
  return el("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Where each vendor puts the same thing" },
    el("table", {},
      el("caption", {}, "Where each vendor puts the same thing"),
      el("thead", {}, el("tr", {}, el("td"),
        ...last.map(([name]) => el("th", { scope: "col", "data-vendor": name }, VENDORS[name])))),
      el("tbody", {}, ...labels.map((label) => el("tr", {}, el("th", { scope: "row" }, label), ...found.map((one) => cell(one[label])))))));
}

function cell(found) {
  if (!found) return el("td", { class: "none" }, "–");
  return el("td", {}, el("code", {}, found.where), el("span", { class: "value" }, shortened(found.value)));
}

const shortened = (text) => (text.length > 120 ? `${text.slice(0, 119)}…` : text);

function column(name, exchange) {
  return el("article", { class: "compared-column", "data-vendor": name, "aria-label": VENDORS[name] },
    el("h3", {}, VENDORS[name], el("span", { class: "count" }, exchange.model ?? "")),
    el("div", {}, requestLine(exchange), block(exchange.body ?? exchange.body_text ?? "", `${VENDORS[name]} request body`)),
    el("div", { class: "ended", "data-ended": exchange.ended }, ...summary(exchange).slice(0, 2)),
    el("div", {}, exchange.frames.length === 0 ? el("p", { class: "note" }, "No byte of a body yet.")
      : isEventStream(exchange) ? framesInShort(exchange, FRAMES_AT_EACH_END) : body(exchange)));
}

function absent(name) {
  return el("article", { class: "compared-column", "data-vendor": name, "aria-label": VENDORS[name] },
    el("h3", {}, VENDORS[name]), el("p", { class: "note" }, "No completion of this vendor yet."));
}
