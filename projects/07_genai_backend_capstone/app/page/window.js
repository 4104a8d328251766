/** The context window as a bar: what was dropped before it, what is used, and what is left. */

import { $ } from "./dom.js";

const tokens = (count) => `${count.toLocaleString("en")} token${count === 1 ? "" : "s"}`;
const dollars = (amount) => `$${amount.toFixed(6)}`;

export function showWindow(answer, cost) {
  $("f-cost").textContent = cost === undefined ? "–" : dollars(cost);
  if (!answer) return clear();
  const { used, dropped, left, budget, dropped_turns: turns, summary } = answer.context;
  const whole = budget + dropped;
  for (const [name, count] of Object.entries({ dropped, used, left })) $(name).style.flexGrow = count / whole;
  $("bar").setAttribute("aria-label", `${used} of ${budget} tokens used, ${dropped} dropped`);
  $("bar").dataset.full = String(left < budget / 10);
  $("f-used").textContent = `${tokens(used)} of ${budget.toLocaleString("en")}`;
  $("f-dropped").textContent = dropped ? `${tokens(dropped)}, ${turns} turn${turns === 1 ? "" : "s"}` : "nothing";
  $("f-left").textContent = tokens(left);
  $("f-summary").textContent = summary ? summaryWords(summary) : "none";
  const { input_tokens: input, output_tokens: output, cost_usd: last } = answer.usage;
  $("f-usage").textContent = `${tokens(input)} in, ${output} out, ${dollars(last)}`;
}

function summaryWords({ turns, tokens: count, usage }) {
  const made = usage ? `, written just now for ${dollars(usage.cost_usd)}` : "";
  return `of ${turns} turn${turns === 1 ? "" : "s"}, in ${tokens(count)}${made}`;
}

function clear() {
  for (const name of ["dropped", "used", "left"]) $(name).style.flexGrow = name === "left" ? 1 : 0;
  $("bar").setAttribute("aria-label", "No answer yet");
  $("bar").dataset.full = "false";
  for (const name of ["used", "dropped", "left", "summary", "usage"]) $(`f-${name}`).textContent = "–";
}
