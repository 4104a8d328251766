/** The test page: ask, show what arrives as it arrives, and say how it ended. */

import { Answer, ending } from "./answer.js";
import { byGet, byPost } from "./connection.js";
import { authorized, loggedIn, logIn, logOut } from "./session.js";

const $ = (id) => document.getElementById(id);
const WAYS = { post: byPost, get: byGet };
let running = null; // the AbortController of the answer under way

async function ask() {
  if (running) return;
  const form = new FormData($("question"));
  const question = { message: form.get("message"), ...(form.get("model") && { model: form.get("model") }) };
  const { signal } = (running = new AbortController());
  const answer = new Answer();
  let failure = null;
  showStart();
  try {
    const { opened, left, frames } = await WAYS[form.get("way")](question, signal);
    answer.opened = true;
    showLeft(left);
    showRow(answer, opened, "note");
    await read(frames.getReader(), answer);
  } catch (error) {
    failure = error;
    if (error.left) showLeft(error.left);
  }
  showEnding(answer, ending(answer, failure, signal.aborted));
  running = null;
  if (!loggedIn()) showDoor("Your login has ended; log in again.");
}

async function read(reader, answer) {
  for (;;) {
    const { done, value: frame } = await reader.read();
    if (done) return;
    showRow(answer, frame.text);
    if (frame.data === null) continue;
    const token = answer.take(frame.data);
    if (token !== null) showToken(token);
    showFacts(answer);
  }
}

function stop() {
  running?.abort();
}

function showStart() {
  for (const id of ["answer", "frames", "problem"]) $(id).replaceChildren();
  for (const value of document.querySelectorAll("#facts dd")) value.textContent = "–";
  showState("waiting", "Waiting for the first token …");
  announce("Sent. The answer will be read out when it has ended.");
  setRunning(true);
}

function showToken(text) {
  showState("streaming", "Streaming …");
  keepAtEnd($("answer"));
  const last = $("answer").lastChild;
  if (/[\uD800-\uDBFF]$/.test(last?.textContent)) last.textContent += text; // a token can end within a character
  else $("answer").append(element("span", text));
}

function showLeft({ requests, tokens }) {
  $("requests-left").textContent = requests;
  $("tokens-left").textContent = tokens;
}

function showRow(answer, text, kind = "frame") {
  const row = element("li", element("span", (answer.elapsed() / 1000).toFixed(3)), element("pre", text));
  row.className = kind;
  keepAtEnd($("frames"));
  $("frames").append(row);
}

function showFacts({ times, timeToFirstToken, tokensPerSecond, done }) {
  $("count").textContent = times.length;
  $("ttft").textContent = timeToFirstToken === undefined ? "–" : `${Math.round(timeToFirstToken)} ms`;
  $("pace").textContent = tokensPerSecond === undefined ? "–" : tokensPerSecond.toFixed(tokensPerSecond < 10 ? 1 : 0);
  if (!done) return;
  const { input_tokens, output_tokens, cost_usd } = done.usage;
  $("provider").textContent = done.provider;
  $("answered-by").textContent = done.model;
  $("fallback").textContent = done.fallback_used ? "yes, the first model did not answer" : "no";
  $("stop-reason").textContent = done.stop_reason;
  $("usage").textContent = `${input_tokens} tokens in, ${output_tokens} out`;
  $("cost").textContent = `$${cost_usd.toFixed(6)}`;
}

function showEnding(answer, { kind, title, message, why, requestId }) {
  showState(kind, title);
  showRow(answer, kind === "stopped" ? "closed by you" : answer.opened ? "end of the stream" : title, "note");
  if (message) {
    const lines = [message, why, requestId && `request_id ${requestId}`].filter(Boolean);
    $("problem").append(element("strong", title), ...lines.map((line) => element("p", line)));
    $("problem").dataset.kind = kind;
  }
  announce(`${message ? "What arrived" : title}: ${answer.text || "nothing"}`);
  setRunning(false);
}

function showState(kind, words) {
  if ($("state").dataset.kind === kind) return;
  $("state").dataset.kind = kind;
  $("state").textContent = words;
}

/** Buttons are never `disabled`: that would take the focus from whoever pressed them. */
function setRunning(yes) {
  $("send").setAttribute("aria-disabled", String(yes));
  $("stop").setAttribute("aria-disabled", String(!yes));
}

function announce(text) {
  $("announcer").textContent = text;
}

/** Before something is added: scroll on with it, at most once a repaint, unless somebody has scrolled back. */
function keepAtEnd(box) {
  if (box.dataset.following || box.scrollTop + box.clientHeight < box.scrollHeight - 8) return;
  box.dataset.following = "yes";
  requestAnimationFrame(() => {
    box.scrollTop = box.scrollHeight;
    delete box.dataset.following;
  });
}

/** Data becomes text, never markup. */
function element(name, ...children) {
  const node = document.createElement(name);
  node.append(...children);
  return node;
}

async function offerModels() {
  const { data } = await (await authorized("/v1/models")).json();
  $("model").replaceChildren($("model").firstElementChild);
  const owners = [...new Set(data.map((model) => model.owned_by))];
  for (const owner of owners) {
    const group = element("optgroup");
    group.label = owner === "alias" ? "aliases, with fallback" : owner;
    group.append(...data.filter((model) => model.owned_by === owner).map((model) => element("option", model.id)));
    $("model").append(group);
  }
}

function showDoor(why = "") {
  $("door").hidden = false;
  $("room").hidden = true;
  $("door-problem").textContent = why;
  $("user").focus();
}

async function enter() {
  const form = new FormData($("login"));
  try {
    await logIn(form.get("user"), form.get("password"));
  } catch (error) {
    return showDoor(error.message);
  }
  $("login").reset();
  $("who").textContent = form.get("user");
  $("door").hidden = true;
  $("room").hidden = false;
  $("message").focus();
  offerModels().catch(() => { $("problem").textContent = "The list of models cannot be read; the default can still be asked."; });
}

function leave() {
  stop();
  logOut();
  showDoor();
}

$("login").addEventListener("submit", (event) => { event.preventDefault(); enter(); });
$("log-out").addEventListener("click", leave);
$("question").addEventListener("submit", (event) => { event.preventDefault(); ask(); });
$("message").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return; // composing: Enter chooses a character
  event.preventDefault();
  $("question").requestSubmit();
});
$("stop").addEventListener("click", stop);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") stop(); });
