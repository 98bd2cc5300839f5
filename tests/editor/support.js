/** What the tests share: a small label set, payloads, and random numbers that are the same in every run. */

/** Mulberry32: the same numbers for the same seed. @param {number} seed */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** @param {() => number} random @param {number} limit */
export function below(random, limit) {
  return Math.floor(random() * limit);
}

const color = { light: "#1d6fb8", dark: "#7cbcf5" };

export const LABEL_SET = {
  name: "letters",
  version: "1.0.0",
  title: "Letters",
  description: "For tests.",
  labels: [
    {
      name: "alpha",
      title: "Alpha",
      description: "One.",
      color,
      hotkey: "a",
      attributes: {
        type: "object",
        properties: {
          kind: {
            title: "Kind",
            oneOf: [
              { const: "big", title: "Big" },
              { const: "small", title: "Small" },
            ],
          },
          sure: { title: "Sure", type: "boolean", default: true },
        },
        required: ["kind", "sure"],
      },
    },
    {
      name: "beta",
      title: "Beta",
      description: "Two.",
      color,
      hotkey: "b",
      attributes: {
        type: "object",
        properties: {
          kind: {
            title: "Kind",
            oneOf: [
              { const: "big", title: "Big" },
              { const: "odd", title: "Odd" },
            ],
          },
        },
      },
    },
    { name: "betamax", title: "Betamax", description: "Three.", color },
  ],
  relations: [
    { name: "near", title: "Near", description: "Joins.", head: ["alpha"], tail: ["beta", "betamax"], hotkey: "d" },
    { name: "same", title: "Same", description: "Joins.", head: ["alpha"], tail: ["alpha"], hotkey: "g" },
  ],
};

/** @param {string} text @param {{spans?: any[], relations?: any[], notes?: string[], status?: string}} [set] */
export function payload(text, { spans = [], relations = [], notes = [], status = "in_progress" } = {}) {
  return {
    store: "store",
    revision: 0,
    article: { id: "a", title: "A", text, text_sha256: "0".repeat(64), language: "en" },
    label_set: structuredClone(LABEL_SET),
    set: {
      id: "set",
      annotator: "me",
      status,
      spans: structuredClone(spans),
      relations: structuredClone(relations),
      notes,
    },
    problems: [],
  };
}

/** A span over part of a text; ASCII texts only. @param {string} id @param {string} label @param {string} text @param {...[number, number]} ranges */
export function span(id, label, text, ...ranges) {
  return {
    id,
    label,
    fragments: ranges.map(([start, end]) => ({ start, end, text: text.slice(start, end) })),
    attributes: {},
  };
}
