/** The few things that every part of the page does to the document. */

export const $ = (id) => document.getElementById(id);

/** Data becomes text, never markup. */
export function element(name, ...children) {
  const node = document.createElement(name);
  node.append(...children);
  return node;
}

/** Before something is added: scroll on with it, at most once a repaint, unless somebody has scrolled back. */
export function keepAtEnd(box) {
  if (box.dataset.following || box.scrollTop + box.clientHeight < box.scrollHeight - 8) return;
  box.dataset.following = "yes";
  requestAnimationFrame(() => {
    box.scrollTop = box.scrollHeight;
    delete box.dataset.following;
  });
}
