/** An answer as it arrives: its text, its times, and how it ended. */

export class Answer {
  constructor() {
    this.asked = performance.now();
    this.opened = false; // whether the service has begun to answer
    this.text = "";
    this.times = []; // of each token, in milliseconds since the question
    this.done = null; // the event that ends a whole answer
    this.error = null; // the event that ends a broken one
  }

  elapsed() {
    return performance.now() - this.asked;
  }

  /** Take what a frame carries, and return the token's text if it is one. */
  take(data) {
    const event = readEvent(data);
    if (!event) this.error ??= { code: "unreadable", message: `This is not an event of this service: ${data}` };
    if (event?.type === "done") this.done ??= event;
    if (event?.type === "error") this.error ??= event.error ?? {};
    if (event?.type !== "token") return null;
    this.text += event.text;
    this.times.push(this.elapsed());
    return event.text;
  }

  get timeToFirstToken() {
    return this.times[0];
  }

  /** The pace after the first token: the wait for that one is another matter. */
  get tokensPerSecond() {
    const seconds = (this.times.at(-1) - this.times[0]) / 1000;
    return seconds > 0 ? (this.times.length - 1) / seconds : undefined;
  }
}

/** Say how it ended, in words. `failure` is what reading threw, if it did. */
export function ending(answer, failure, stopped) {
  if (answer.error) return failed(answer.error);
  if (answer.done) return { kind: "complete", title: "Complete" };
  if (stopped) return { kind: "stopped", title: "Stopped by you: the connection is closed" };
  if (failure?.name === "Refusal") return refused(failure);
  if (!answer.opened) {
    return { kind: "unreachable", title: "No answer", message: "The service cannot be reached. Does it still run?" };
  }
  return {
    kind: "truncated",
    title: "Truncated",
    message: "The stream ended without a done or an error event, so the answer is not whole.",
    why: failure ? `The connection broke: ${failure.message}` : "The status was 200 and nothing else is wrong: only the missing event tells.",
  };
}

function refused({ status, error, retryAfter }) {
  const wait = retryAfter ? ` The service asks to wait ${retryAfter} s.` : "";
  return {
    kind: "refused",
    title: `HTTP ${status}${error.code ? ` · ${error.code}` : ""}`,
    message: `${error.message}${wait}`,
    why: "Nothing had been sent yet, so this failure could still be an HTTP status.",
    requestId: error.request_id,
  };
}

function failed({ code, message, request_id: requestId }) {
  return {
    kind: "failed",
    title: `Failed in mid-stream · ${code}`,
    message,
    why: "The status 200 had long been sent, so this failure had to be an event. What came before it is kept.",
    requestId,
  };
}

function readEvent(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
