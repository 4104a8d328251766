/** Small building blocks for the page. Data only ever becomes text, never markup. */

/** An element with attributes and children; a child is a node or plain text. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}

export function button(label, onClick, attributes = {}) {
  const node = el("button", { type: "button", ...attributes }, label);
  node.addEventListener("click", onClick);
  return node;
}

/** Run `draw` once before the next repaint, however often it is asked for. */
export function oncePerFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; draw(); });
  };
}

/** Copy to the clipboard; the clipboard API is missing where the page is not on localhost or https. */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = el("textarea", { class: "hidden", "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** A button that copies what `text()` gives and says so. */
export function copyButton(label, text) {
  const node = button(label, async () => {
    try {
      await copy(text());
      node.textContent = "Copied";
    } catch {
      node.textContent = "Copying is not allowed here";
    }
    setTimeout(() => { node.textContent = label; }, 1500);
  });
  node.setAttribute("aria-live", "polite");
  return node;
}
