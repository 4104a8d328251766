/** The page: sign in, choose a conversation or begin one, and talk. */

import * as api from "./api.js";
import { $, element } from "./dom.js";
import { list, markCurrent, older } from "./list.js";
import { add, append, markPartial, showForgotten, showMessages } from "./messages.js";
import { showWindow } from "./window.js";

let current = null; // the conversation that is shown; none: a new one
let running = null; // the AbortController of the answer under way

async function signIn() {
  await api.signIn($("sign-in"));
  const name = new FormData($("sign-in")).get("username");
  $("sign-in").reset();
  showSignedIn(name);
  show(null); // before anything is waited for: what takes the focus later takes it from somebody who types
  await Promise.all([offerModels(), relist()]);
}

function signOut() {
  running?.abort();
  api.signOut();
  showSignedIn(null);
  for (const id of ["messages", "conversations"]) $(id).replaceChildren();
}

function showSignedIn(name) {
  $("desk").hidden = $("sign-out").hidden = !name;
  $("sign-in").hidden = Boolean(name);
  $("who").textContent = name ? `Signed in as ${name}` : "";
}

async function offerModels() {
  const { data } = await api.models();
  $("model").replaceChildren(element("option", "the service’s default"), ...data.map(({ id }) => element("option", id)));
  $("model").firstChild.value = "";
}

const choose = (event, id) => guarded(async () => show(await api.read(id)))(event);
const relist = () => list(current, choose);

/** Show a conversation as it is stored, or a blank one. */
function show(conversation) {
  running?.abort();
  current = conversation;
  $("title").textContent = conversation ? conversation.title ?? "Untitled" : "New conversation";
  $("begin").hidden = Boolean(conversation);
  $("rename").hidden = $("delete").hidden = !conversation;
  const messages = conversation?.messages ?? [];
  const last = messages.findLast(({ answer }) => answer)?.answer;
  showMessages(messages);
  showWindow(last, conversation?.cost_usd);
  forget(last);
  markCurrent(current);
  $("message").focus();
}

function forget(answer) {
  if (answer) showForgotten(answer.context.dropped_turns, Boolean(answer.context.summary));
}

async function begin(message) {
  const strategy = $("strategy").value;
  const context = { strategy, budget: Number($("budget").value) };
  if (strategy === "keep_last") context.keep = Number($("keep").value);
  const [system, model] = [$("system").value.trim(), $("model").value];
  const title = message.length > 60 ? `${message.slice(0, 59)}…` : message;
  current = await api.create({ title, context, ...(system && { system }), ...(model && { model }) });
  $("title").textContent = title;
  $("begin").hidden = true;
  $("rename").hidden = $("delete").hidden = false;
  await relist();
}

async function ask() {
  const message = $("message").value;
  if (running || !message.trim()) return;
  const { signal } = setRunning(new AbortController());
  try {
    if (!current) await begin(message);
    await converse(message, signal);
  } finally {
    setRunning(null);
  }
}

async function converse(message, signal) {
  const [question, item] = [add("user", message), add("assistant", "")];
  $("message").value = "";
  try {
    for await (const event of api.answer(current.id, message, signal)) {
      if (event.type === "token") append(item, event.text);
      if (event.type === "error") throw new api.Refusal(200, event.error);
      if (event.type === "done") finish(event, [question, item]);
    }
    if (!item.dataset.turn) throw new api.Refusal(200, { message: "The answer broke off; it was not kept." });
  } catch (error) {
    if (error.name === "AbortError") return stopped(question, item);
    for (const one of [question, item]) one.remove();
    $("message").value = message; // nothing was stored: it may be sent again
    throw error;
  }
}

function finish({ turn_id: turn, answer, conversation_cost_usd: cost }, items) {
  for (const item of items) item.dataset.turn = turn;
  showWindow(answer, cost);
  forget(answer);
  $("announcer").textContent = items[1].lastChild.textContent;
}

function stopped(question, item) {
  if (item.lastChild.textContent) return markPartial(item);
  for (const one of [question, item]) one.remove(); // before the first token: nothing was stored
}

/** Buttons are never `disabled`: that would take the focus from whoever pressed them. */
function setRunning(controller) {
  running = controller;
  $("send").setAttribute("aria-disabled", String(Boolean(controller)));
  $("stop").setAttribute("aria-disabled", String(!controller));
  return controller;
}

async function rename() {
  const title = prompt("Title", current.title ?? "")?.trim();
  if (!title) return;
  current = { ...current, ...(await api.rename(current.id, title)) };
  $("title").textContent = title;
  await relist();
}

async function remove() {
  if (!confirm("Delete this conversation for good?")) return;
  await api.remove(current.id);
  show(null);
  await relist();
}

/** Do something for a click; show what goes wrong. */
function guarded(work) {
  return async (event) => {
    event.preventDefault();
    $("problem").textContent = "";
    try {
      await work();
    } catch (error) {
      if (error.status === 401 && !$("desk").hidden) signOut();
      $("problem").textContent = [error.message, error.code && `(${error.code})`, error.retryAfter && `Wait ${error.retryAfter} s.`]
        .filter(Boolean).join(" ");
    }
  };
}

const stop = () => running?.abort();
$("sign-in").addEventListener("submit", guarded(signIn));
$("sign-out").addEventListener("click", guarded(async () => signOut()));
$("new").addEventListener("click", guarded(async () => show(null)));
$("more").addEventListener("click", guarded(() => older(current, choose)));
$("rename").addEventListener("click", guarded(rename));
$("delete").addEventListener("click", guarded(remove));
$("question").addEventListener("submit", guarded(ask));
$("strategy").addEventListener("change", () => { $("keeping").hidden = $("strategy").value !== "keep_last"; });
$("message").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return; // composing: Enter chooses a character
  event.preventDefault();
  $("question").requestSubmit();
});
$("stop").addEventListener("click", stop);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") stop(); });
