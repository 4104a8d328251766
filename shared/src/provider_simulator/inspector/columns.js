/** The three lists of requests, one per vendor, newest first. */

import { button, el } from "./dom.js";
import { VENDORS, duration, ending, isFailure, mode, seconds, tokens, vendorOf } from "./exchange.js";

const SHOWN = 100;

export class Columns {
  constructor(root, onSelect) {
    this.onSelect = onSelect;
    this.columns = Object.fromEntries(Object.entries(VENDORS).map(([vendor, name]) => [vendor, this.column(vendor, name)]));
    root.append(...Object.values(this.columns).map((column) => column.root));
  }

  column(vendor, name) {
    const id = `column-${vendor}`;
    const count = el("span", { class: "count" });
    const list = el("ol", { class: "requests", "aria-labelledby": id, reversed: true });
    const note = el("p", { class: "note" });
    list.addEventListener("keydown", moveFocus);
    const root = el("section", { class: "column", "data-vendor": vendor },
      el("h2", { id }, name, " ", count), list, note);
    return { root, count, list, note, rows: new Map() };
  }

  /** Show these exchanges (newest first); `vendor` is the only column wanted, or empty. */
  draw(exchanges, vendor, selected, filtered) {
    for (const [name, column] of Object.entries(this.columns)) {
      const mine = exchanges.filter((exchange) => vendorOf(exchange) === name);
      column.root.hidden = vendor ? name !== vendor : name === "other" && mine.length === 0;
      column.count.textContent = mine.length;
      column.note.textContent = note(mine.length, filtered);
      this.drawRows(column, mine.slice(0, SHOWN), selected);
    }
  }

  /** Rows stay the same elements while they are shown, so that focus and scrolling survive. */
  drawRows(column, exchanges, selected) {
    const wanted = new Set(exchanges);
    for (const [exchange, row] of column.rows) {
      if (!wanted.has(exchange)) { row.remove(); column.rows.delete(exchange); }
    }
    let before = column.list.firstChild;
    for (const exchange of exchanges) {
      const row = column.rows.get(exchange) ?? this.row(column, exchange);
      if (row === before) before = row.nextSibling;
      else column.list.insertBefore(row, before);
      if (row.version !== exchange.version) fill(row, exchange);
      row.firstChild.setAttribute("aria-current", String(exchange === selected));
    }
  }

  row(column, exchange) {
    const row = el("li", { value: exchange.id }, button("", () => this.onSelect(exchange), { class: "request", "aria-controls": "detail" }));
    column.rows.set(exchange, row);
    return row;
  }
}

/** The arrow keys go from request to request. */
function moveFocus(event) {
  const to = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  if (!to) return;
  event.preventDefault();
  event.target.closest("li")?.[to]?.firstChild.focus();
}

function note(count, filtered) {
  if (count > SHOWN) return `The newest ${SHOWN} of ${count} are shown.`;
  if (count) return "";
  return filtered ? "Nothing matches the filter." : "No request yet.";
}

function fill(row, exchange) {
  const [mark, word] = ending(exchange);
  row.version = exchange.version;
  row.firstChild.dataset.ended = exchange.ended;
  row.firstChild.replaceChildren(
    el("span", { class: "line" },
      el("span", { class: "what" }, exchange.model ?? `${exchange.method} ${exchange.path}`),
      el("span", { class: "status", "data-failed": isFailure(exchange) }, exchange.status ?? "no status")),
    el("span", { class: "line facts" },
      fact(`${exchange.received_at.toFixed(2)} s`, "received, since start or reset"),
      fact(mode(exchange)),
      fact(tokens(exchange), "tokens"),
      fact(seconds(duration(exchange)), "duration")),
    el("span", { class: "line" },
      el("span", { class: "ending" }, el("span", { class: "mark", "aria-hidden": "true" }, mark), word),
      exchange.gated && exchange.ended === "in_progress" && el("span", { class: "badge" }, "waits at a gate"),
      exchange.fault && exchange.fault !== "ok" && el("span", { class: "badge fault" }, `fault: ${exchange.fault}`)));
}

const fact = (text, title) => el("span", { title }, text);
