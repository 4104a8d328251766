/** What one journal entry means: words, numbers and a curl line. No DOM here. */

export const VENDORS = { anthropic: "Anthropic", openai: "OpenAI", openrouter: "OpenRouter", other: "Elsewhere" };

/** How an answer can end: a mark that needs no colour, a word, and what it means. */
export const ENDINGS = {
  in_progress: ["…", "in progress", "The answer is still on its way."],
  complete: ["✓", "complete", "The answer came to its proper end."],
  client_gone: ["←", "client gone",
    "The client closed the connection first. A real provider stops generating, and billing, when it notices."],
  cut: ["✕", "cut", "The connection was closed in the middle: no proper end of the HTTP body. Clients raise a transport error."],
  truncated: ["⊣", "truncated",
    "The body ended properly but too early: no finish reason and no end mark. Many clients take this for success."],
  error: ["!", "error", "The provider answered with an error."],
};

export const vendorOf = (entry) => (entry.vendor in VENDORS ? entry.vendor : "other");

export const ending = (entry) => ENDINGS[entry.ended] ?? ["?", String(entry.ended), ""];

export const isCompletion = (entry) => entry.method === "POST" && /\/(messages|chat\/completions)$/.test(entry.path);

export const isFailure = (entry) => entry.status >= 400;

export const mode = (entry) => (entry.stream ? "stream" : "JSON");

/** Milliseconds below one second, else seconds. */
export function seconds(value) {
  if (value == null) return "–";
  if (value < 0.001) return "< 1 ms";
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

/** An offset that lines up in a column. */
export const offset = (at, start) => (at == null ? "" : `+${Math.max(0, at - start).toFixed(3)} s`);

export const duration = (entry) => (entry.ended_at == null ? null : entry.ended_at - entry.received_at);

/** Tokens in and out: what was really sent while it runs, the vendor's own count at the end. */
export function tokens(entry) {
  const usage = entry.usage ?? {};
  const came = usage.input_tokens ?? usage.prompt_tokens;
  const sent = entry.tokens_sent ?? usage.output_tokens ?? usage.completion_tokens ?? 0;
  return came == null ? `${sent} out` : `${came} in, ${sent} out`;
}

/** Was the answer an event stream? The header says; before it is known, the frames do. */
export function isEventStream(entry) {
  const type = entry.response_headers?.["content-type"];
  if (type) return type.includes("event-stream");
  return /^(event|data|:|id|retry)/.test(entry.frames[0]?.text ?? "");
}

/** The example a newcomer can paste, and the line that repeats a request. */
export function curl(entry, dataUrl) {
  const lines = [`curl ${entry.stream ? "-N " : ""}-X ${entry.method} ${quote(url(entry, dataUrl))}`];
  for (const [name, value] of Object.entries(entry.headers ?? {})) {
    if (!TRANSPORT.test(name)) lines.push(`-H ${quote(`${name}: ${usableKey(value)}`)}`);
  }
  const body = entry.body == null ? entry.body_text : JSON.stringify(entry.body);
  if (body) lines.push(`--data-raw ${quote(body)}`);
  return lines.join(" \\\n  ");
}

const TRANSPORT = /^(host|connection|content-length|transfer-encoding|accept-encoding|user-agent|x-stainless-.*)$/i;

const url = (entry, dataUrl) =>
  `${entry.headers?.host ? `http://${entry.headers.host}` : dataUrl}${entry.path}${entry.query ? `?${entry.query}` : ""}`;

/** The journal masks keys; the simulator takes any key that starts like this one. */
const usableKey = (value) => String(value).replace(/sk-sim\S*…/, "sk-sim-inspector");

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
