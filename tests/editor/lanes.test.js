import assert from "node:assert/strict";
import test from "node:test";
import { assignLanes } from "../../annotate/editor/text/lanes.js";
import { below, randomNumbers } from "./support.js";

/** @param {() => number} random @param {number} count */
function randomIntervals(random, count) {
  return Array.from({ length: count }, (_, i) => {
    const start = below(random, 100);
    return { id: `s${i}`, start, end: start + 1 + below(random, 40) };
  });
}

/** @param {readonly {id: string, start: number, end: number}[]} intervals @param {Map<string, number>} lanes */
function assertApart(intervals, lanes) {
  for (const a of intervals) {
    for (const b of intervals) {
      const overlap = a.id < b.id && a.start < b.end && b.start < a.end;
      if (overlap) assert.notEqual(lanes.get(a.id), lanes.get(b.id), `${a.id} and ${b.id} share a lane`);
    }
  }
}

test("spans that overlap never share a lane, and no more lanes are used than they overlap", () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const intervals = randomIntervals(randomNumbers(seed), 25);
    const lanes = assignLanes(intervals);
    assertApart(intervals, lanes);
    const depth = Math.max(
      ...intervals.map(({ start }) => intervals.filter((i) => i.start <= start && start < i.end).length),
    );
    assert.equal(Math.max(...lanes.values()) + 1, depth);
  }
});

test("a new span moves no other to another lane", () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const intervals = randomIntervals(randomNumbers(seed), 12);
    let lanes = new Map();
    intervals.forEach((_, i) => {
      const before = lanes;
      lanes = assignLanes(intervals.slice(0, i + 1), before);
      for (const [id, lane] of before) assert.equal(lanes.get(id), lane);
      assertApart(intervals.slice(0, i + 1), lanes);
    });
  }
});

test("the lane of a span that is gone is free again", () => {
  const lanes = assignLanes(
    [{ id: "b", start: 0, end: 9 }],
    new Map([
      ["a", 0],
      ["b", 1],
    ]),
  );
  assert.deepEqual(
    [
      ...assignLanes(
        [
          { id: "b", start: 0, end: 9 },
          { id: "c", start: 3, end: 5 },
        ],
        lanes,
      ),
    ],
    [
      ["b", 1],
      ["c", 0],
    ],
  );
});

test("spans that only touch share a lane", () => {
  const lanes = assignLanes([
    { id: "a", start: 0, end: 4 },
    { id: "b", start: 4, end: 8 },
  ]);
  assert.deepEqual([...lanes.values()], [0, 0]);
});
