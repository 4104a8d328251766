/** Where each vendor puts the same thing: read from a real exchange, not from a manual. */

import { parse } from "./json.js";

/** One SSE frame taken apart: its event name, its data, and the piece of the answer it carries. */
export function readFrame(text) {
  const field = (name) => text.split(/\r?\n/).filter((line) => line.startsWith(`${name}:`))
    .map((line) => line.slice(name.length + 1).replace(/^ /, "")).join("\n");
  const data = field("data");
  const json = parse(data);
  return { event: field("event"), data, json, comment: field(""), piece: find(json, PIECES) };
}

const PIECES = ["delta.text", "delta.partial_json", "choices[0].delta.content",
  "choices[0].delta.tool_calls[0].function.arguments"];
const TEXTS = ["content[0].text", "content[0].input", "choices[0].message.content",
  "choices[0].message.tool_calls[0].function.arguments", "error.message"];
const REASONS = ["delta.stop_reason", "stop_reason", "choices[0].finish_reason"];
const USAGES = ["usage", "message.usage"];

/** The first of these paths that holds something, as {path, value}. */
function find(json, paths) {
  for (const path of paths) {
    const value = path.split(/[.[\]]+/).filter(Boolean).reduce((at, key) => at?.[key], json);
    if (value != null && value !== "") return { path, value };
  }
  return undefined;
}

const show = (value) => (typeof value === "string" ? value : JSON.stringify(value));

const at = (found, event) => found && { where: event ? `${found.path} in ${event}` : found.path, value: show(found.value) };

/** The rows of the comparison: label → {where, value}, or undefined when this exchange has none. */
export function landmarks(entry) {
  const frames = entry.frames.map((frame) => readFrame(frame.text));
  const answers = frames.some((frame) => frame.data || frame.comment) ? frames : [{ json: parse(entry.frames[0]?.text ?? "") }];
  const last = (paths) => answers.map((frame) => at(find(frame.json, paths), frame.event)).findLast(Boolean);
  const first = (paths) => answers.map((frame) => at(find(frame.json, paths), frame.event)).find(Boolean);
  return {
    "The key": key(entry),
    "API version": header(entry, "anthropic-version"),
    "System prompt": system(entry.body),
    "Limit on the answer": at(find(entry.body, ["max_tokens", "max_completion_tokens"])),
    "The answer's text": first([...PIECES, ...TEXTS]),
    "Why it stopped": last(REASONS),
    "Token usage": last(USAGES),
    "End of the answer": endMark(entry, frames),
  };
}

function header(entry, name) {
  const value = entry.headers?.[name];
  return value && { where: `header ${name}`, value };
}

const key = (entry) => header(entry, "x-api-key") ?? header(entry, "authorization");

function system(body) {
  if (body?.system) return { where: "system", value: show(body.system) };
  const index = (body?.messages ?? []).findIndex?.((message) => ["system", "developer"].includes(message?.role)) ?? -1;
  if (index < 0) return undefined;
  return { where: `messages[${index}], role ${body.messages[index].role}`, value: show(body.messages[index].content) };
}

function endMark(entry, frames) {
  if (entry.ended === "in_progress") return undefined;
  const frame = frames.at(-1);
  if (!frame?.data) return { where: "end of the HTTP body", value: entry.ended.replace("_", " ") };
  return { where: "last frame", value: frame.event ? `event: ${frame.event}` : `data: ${frame.data.slice(0, 80)}` };
}
