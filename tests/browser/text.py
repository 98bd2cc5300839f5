"""Hands for the editor's text: where words stand on the screen, sweeping and clicking them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

FIND = """([text, nth]) => {
  const walker = document.createTreeWalker(document.querySelector(".an-text"), NodeFilter.SHOW_TEXT);
  const nodes = [];
  let all = "";
  for (let node; (node = walker.nextNode()); all += node.data) nodes.push([all.length, node]);
  let at = -1;
  for (let i = 0; i <= nth; i += 1) at = all.indexOf(text, at + 1);
  if (at < 0) return null;
  const point = (unit) => {
    const [start, node] = nodes.findLast(([start]) => start <= unit);
    return [node, unit - start];
  };
  const range = document.createRange();
  range.setStart(...point(at));
  range.setEnd(...(([node, offset]) => [node, offset + 1])(point(at + text.length - 1)));
  range.startContainer.parentElement.scrollIntoViewIfNeeded?.();
  const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
  return [rects[0], rects.at(-1)].map(({ x, y, width, height }) => ({ x, y, width, height }));
}"""

PATIENCE = 20
"""Seconds until what should happen is given up for lost: on a busy machine much takes long."""

Box = dict[str, float]


def boxes_of(page: Page, text: str, nth: int = 0) -> tuple[Box, Box]:
    """Where a text begins and ends on the screen: its first and its last line."""
    found = page.evaluate(FIND, [text, nth])
    assert found is not None, f"{text!r} is not in the text"
    return found[0], found[1]


def sweep(page: Page, text: str, nth: int = 0, *, keys: str = "", inset: float = 1) -> None:
    """Sweeps over a text with the mouse, from ``inset`` px behind its start to ``inset`` px before its end."""
    first, last = boxes_of(page, text, nth)
    if keys:
        page.keyboard.down(keys)
    page.mouse.move(first["x"] + inset, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + last["height"] / 2, steps=3)
    page.mouse.move(last["x"] + last["width"] - inset, last["y"] + last["height"] / 2)
    page.mouse.up()
    if keys:
        page.keyboard.up(keys)


def click(page: Page, text: str, nth: int = 0, *, count: int = 1, modifiers: str = "") -> None:
    """Clicks in the middle of a text."""
    first, _ = boxes_of(page, text, nth)
    if modifiers:
        page.keyboard.down(modifiers)
    page.mouse.click(first["x"] + first["width"] / 2, first["y"] + first["height"] / 2, click_count=count)
    if modifiers:
        page.keyboard.up(modifiers)


def wait_for_all_of_the_editor(page: Page) -> None:
    """Waits for the text and for the panels, which may come behind it: until then keys are only held."""
    page.locator(".an-run, .an-block").first.wait_for()
    page.locator(".an-pages").wait_for(state="attached")


def focused_attribute(page: Page) -> str | None:
    """The attribute whose field has the focus, once the panel has turned to what the last key made."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")
    found: str | None = page.evaluate("document.activeElement.closest('.an-line')?.dataset.attribute ?? null")
    return found


def eventually(
    page: Page,
    condition: Callable[[], Any],
    seconds: float = PATIENCE,
    *,
    instead: Callable[[], object] = lambda: "it did not happen in time",
) -> None:
    """Waits until a condition on the server's side holds. A failure tells what is there ``instead``."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, instead()
        page.wait_for_timeout(20)
