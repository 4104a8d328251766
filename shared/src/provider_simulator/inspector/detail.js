/** One exchange in full: the request on the left, the response on the right. */

import { button, copyButton, el } from "./dom.js";
import { VENDORS, curl, duration, ending, isEventStream, seconds, tokens, vendorOf } from "./exchange.js";
import { FrameList, body } from "./frames.js";
import { block } from "./json.js";

const FRAMES_DRAWN = 500;
const TOLD_BY_CLIENT = /^(authorization|x-api-key|anthropic-.*|openai-.*|content-type|http-referer|x-title|user-agent|x-stainless-retry-count)$/;
const TOLD_BY_PROVIDER = /^(content-type|request-id|x-request-id|x-generation-id|retry-after.*|x-should-retry)$/;

export class Detail {
  constructor(root, dataUrl, onBack) {
    this.root = root;
    this.dataUrl = dataUrl;
    this.onBack = onBack;
    this.exchange = null;
  }

  /** Show an exchange; called again as it goes on, it redraws only what changes. */
  draw(exchange) {
    this.root.hidden = !exchange;
    if (!exchange) { this.exchange = null; return; }
    if (exchange !== this.exchange) this.begin(exchange);
    if (exchange.version !== this.version) this.update(exchange);
  }

  begin(exchange) {
    this.exchange = exchange;
    this.version = -1;
    this.frames = new FrameList(FRAMES_DRAWN);
    this.summary = el("div", { class: "ended" });
    this.response = el("div");
    this.received = el("div");
    this.root.replaceChildren(
      el("div", { class: "detail-head", "data-vendor": vendorOf(exchange) },
        el("h2", { id: "detail-title", tabindex: "-1" }, `Request ${exchange.id} · ${VENDORS[vendorOf(exchange)]}`),
        copyButton("Copy as curl", () => curl(exchange, this.dataUrl())),
        button("Back to the list", this.onBack, { class: "back" })),
      el("div", { class: "panes" },
        el("section", { "aria-labelledby": "sent" }, el("h3", { id: "sent" }, "Request"), ...request(exchange)),
        el("section", { "aria-labelledby": "came" },
          el("h3", { id: "came" }, "Response"), this.summary, this.response, this.received)));
  }

  update(exchange) {
    this.version = exchange.version;
    this.summary.replaceChildren(...summary(exchange));
    this.summary.dataset.ended = exchange.ended;
    const open = this.response.querySelector("details")?.open;
    this.response.replaceChildren(...response(exchange));
    if (open) this.response.querySelector("details").open = true;
    if (isEventStream(exchange)) {
      this.frames.draw(exchange);
      if (this.received.firstChild !== this.frames.root) this.received.replaceChildren(this.frames.root);
    } else {
      this.received.replaceChildren(exchange.frames.length ? body(exchange) : el("p", { class: "note" }, "No byte of a body yet."));
    }
  }
}

function request(exchange) {
  return [
    requestLine(exchange),
    headers(exchange.headers, "Request headers", TOLD_BY_CLIENT),
    exchange.body != null ? block(exchange.body, "Request body")
      : el("pre", { class: "code", tabindex: "0", "aria-label": "Request body" }, exchange.body_text || "(no body)"),
  ];
}

export function requestLine(exchange) {
  const query = exchange.query ? `?${exchange.query}` : "";
  return el("p", { class: "request-line" }, el("b", {}, exchange.method), ` ${exchange.path}${query}`);
}

/** How it ended, in a mark, a word and a sentence. */
export function summary(exchange) {
  const [mark, word, meaning] = ending(exchange);
  return [
    el("p", { class: "ending" }, el("span", { class: "mark", "aria-hidden": "true" }, mark), el("b", {}, word)),
    el("p", {}, meaning),
    el("dl", { class: "numbers" }, ...[
      ["Tokens", tokens(exchange)],
      ["First token", seconds(exchange.first_token_at == null ? null : exchange.first_token_at - exchange.received_at)],
      ["Duration", seconds(duration(exchange))],
      ["Request id", exchange.request_id],
      ["Connection", exchange.connection],
      ["Scripted fault", exchange.fault],
    ].filter(([, value]) => value).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
  ];
}

function response(exchange) {
  return [
    el("p", { class: "request-line" }, el("b", {}, exchange.status ? `HTTP ${exchange.status}` : "no status line yet")),
    headers(exchange.response_headers, "Response headers", TOLD_BY_PROVIDER),
  ];
}

/** The headers that say something first; what every client and server adds is a click away. */
function headers(values, label, telling) {
  const rows = Object.entries(values ?? {});
  const list = (some) => el("dl", {}, ...some.map(([name, value]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, String(value)))));
  const rest = rows.filter(([name]) => !telling.test(name));
  return el("section", { class: "headers", "aria-label": label },
    list(rows.filter(([name]) => telling.test(name))),
    rest.length > 0 && el("details", {}, el("summary", {}, `${rest.length} more headers`), list(rest)));
}
