/** JSON for reading: indented, with keys, strings and numbers told apart. */

import { el } from "./dom.js";

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const TOO_LONG_TO_COLOUR = 200_000;

/** The parsed value of a JSON text, or undefined. */
export function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text as nodes, with a span around every key, string and literal. */
export function coloured(text) {
  if (text.length > TOO_LONG_TO_COLOUR) return [text];
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, colon] = match;
    nodes.push(...breakable(text.slice(end, match.index)));
    nodes.push(el("span", { class: string ? (colon ? "key" : "string") : "literal" }, string ?? whole), ...(colon ? [colon, el("wbr")] : []));
    end = match.index + whole.length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

/** JSON on one line may break after its punctuation rather than within a word. */
const breakable = (text) => text.split(/(?<=[,{[])/).flatMap((part) => [part, el("wbr")]);

/** A block of pretty-printed JSON; a text that is no JSON is shown as it came. */
export function block(value, label) {
  const parsed = typeof value === "string" ? parse(value) : value;
  const text = parsed === undefined ? value : JSON.stringify(parsed, null, 2);
  return el("pre", { class: "code", tabindex: "0", "aria-label": label },
    ...(parsed === undefined ? [text] : coloured(text)));
}
