/** Two ways for a browser to read a stream. Each gives what opened it, and its frames. */

import { isLast } from "./answer.js";
import { framesOf } from "./sse.js";

const PATH = "/v1/chat/stream";

/** The server said no before the first token. */
export class Refusal extends Error {
  constructor({ status = null, error = {}, retryAfter = null }) {
    super(error.message);
    this.name = "Refusal";
    Object.assign(this, { status, error, retryAfter });
  }
}

/** POST, and read the body as it comes: any header, any body, and the status of a failure can be seen. */
export async function byFetch(question, signal) {
  const response = await fetch(PATH, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(question),
    signal,
  });
  const type = response.headers.get("content-type") ?? "no content type";
  if (!response.ok || !type.startsWith("text/event-stream")) throw await refusal(response);
  return { opened: `HTTP ${response.status} · ${type}`, frames: framesOf(response.body) };
}

async function refusal(response) {
  const { status } = response;
  const retryAfter = response.headers.get("retry-after");
  const text = await response.text();
  try {
    return new Refusal({ status, retryAfter, error: JSON.parse(text).error });
  } catch { // not from this service: a proxy's page, perhaps
    return new Refusal({ status, retryAfter, error: { message: text.slice(0, 300) } });
  }
}

/** GET by the browser's own reader of event streams: short, but it hides the status, the headers and the comments. */
export function byEventSource(question, signal) {
  const source = new EventSource(`${PATH}?${new URLSearchParams(question)}`);
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => { source.close(); reject(signal.reason); });
    source.onopen = () => resolve({ opened: "EventSource is open", frames: messages(source, signal) });
    source.onerror = () => { source.close(); reject(new Refusal({})); };
  });
}

/** Left alone, an EventSource connects again when its stream ends, and so asks (and pays) once more: close it. */
function messages(source, signal) {
  return new ReadableStream({
    start(controller) {
      const end = () => { source.close(); controller.close(); };
      signal.addEventListener("abort", () => controller.error(signal.reason));
      source.onerror = end;
      source.onmessage = ({ data }) => {
        controller.enqueue({ text: data.replace(/^/gm, "data: "), data });
        if (isLast(data)) end();
      };
    },
  });
}
