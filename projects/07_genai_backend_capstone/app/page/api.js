/** The service as this page asks it. The token is kept in memory only: a page that is closed is signed out. */

import { framesOf } from "./sse.js";

const CONVERSATIONS = "/v1/conversations";
let token = null;

/** The service said no, or could not be reached (status 0). */
export class Refusal extends Error {
  constructor(status, error, retryAfter = null) {
    super(error?.message ?? "The service cannot be reached. Does it still run?");
    Object.assign(this, { name: "Refusal", status, code: error?.code ?? "", retryAfter, requestId: error?.request_id });
  }
}

export async function signIn(form) {
  const reply = await send("/v1/auth/token", { method: "POST", body: new URLSearchParams(new FormData(form)) });
  token = (await reply.json()).access_token;
}

export async function register(form) {
  const { username: name, password } = Object.fromEntries(new FormData(form));
  await ask("/v1/auth/register", "POST", { name, password });
}

export const signOut = () => { token = null; };
export const models = () => ask("/v1/models");
export const conversations = (cursor) => ask(`${CONVERSATIONS}?limit=20${cursor ? `&cursor=${cursor}` : ""}`);
export const create = (fields) => ask(CONVERSATIONS, "POST", fields);
export const read = (id) => ask(`${CONVERSATIONS}/${id}`);
export const rename = (id, title) => ask(`${CONVERSATIONS}/${id}`, "PATCH", { title });
export const remove = (id) => ask(`${CONVERSATIONS}/${id}`, "DELETE");

/** Send a message; give the events of its answer. A lost connection can be repeated: the key stays the same. */
export async function* answer(id, message, signal, key = crypto.randomUUID()) {
  const reply = await send(`${CONVERSATIONS}/${id}/messages/stream`, {
    ...json("POST", { message }, { "idempotency-key": key }), signal,
  });
  const reader = framesOf(reply.body).getReader();
  for (;;) {
    const { done, value: frame } = await reader.read();
    if (done) return;
    if (frame.data !== null) yield JSON.parse(frame.data);
  }
}

async function ask(path, method = "GET", body = undefined) {
  const reply = await send(path, body ? json(method, body) : { method });
  return reply.status === 204 ? null : reply.json();
}

function json(method, body, headers = {}) {
  return { method, body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
}

async function send(path, options) {
  const headers = { ...options.headers, ...(token && { authorization: `Bearer ${token}` }) };
  const reply = await fetch(path, { ...options, headers }).catch((error) => {
    throw error.name === "AbortError" ? error : new Refusal(0);
  });
  if (reply.ok) return reply;
  const body = await reply.json().catch(() => ({}));
  throw new Refusal(reply.status, body.error ?? { message: `HTTP ${reply.status}` }, reply.headers.get("retry-after"));
}
