/** Two ways to ask for a stream, both by `fetch`. Each gives what opened it, what is left, and its frames. */

import { authorized } from "./session.js";
import { framesOf } from "./sse.js";

const PATH = "/v1/chat/stream";

/** The server said no before the first token. */
export class Refusal extends Error {
  constructor({ status = null, error = {}, retryAfter = null, left = null }) {
    super(error.message);
    this.name = "Refusal";
    Object.assign(this, { status, error, retryAfter, left });
  }
}

/** POST: any body. */
export const byPost = (question, signal) => open(PATH, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(question),
  signal,
});

/** GET: the question stands in the address. An EventSource can do that too, but it cannot say who is asking. */
export const byGet = (question, signal) => open(`${PATH}?${new URLSearchParams(question)}`, { signal });

async function open(path, options) {
  const response = await authorized(path, options);
  const type = response.headers.get("content-type") ?? "no content type";
  const left = whatIsLeft(response.headers);
  if (!response.ok || !type.startsWith("text/event-stream")) throw await refusal(response, left);
  return { opened: `HTTP ${response.status} · ${type}`, left, frames: framesOf(response.body) };
}

/** What the limits leave, as the headers say. */
function whatIsLeft(headers) {
  const number = (name) => headers.get(`x-ratelimit-${name}`) ?? "?";
  return {
    requests: `${number("remaining")} of ${number("limit")}`,
    tokens: `${number("remaining-tokens")} of ${number("limit-tokens")}`,
  };
}

async function refusal(response, left) {
  const { status } = response;
  const retryAfter = response.headers.get("retry-after");
  const text = await response.text();
  try {
    return new Refusal({ status, retryAfter, left, error: JSON.parse(text).error });
  } catch { // not from this service: a proxy's page, perhaps
    return new Refusal({ status, retryAfter, left, error: { message: text.slice(0, 300) } });
  }
}
