// A browser with tabs, a server and a clock, all in one process, for the tests of the outbox and of sync.

/** Time that passes only when the test says so. */
export class FakeClock {
  time = 1_700_000_000_000;
  #timers = new Map();
  #next = 1;

  setTimeout = (callback, ms) => {
    this.#timers.set(this.#next, { at: this.time + ms, callback });
    return this.#next++;
  };

  clearTimeout = (timer) => this.#timers.delete(timer);

  now = () => this.time;

  /** Lets `ms` pass, with everything that comes due, in order. */
  async pass(ms) {
    const end = this.time + ms;
    for (;;) {
      await settled();
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([a, x], [b, y]) => x.at - y.at || a - b)[0];
      if (!due) break;
      const [timer, { at, callback }] = due;
      this.#timers.delete(timer);
      this.time = Math.max(this.time, at);
      callback();
    }
    this.time = end;
  }
}

/** When every promise that can go on without time passing has gone on. */
export async function settled() {
  for (let i = 0; i < 3; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

export class FakeStorage {
  items = new Map();
  /** Characters that fit. */
  quota = Number.POSITIVE_INFINITY;

  get length() {
    return this.items.size;
  }

  key(index) {
    return [...this.items.keys()][index] ?? null;
  }

  getItem(key) {
    return this.items.get(key) ?? null;
  }

  setItem(key, value) {
    let size = value.length;
    for (const [other, held] of this.items) if (other !== key) size += held.length;
    if (size > this.quota) throw new DOMException("full", "QuotaExceededError");
    this.items.set(key, String(value));
  }

  removeItem(key) {
    this.items.delete(key);
  }
}

/** Several tabs with one storage and one set of locks. */
export class FakeBrowser {
  storage = new FakeStorage();
  tabs = [];
  #locks = new Map(); // name -> queue of {tab, callback, resolve}, the first one holds

  openTab() {
    const tab = {
      page: new EventTarget(),
      document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
      gone: false,
    };
    tab.locks = { request: (name, options, callback) => this.#request(tab, name, options, callback) };
    tab.storage = this.#view(tab);
    this.tabs.push(tab);
    return tab;
  }

  /** The tab is gone, without a word to its page. */
  crash(tab) {
    tab.gone = true;
    for (const [name, queue] of this.#locks) {
      const wasFirst = queue[0]?.tab === tab;
      this.#locks.set(name, queue.filter((waiter) => waiter.tab !== tab));
      if (wasFirst) this.#grant(name);
    }
  }

  /** The storage as one tab sees it; the other tabs hear of what it writes. */
  #view(tab) {
    const { storage } = this;
    const tell = (key, newValue) => {
      for (const other of this.tabs) {
        if (other === tab || other.gone) continue;
        other.page.dispatchEvent(Object.assign(new Event("storage"), { key, newValue }));
      }
    };
    return {
      get length() {
        return storage.length;
      },
      key: (index) => storage.key(index),
      getItem: (key) => storage.getItem(key),
      setItem: (key, value) => {
        if (tab.gone) return;
        storage.setItem(key, value);
        tell(key, value);
      },
      removeItem: (key) => {
        if (tab.gone) return;
        storage.removeItem(key);
        tell(key, null);
      },
    };
  }

  #request(tab, name, { signal }, callback) {
    return new Promise((resolve, reject) => {
      const waiter = { tab, callback, resolve, started: false };
      this.#locks.set(name, [...(this.#locks.get(name) ?? []), waiter]);
      signal.addEventListener("abort", () => {
        if (waiter.started) return;
        this.#leave(name, waiter);
        reject(signal.reason);
      });
      if (this.#locks.get(name)[0] === waiter) this.#grant(name);
    });
  }

  #grant(name) {
    const waiter = this.#locks.get(name)?.[0];
    if (!waiter || waiter.started) return;
    queueMicrotask(async () => {
      if (this.#locks.get(name)?.[0] !== waiter || waiter.started) return;
      waiter.started = true;
      await waiter.callback();
      this.#leave(name, waiter);
      waiter.resolve();
    });
  }

  #leave(name, waiter) {
    this.#locks.set(name, this.#locks.get(name).filter((other) => other !== waiter));
    this.#grant(name);
  }
}

const TARGETS = {
  "put-span": "span",
  "delete-span": "span",
  "put-relation": "relation",
  "delete-relation": "relation",
  "set-notes": "notes",
  "set-status": "status",
};

/** What the real server does, in a few lines: each edit once, in one transaction, conflicts told. */
export class FakeServer {
  revision = 0;
  log = [];
  values = new Map();
  requests = [];
  token = "token";
  /** What to do with a request: by default, answer it. */
  fate = () => "answer";
  delays = [];
  /** How often the whole set was read. */
  reads = 0;
  /** What is answered then in place of what the set holds. */
  whole = null;

  constructor(clock) {
    this.clock = clock;
  }

  /** A `fetch` for one tab. */
  fetchFor(tab) {
    return async (url, init) => {
      if (!init.body) return this.#read();
      const body = JSON.parse(init.body);
      const request = { url, body, token: init.headers.Authorization, keepalive: Boolean(init.keepalive) };
      this.requests.push(request);
      const fate = this.fate(request);
      if (tab.gone) return new Promise(() => {});
      if (fate === "lost") throw new TypeError("Failed to fetch");
      if (fate === "late") {
        this.delays.push(request);
        return never(init.signal);
      }
      const { status, json } = fate === "answer" || fate === "unheard" ? this.handle(request) : fate;
      await settled();
      if (fate === "unheard") throw new TypeError("Failed to fetch");
      if (tab.gone) return new Promise(() => {});
      return new Response(JSON.stringify(json), { status });
    };
  }

  /** What the set holds; `whole` answers in its place. */
  #read() {
    this.reads += 1;
    const { status, json } = this.whole ?? { status: 200, json: { revision: this.revision, set: this.set() } };
    if (status === 0) throw new TypeError("Failed to fetch");
    return new Response(JSON.stringify(json), { status });
  }

  set() {
    const of = (kind) => [...this.values].filter(([key]) => key.startsWith(`${kind}:`)).map(([, value]) => value);
    return { spans: of("span"), relations: of("relation"), notes: of("notes")[0]?.notes ?? [], status: "in_progress" };
  }

  /** Requests that were on their way for long arrive now. */
  arrive() {
    for (const request of this.delays.splice(0)) this.handle(request);
  }

  handle({ body, token }) {
    if (token !== `Bearer ${this.token}`) return { status: 401, json: { message: "Expired." } };
    const seen = new Set(this.log.map((edit) => edit.id));
    const fresh = body.edits.filter((edit) => !seen.has(edit.id));
    const conflicts = fresh.flatMap((edit) => this.#conflict(edit, body));
    if (conflicts.length > 0) return { status: 409, json: { revision: this.revision, conflicts } };
    for (const edit of fresh) this.#apply(edit, body.client);
    const { known_revision: known, base_revision: base, client } = body;
    const changes = this.log.filter((edit) => (known === undefined ? edit.revision > base && edit.client !== client : edit.revision > known));
    return { status: 200, json: { revision: this.revision, problems: [], changes } };
  }

  /** Another annotator's program changes something. */
  change(op, value) {
    this.#apply({ id: `other-${this.revision}`, op, value }, "other");
  }

  #conflict({ id, op, value }, { base_revision, client }) {
    const kind = TARGETS[op];
    const key = `${kind}:${value.id ?? ""}`;
    const met = this.log.some((edit) => edit.key === key && edit.revision > base_revision && edit.client !== client);
    if (!met) return [];
    const current = this.values.get(key) ?? null;
    const standing = [current ? { op, value: current } : { op: `delete-${kind}`, value: { id: value.id } }];
    return [{ edit: id, kind, id: value.id ?? "", current, standing, missing: [] }];
  }

  #apply({ id, op, value }, client) {
    const key = `${TARGETS[op]}:${value.id ?? ""}`;
    this.revision += 1;
    this.log.push({ revision: this.revision, id, op, value, client, key });
    if (op.startsWith("delete")) this.values.delete(key);
    else this.values.set(key, value);
  }
}

/** A connection that is silent until one gives up. */
function never(signal) {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
}

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
