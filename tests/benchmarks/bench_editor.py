"""The editor in a real Chromium: opening long articles and labelling in them, beside @recogito/text-annotator.

    python tests/benchmarks/bench_editor.py [--labels 40] [--no-peer]

What is told of a key is the work of the page's main thread from the key until its frame can be painted: script, style
and layout, from Chromium's trace. "To the second frame" is the time on the clock from the key to the second animation
frame after the mark stands, as the peers were measured. The machine is shared: ratios tell more than milliseconds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(_ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from annotate.validation.label_sets import load_label_set  # noqa: E402
from tests.benchmarks.editor_input import article  # noqa: E402
from tests.benchmarks.key_trace import KeyTrace  # noqa: E402
from tests.benchmarks.peer import Peer  # noqa: E402
from tests.browser.harness import Harness  # noqa: E402
from tests.tools.browser import find  # noqa: E402

_WATCH = """
  window.seen = { frames: [], long: [] };
  new PerformanceObserver((list) => seen.long.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: "longtask", buffered: true });
  const mark = performance.mark.bind(performance);
  performance.mark = (name) => {
    mark(name);
    if (name === "an-ready") requestAnimationFrame(() => requestAnimationFrame(() => mark("painted")));
  };
  addEventListener("keydown", () => {
    const begin = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => seen.frames.push(performance.now() - begin)));
  }, { capture: true });
"""

_SELECT = """(start) => {
  const walker = document.createTreeWalker(document.querySelector(".an-text"), NodeFilter.SHOW_TEXT);
  const box = document.querySelector(".an-scroller").getBoundingClientRect();
  let seen = 0;
  for (let node; (node = walker.nextNode()); ) {
    const words = [...node.data.matchAll(/[A-Za-z]{4,}/g)];
    for (const word of words) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const rect = range.getBoundingClientRect();
      if (rect.top < box.top + 80 || rect.bottom > box.bottom - 80 || rect.width === 0) continue;
      if (seen++ < start) continue;
      return { x: rect.x, y: rect.y, width: rect.width, height: rect.height };
    }
  }
  return null;
}"""


@dataclass(frozen=True)
class Keys:
    """What labelling cost, in ms."""

    work: list[float]
    frames: list[float]
    longest: float

    def __str__(self) -> str:
        work, frames = sorted(self.work), sorted(self.frames)
        return (
            f"key to ready frame: median {statistics.median(work):5.1f} ms, p95 {work[int(len(work) * 0.95)]:5.1f} ms; "
            f"to the second frame: median {statistics.median(frames):5.1f} ms; longest task {self.longest:.0f} ms"
        )


def main() -> None:
    """Prints one line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--labels", type=int, default=40, help="how many spans are labelled in each article")
    parser.add_argument("--no-peer", action="store_true", help="leave out the comparison, which installs from npm")
    arguments = parser.parse_args()
    data = load_label_set(_ROOT / "schemas" / "news").data
    with Harness() as harness, _chromium() as browser:
        medians = {}
        for length, spans in ((60_000, 10), (60_000, 1_000), (1_000_000, 5_000)):
            record = article(length, spans)
            print(f"\n{length:,} characters, {spans:,} spans")
            with _page(browser) as page:
                address = harness.add("long", record, data)
                page.goto(address)
                print(f"  the first time: {_opening(page)}")
                page.goto(address)
                print(f"  again:          {_opening(page)}")
                keys = _label(page, arguments.labels)
                medians[spans] = statistics.median(keys.work)
                print(f"  {keys}")
                print("  " + _scrolling(page))
            if not arguments.no_peer and spans >= 1_000:
                _compare(browser, record, arguments.labels)
        print(f"\na key with 1,000 spans costs {medians[1_000] / medians[10]:.2f} times that with 10")
        print(f"a key with 1,000,000 characters and 5,000 spans costs {medians[5_000] / medians[10]:.2f} times that")


@contextmanager
def _chromium() -> Iterator[Browser]:
    executable = find()
    if executable is None:
        sys.exit("There is no Chromium: python -m tests.tools.browser installs one.")
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=executable, args=sandbox)
        yield browser
        browser.close()


@contextmanager
def _page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(_WATCH)
    yield page
    context.close()


def _opening(page: Page) -> str:
    page.wait_for_function("performance.getEntriesByName('painted').length > 0")
    names = ["an-data", "an-ready", "painted"]
    data, ready, painted = page.evaluate(
        "(n) => n.map((name) => performance.getEntriesByName(name)[0].startTime)", names
    )
    return (
        f"from opening the page to painted {painted:.0f} ms (data there at {data:.0f}, the editor's own script "
        f"{ready - data:.0f} ms, painted {painted - data:.0f} ms after the data)"
    )


def _label(page: Page, count: int) -> Keys:
    page.wait_for_timeout(3_000)  # what is far from the view is made when the browser is idle
    page.evaluate("seen.long.length = 0")
    with KeyTrace(page) as trace:
        for number in range(count):
            box = page.evaluate(_SELECT, (number * 7) % 60)
            _sweep(page, box)
            page.evaluate("seen.frames.length = 0")
            trace.mark()
            page.keyboard.press("spqt"[number % 4])
            page.wait_for_function("seen.frames.length > 0")
            page.evaluate("(window.all ??= []).push(seen.frames[0])")
            page.keyboard.press("Escape")
            page.wait_for_timeout(60)
    longest: float = page.evaluate("Math.max(0, ...seen.long)")
    return Keys(trace.costs, page.evaluate("window.all"), longest)


def _sweep(page: Page, box: dict[str, float]) -> None:
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 1, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, middle, steps=2)
    page.mouse.up()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _scrolling(page: Page) -> str:
    """Frames while the whole text goes by, a view at a time."""
    gaps: list[float] = page.evaluate(
        """async () => {
          const scroller = document.querySelector(".an-scroller");
          const gaps = [];
          let last = performance.now();
          for (let i = 0; i < 120; i += 1) {
            scroller.scrollTop += 600;
            await new Promise(requestAnimationFrame);
            gaps.push(performance.now() - last);
            last = performance.now();
          }
          return gaps;
        }"""
    )
    ordered = sorted(gaps)
    return f"scrolling 600 px a frame: median {statistics.median(ordered):.1f} ms, p95 {ordered[113]:.1f} ms a frame"


def _compare(browser: Browser, record: dict[str, Any], count: int) -> None:
    with Peer(record) as peer, _page(browser) as page:
        page.goto(peer.url)
        page.wait_for_function("window.opened > 0", timeout=120_000)
        places = [page.evaluate(_SELECT, (number * 7) % 60) for number in range(count)]
        print(f"  @recogito/text-annotator {peer.version}: {peer.measure(page, places, _sweep)}")


if __name__ == "__main__":
    main()
