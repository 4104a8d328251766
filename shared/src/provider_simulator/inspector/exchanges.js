/** The exchanges this page knows, kept up to date by the control port's event stream. */

const KEPT = 1000;

export class Exchanges {
  constructor(onChange, onState) {
    this.byId = new Map();
    this.onChange = onChange;
    this.onState = onState;
    this.waiting = null; // events that came while the journal was being read
    this.loads = 0;
  }

  /** Listen first, then read what was there before, so that nothing falls between the two. */
  connect() {
    const events = new EventSource("/events");
    events.onopen = () => this.load();
    events.onerror = () => this.onState("lost");
    events.addEventListener("reset", () => this.load());
    for (const name of ["request", "frame", "ended"]) {
      events.addEventListener(name, (event) => this.take(name, JSON.parse(event.data)));
    }
  }

  /** Begin anew: after a break or a reset the numbers begin again too. */
  async load() {
    const load = ++this.loads;
    this.waiting = [];
    this.byId.clear();
    this.onChange(null, "reset");
    try {
      const { requests } = await (await fetch(`/journal?last=${KEPT}`)).json();
      if (load !== this.loads) return;
      for (const entry of requests) this.add(entry, "journal");
      const events = this.waiting;
      this.waiting = null;
      for (const [name, data] of events) this.take(name, data);
      this.onState("live");
    } catch {
      this.onState("lost");
    }
  }

  take(name, data) {
    if (this.waiting) this.waiting.push([name, data]);
    else if (name === "frame") this.frame(data);
    else if (name === "ended") this.ended(data);
    else if (!this.byId.has(data.id)) this.add(data, name);
  }

  add(entry, why) {
    const frames = (entry.frames ?? []).map((text, index) => ({ text, at: entry.frame_times?.[index] }));
    const exchange = { ...entry, frames, version: 0 };
    this.byId.set(exchange.id, exchange);
    if (this.byId.size > KEPT) this.byId.delete(this.byId.keys().next().value);
    this.onChange(exchange, why);
  }

  frame({ id, index, at, frame, ...progress }) {
    const exchange = this.byId.get(id);
    if (!exchange || index < exchange.frames.length) return;
    exchange.frames.push({ at, text: frame });
    this.update(exchange, progress, "frame");
  }

  ended({ frames: _, ...entry }) {
    const exchange = this.byId.get(entry.id);
    if (exchange) this.update(exchange, entry, "ended");
  }

  update(exchange, news, why) {
    Object.assign(exchange, news, { version: exchange.version + 1 });
    this.onChange(exchange, why);
  }
}
