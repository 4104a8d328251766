/** The wire inspector: puts the exchanges, the controls and the views together. */

import { Columns } from "./columns.js";
import { Compare } from "./compare.js";
import { Detail } from "./detail.js";
import { oncePerFrame } from "./dom.js";
import { showExample } from "./example.js";
import { VENDORS, vendorOf } from "./exchange.js";
import { Exchanges } from "./exchanges.js";

const $ = (id) => document.getElementById(id);
const filters = $("filters");

let selected = null;
let frozen = null; // the exchanges shown while paused
let clearedUpTo = 0;
let arrived = 0; // since the last announcement, or since the pause began
let comparing = false;
let filter = { vendor: "", model: "", path: "" };
let dataUrl = "";

const draw = oncePerFrame(drawNow);
const exchanges = new Exchanges(changed, showConnection);
const columns = new Columns($("columns"), (exchange) => { follow(false); select(exchange); });
const compare = new Compare($("compare"));
const detail = new Detail($("detail"), () => dataUrl, backToList);

function changed(exchange, why) {
  if (why === "reset") { selected = null; frozen = frozen && []; clearedUpTo = 0; }
  if (why === "request") { arrived += 1; if (!frozen) announceSoon(exchange); }
  if (why !== "frame" && exchange && $("follow").checked && !frozen && matches(exchange)) {
    if (!selected || exchange.id >= selected.id) selected = exchange;
  }
  if (!frozen || why === "reset") draw();
  else showPause();
}

/** What passes the filter, newest first. */
function visible() {
  return (frozen ?? [...exchanges.byId.values()]).filter(matches).sort((one, other) => other.id - one.id);
}

function readFilter() {
  const text = (name) => filters.elements[name].value.trim().toLowerCase();
  filter = { vendor: filters.elements.vendor.value, model: text("model"), path: text("path") };
}

function matches(exchange) {
  const { vendor, model, path } = filter;
  return exchange.id > clearedUpTo
    && (!vendor || vendorOf(exchange) === vendor)
    && (exchange.model ?? "").toLowerCase().includes(model)
    && exchange.path.toLowerCase().includes(path);
}

function drawNow() {
  const shown = visible();
  const { vendor, model, path } = filter;
  const nothing = !shown.length && !vendor && !model && !path;
  $("empty").hidden = !nothing;
  $("columns").hidden = nothing || comparing;
  $("compare").hidden = nothing || !comparing;
  if (comparing) compare.draw(shown, vendor);
  else columns.draw(shown, vendor, selected, Boolean(model || path));
  detail.draw(nothing || comparing ? null : selected);
}

function select(exchange) {
  selected = exchange;
  drawNow();
  if ($("detail").getBoundingClientRect().top < innerHeight * 0.7) return;
  $("detail").scrollIntoView(); // on a narrow page it is below the lists
  $("detail-title").focus({ preventScroll: true });
}

function backToList() {
  const row = document.querySelector('.request[aria-current="true"]') ?? $("lists");
  row.scrollIntoView({ block: "center" });
  row.focus({ preventScroll: true });
}

function follow(on) {
  $("follow").checked = on;
  if (on) selected = visible()[0] ?? null;
}

function showView(side) {
  comparing = side;
  $("view-requests").setAttribute("aria-pressed", String(!side));
  $("view-compare").setAttribute("aria-pressed", String(side));
  drawNow();
}

function pause() {
  frozen = frozen ? null : [...exchanges.byId.values()];
  arrived = 0;
  showPause();
  if (!frozen && $("follow").checked) follow(true);
  drawNow();
}

function showPause() {
  $("pause").setAttribute("aria-pressed", String(Boolean(frozen)));
  $("pause").textContent = !frozen ? "Pause" : arrived ? `Resume (${arrived} new)` : "Resume";
}

function clear() {
  clearedUpTo = Math.max(0, ...exchanges.byId.keys());
  selected = null;
  if (frozen) frozen = [];
  drawNow();
}

function showConnection(state) {
  const words = { live: "live", lost: "connection lost, trying again", connecting: "connecting" };
  $("connection").dataset.state = state;
  $("connection").textContent = words[state];
}

/** Tell a screen reader what came, at most every two seconds and never token by token. */
let announcing = false;
let latest = null;
function announceSoon(exchange) {
  latest = exchange;
  if (announcing) return;
  announcing = true;
  setTimeout(() => {
    const name = `${VENDORS[vendorOf(latest)]} ${latest.model ?? latest.path}`;
    $("announcer").textContent = arrived > 1 ? `${arrived} new requests, the last to ${name}` : `New request to ${name}`;
    arrived = 0;
    announcing = false;
  }, 2000);
}

filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("input", () => { readFilter(); follow($("follow").checked); drawNow(); });
$("pause").addEventListener("click", pause);
$("clear").addEventListener("click", clear);
$("view-requests").addEventListener("click", () => showView(false));
$("view-compare").addEventListener("click", () => showView(true));
readFilter(); // a reloaded page keeps what was typed
drawNow();
dataUrl = await showExample($("example"), $("copy-example"));
exchanges.connect();
