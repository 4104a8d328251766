/** A response on the page: SSE frames with their offsets, or one body. */

import { el } from "./dom.js";
import { offset } from "./exchange.js";
import { block, coloured } from "./json.js";
import { readFrame } from "./landmarks.js";

/** One SSE frame as it was on the wire, with the piece of the answer it carries named beside it. */
export function frameRow(frame, number, start) {
  const { piece } = readFrame(frame.text);
  return el("li", { class: "frame", value: number },
    el("span", { class: "at" }, offset(frame.at, start)),
    el("pre", {}, ...wire(frame.text)),
    piece && el("span", { class: "piece", title: `the answer's text, at ${piece.path}` }, String(piece.value)));
}

function wire(text) {
  return text.trimEnd().split(/\r?\n/).flatMap((line, index) => {
    const [, name, rest] = line.match(/^([a-z]*:)(.*)$/s) ?? [null, "", line];
    return [index ? "\n" : "", name && el("span", { class: "name" }, name), ...(name ? coloured(rest) : [rest])];
  }).filter(Boolean);
}

/** A list that only ever grows at its end while an answer arrives. */
export class FrameList {
  constructor(limit) {
    this.limit = limit;
    this.list = el("ol", { class: "frames", tabindex: "0", "aria-label": "Frames of the event stream" });
    this.more = el("p", { class: "note" });
    this.root = el("div", {}, this.list, this.more);
  }

  draw(exchange) {
    const frames = exchange.frames.slice(0, this.limit);
    const follows = exchange.ended === "in_progress" && this.isAtEnd(); // before the list grows
    for (let index = this.list.childElementCount; index < frames.length; index += 1) {
      this.list.append(frameRow(frames[index], index + 1, exchange.received_at));
    }
    if (follows) this.list.scrollTop = this.list.scrollHeight;
    const hidden = exchange.frames.length - frames.length;
    const lost = exchange.tokens_sent > exchange.frames.length;
    this.more.textContent = hidden ? `… and ${hidden} more frames, not drawn.`
      : lost ? "The journal keeps the first 64 KiB of an answer; the rest is not here." : "";
  }

  isAtEnd() {
    return this.list.scrollTop + this.list.clientHeight > this.list.scrollHeight - 8;
  }
}

/** The first and the last frames: a stream's middle looks all the same. */
export function framesInShort(exchange, ends) {
  const rows = exchange.frames.map((frame, index) => [frame, index + 1]);
  const skipped = rows.length - 2 * ends;
  const draw = (some) => some.map(([frame, number]) => frameRow(frame, number, exchange.received_at));
  const shown = skipped > 1
    ? [...draw(rows.slice(0, ends)), el("li", { class: "skipped" }, `${skipped} frames like these`), ...draw(rows.slice(-ends))]
    : draw(rows);
  return el("ol", { class: "frames", tabindex: "0", "aria-label": "Frames of the event stream" }, ...shown);
}

export const body = (exchange) => block(exchange.frames.map((frame) => frame.text).join(""), "Response body");
