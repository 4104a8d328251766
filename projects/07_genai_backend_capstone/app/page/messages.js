/** What was said, one below the other; a line marks up to where the model has forgotten. */

import { $, element, keepAtEnd } from "./dom.js";

const WHO = { user: "You", assistant: "Model", tool: "Tool" };

export function showMessages(messages) {
  $("messages").replaceChildren();
  for (const message of messages) add(message.role, message.content, { turn: message.turn_id, partial: !message.complete });
}

export function add(role, content, { turn = "", partial = false } = {}) {
  keepAtEnd($("messages"));
  const item = element("li", element("b", WHO[role]), element("span", content));
  item.className = role;
  item.dataset.turn = turn;
  if (partial) markPartial(item);
  $("messages").append(item);
  return item;
}

export function append(item, text) {
  keepAtEnd($("messages"));
  item.lastChild.textContent += text;
}

export function markPartial(item) {
  item.classList.add("partial");
  item.append(element("i", "stopped here"));
}

/** The first so many turns did not go along with the last question: show them as forgotten. */
export function showForgotten(turns, summarized) {
  const ids = [...new Set([...$("messages").children].map((item) => item.dataset.turn))].filter(Boolean);
  const forgotten = new Set(ids.slice(0, turns));
  for (const item of $("messages").children) {
    item.classList.toggle("forgotten", forgotten.has(item.dataset.turn));
    item.title = forgotten.has(item.dataset.turn)
      ? summarized ? "The model got a summary of this" : "The model did not get this any more" : "";
  }
}
