/** What a newcomer can paste: one request to this simulator. */

import { copyButton } from "./dom.js";

/** Fill in the example and its button; gives the data port's address. */
export async function showExample(place, oldButton) {
  const dataUrl = await address();
  place.textContent = [
    `curl ${dataUrl}/anthropic/v1/messages`,
    "-H 'x-api-key: sk-sim-me' -H 'anthropic-version: 2023-06-01'",
    "-H 'content-type: application/json'",
    `-d '{"model": "claude-haiku-4-5", "max_tokens": 100, "messages": [{"role": "user", "content": "Hello!"}]}'`,
  ].join(" \\\n  ");
  oldButton.replaceWith(copyButton("Copy the example", () => place.textContent));
  return dataUrl;
}

async function address() {
  try {
    return (await (await fetch("/health")).json()).data_url;
  } catch {
    return "http://127.0.0.1:9100";
  }
}
