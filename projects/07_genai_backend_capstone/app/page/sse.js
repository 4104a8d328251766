/** The format `text/event-stream`, read as a browser's own EventSource reads it. */

/** A response's body as its frames, wherever the network has cut it: even inside a character. */
export function framesOf(body) {
  return body.pipeThrough(new TextDecoderStream()).pipeThrough(frameParser());
}

/**
 * Text in, frames out. A frame is the lines up to an empty one: `text` as it came, and `data`, its payload.
 * A piece of text may end anywhere: inside a frame, inside a line, between the two characters of CR LF.
 */
function frameParser() {
  let line = ""; // whose end has not come yet
  let lines = []; // of the frame whose end has not come yet
  let endedInCr = false; // then an LF that comes first belongs to that CR

  return new TransformStream({
    transform(text, controller) {
      const ended = (line + (endedInCr ? text.replace(/^\n/, "") : text)).split(/\r\n|\r|\n/);
      line = ended.pop();
      endedInCr = text.endsWith("\r");
      for (const next of ended) {
        if (next) lines.push(next);
        else if (lines.length) {
          controller.enqueue({ text: lines.join("\n"), data: payload(lines) });
          lines = [];
        }
      }
    },
    flush(controller) { // the stream ended inside a frame: that is worth showing, but it is no message
      if (line) lines.push(line);
      if (lines.length) controller.enqueue({ text: lines.join("\n"), data: null });
    },
  });
}

/** The `data` lines of a frame, joined; null when it has none, as a comment (`: keep-alive`). */
function payload(lines) {
  const data = lines.map((line) => line.match(/^data(?:: ?(.*))?$/s)).filter(Boolean).map(([, value]) => value ?? "");
  return data.length ? data.join("\n") : null;
}
