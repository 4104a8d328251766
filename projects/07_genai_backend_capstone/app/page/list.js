/** The conversations in the side bar, newest first, a page at a time. */

import * as api from "./api.js";
import { $, element } from "./dom.js";

let cursor = null; // of the next page

/** Show the first page, or the next one below it; `choose` is given the id of what is clicked. */
export async function list(current, choose, next = null) {
  const page = await api.conversations(next);
  if (!next) $("conversations").replaceChildren();
  for (const { id, title } of page.data) $("conversations").append(entry(id, title, choose));
  cursor = page.next_cursor;
  $("more").hidden = !page.has_more;
  markCurrent(current);
}

export const older = (current, choose) => list(current, choose, cursor);

export function markCurrent(current) {
  for (const button of $("conversations").querySelectorAll("button")) {
    if (button.dataset.id === current?.id) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

function entry(id, title, choose) {
  const button = element("button", title ?? "Untitled");
  button.type = "button";
  button.dataset.id = id;
  button.addEventListener("click", (event) => choose(event, id));
  return element("li", button);
}
