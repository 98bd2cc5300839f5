"""The editor in a real Chromium: opening long articles and labelling in them, beside @recogito/text-annotator.

    python tests/benchmarks/bench_editor.py [--openings 5] [--labels 40] [--no-peer]

Opening is measured in a profile in which nothing is cached, and once more in the same, both in a window that stands:
while a window is new, Chromium loads pages of its own for its tabs, which took as much of the processor as ours.
"Painted" is the second animation frame after the text with its spans (or the panels too) stands in the page, for us
and for the peer; the peer has no panels. The clock begins when the page is opened, or when the data are there.

What is told of a key is the work of the page's main thread from the key until its frame can be painted, which shows the
span in the text: script, style and layout, from Chromium's trace. The panel turns to the span, and takes the focus, two
frames later: all the work until its frame can be painted is told beside it. "To the second frame" is the
time on the clock from the key (for the peer, from the end of the sweep: it needs no key) to the second animation frame
after the mark stands. A key that only colours a dot needs one frame and a part of one for that: this floor is told
beside it. Ours and the peer take turns. The machine may
be shared: ratios tell more than milliseconds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

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
    if (name === "an-text" || name === "an-ready")
      requestAnimationFrame(() => requestAnimationFrame(() => mark(name + "-painted")));
  };
  addEventListener("keydown", ({ key }) => {
    const begin = performance.now();
    if (key === "Pause") {
      const dot = document.getElementById("dot") ?? document.body.appendChild(document.createElement("div"));
      const color = dot.style.backgroundColor === "red" ? "blue" : "red";
      Object.assign(dot, { id: "dot", style: `position: fixed; width: 2px; height: 2px; background-color: ${color}` });
    }
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


_WINDOW = 1_500  # ms, until a new window's own pages are there
_TURN = 10  # labels, before the other has its turn
_DOT_KEY = "Pause"  # means nothing to the editor; see _WATCH


@dataclass
class Keys:
    """What labelling cost, in ms."""

    work: list[float] = field(default_factory=list)
    behind: list[float] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)
    dot: list[float] = field(default_factory=list)
    longest: float = 0

    def __str__(self) -> str:
        return (
            f"key to ready frame: {_middle_and_end(self.work)}; "
            f"from there until the panel has turned: {_middle_and_end(self.behind)}; "
            f"to the second frame {_spread(self.frames)}, a dot alone {_spread(self.dot)}; "
            f"longest task {self.longest:.0f} ms"
        )


@dataclass
class Openings:
    """Each in ms, of several openings."""

    page: list[float] = field(default_factory=list)
    data: list[float] = field(default_factory=list)
    text: list[float] = field(default_factory=list)
    panels: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"from opening the page to all painted {_spread(self.page)}, data there at {_spread(self.data)}; "
            f"from the data to the text painted {_spread(self.text)}, the panels too {_spread(self.panels)}"
        )


def main() -> None:
    """Prints one line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--openings", type=int, default=5, help="how often each article is opened")
    parser.add_argument("--labels", type=int, default=40, help="how many spans are labelled in each article")
    parser.add_argument("--no-peer", action="store_true", help="leave out the comparison, which installs from npm")
    arguments = parser.parse_args()
    data = load_label_set(_ROOT / "schemas" / "news").data
    with Harness() as harness, _chromium() as browser:
        medians = {}
        for length, spans in ((60_000, 10), (60_000, 1_000), (1_000_000, 5_000)):
            record = article(length, spans)
            print(f"\n{length:,} characters, {spans:,} spans")
            address = harness.add("long", record, data)
            has_peer = not arguments.no_peer and spans >= 1_000
            with Peer(record) if has_peer else nullcontext() as peer:
                _open(browser, address, peer, arguments.openings)
                keys = _label(browser, address, peer, arguments.labels)
            medians[spans] = statistics.median(keys.work)
        print(f"\na key with 1,000 spans costs {medians[1_000] / medians[10]:.2f} times that with 10")
        print(f"a key with 1,000,000 characters and 5,000 spans costs {medians[5_000] / medians[10]:.2f} times that")


def _middle_and_end(values: list[float]) -> str:
    ordered = sorted(values)
    return f"median {statistics.median(ordered):5.1f} ms, p95 {ordered[int(len(ordered) * 0.95)]:5.1f} ms"


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} ms ({min(values):.0f} to {max(values):.0f})"


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
    page.wait_for_timeout(_WINDOW)
    yield page
    context.close()


def _open(browser: Browser, address: str, peer: Peer | None, count: int) -> None:
    first, again, peers = Openings(), Openings(), []
    for _ in range(count):
        with _page(browser) as page:
            _opening(page, address, first)
            _opening(page, address, again)
        if peer:
            with _page(browser) as page:
                peers.append(peer.open(page))
    print(f"  the first time: {first}")
    print(f"  again:          {again}")
    if peer:
        print(f"  @recogito/text-annotator {peer.version}: from the data to the text painted {_spread(peers)}")


def _opening(page: Page, address: str, found: Openings) -> None:
    page.goto(address)
    page.wait_for_function("performance.getEntriesByName('an-ready-painted').length > 0")
    names = ["an-data", "an-text-painted", "an-ready-painted"]
    data, text, panels = page.evaluate("(n) => n.map((name) => performance.getEntriesByName(name)[0].startTime)", names)
    found.page.append(panels)
    found.data.append(data)
    found.text.append(text - data)
    found.panels.append(panels - data)


def _label(browser: Browser, address: str, peer: Peer | None, count: int) -> Keys:
    """Ours and the peer take turns."""
    keys, peers = Keys(), []
    with _page(browser) as page, _page(browser) as other:
        page.goto(address)
        places = []
        if peer:
            peer.open(other)
            places = [other.evaluate(_SELECT, (number * 7) % 60) for number in range(count)]
        page.wait_for_timeout(3_000)  # what is far from the view is made when the browser is idle
        page.evaluate("seen.long.length = 0")
        for begin in range(0, count, _TURN):
            page.bring_to_front()
            _our_turn(page, range(begin, min(begin + _TURN, count)), keys)
            if peer:
                other.bring_to_front()
                peers += peer.label(other, places[begin : begin + _TURN], _sweep)
        page.bring_to_front()
        keys.longest = page.evaluate("Math.max(0, ...seen.long)")
        print(f"  {keys}")
        print("  " + _scrolling(page))
    if peer:
        ratio = statistics.median(peers) / statistics.median(keys.frames)
        print(
            f"  @recogito/text-annotator {peer.version}: to the second frame {_spread(peers)}, {ratio:.1f} times ours"
        )
    return keys


def _our_turn(page: Page, numbers: range, keys: Keys) -> None:
    with KeyTrace(page) as trace:
        for number in numbers:
            _sweep(page, page.evaluate(_SELECT, (number * 7) % 60))
            trace.mark()
            keys.frames.append(_press(page, "spqt"[number % 4]))
            page.wait_for_timeout(60)  # until the panel has turned
            page.keyboard.press("Escape")
            page.wait_for_timeout(60)
            keys.dot.append(_press(page, _DOT_KEY))
    keys.work += trace.costs
    keys.behind += trace.costs_behind


def _press(page: Page, key: str) -> float:
    page.evaluate("seen.frames.length = 0")
    page.keyboard.press(key)
    page.wait_for_function("seen.frames.length > 0")
    frames: float = page.evaluate("seen.frames[0]")
    return frames


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


if __name__ == "__main__":
    main()
