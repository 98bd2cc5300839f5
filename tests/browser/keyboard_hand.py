"""A hand that has no pointer: it finds words by typing them, and walks spans and ends by keys."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import expect

from tests.browser.effort import Hand, Record
from tests.browser.text import focused_attribute

_PLACES = """(selector) => {
  const walker = document.createTreeWalker(document.querySelector(".an-text"), NodeFilter.SHOW_TEXT);
  let place = 0;
  const places = [];
  for (let node; (node = walker.nextNode()); ) {
    const end = place + [...node.data.replace(/\\s/g, "")].length;
    if (node.parentElement.closest(selector)) places.push(place, end);
    place = end;
  }
  return places;
}"""
"""Where elements begin and end in the text: how many characters but white space stand before."""


class KeyboardHand(Hand):
    """Selects and points as one does without a mouse; the forms are the same."""

    def enter(self, span: Record) -> None:
        first, *others = span["fragments"]
        self._find(first)
        self.press(self._label(span["label"])["hotkey"])
        self._decide(span)
        self._change_defaults(span)
        for fragment in others:
            self._find(fragment)
            self.press("f")
        self.entered.append(span)

    def relate(self, relations: list[Record], spans: Mapping[str, Record]) -> None:
        self._go_to(spans[relations[0]["head"]])
        for relation in relations:
            [kind] = [kind for kind in self.label_set["relations"] if kind["name"] == relation["label"]]
            self.press(kind["hotkey"])
            self._light(spans[relation["tail"]])
            self.press("Enter")

    def _find(self, fragment: Record) -> None:
        """Selects a text: types it, and goes on to the match that is meant."""
        text = fragment["text"]
        matches = [match.start() for match in re.finditer(re.escape(text), self.text, re.IGNORECASE)]
        bar = self.page.get_by_role("search", name="Find in the text")
        self.press("/")
        self.page.keyboard.insert_text(text)
        wanted = f"{matches.index(fragment['start']) + 1} of {len(matches)}"
        for _ in matches:
            if bar.locator(".an-bar-count").inner_text() == wanted:
                break
            self.press("Enter")
        expect(bar.locator(".an-bar-count")).to_have_text(wanted)
        self.press("Escape")

    def _go_to(self, span: Record) -> None:
        """Goes from span to span by Tab, back by Shift Tab. Those of the same words are told apart by their label."""
        wanted, key = self._place_of(span), "Tab"
        for _ in self.entered:
            place = self._lit(".an-focused")
            if place == wanted and self.page.get_by_role("combobox", name="Label").input_value() == span["label"]:
                return
            if place and place != wanted:
                key = "Tab" if place < wanted else "Shift+Tab"
            self.press(key)
        raise AssertionError(f"Tab does not lead to {span}")

    def _light(self, span: Record) -> None:
        """Goes on by Tab to the end that is meant."""
        for _ in self.entered:
            if self._lit(".an-chosen") == self._place_of(span):
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not light {span}")

    def _lit(self, selector: str) -> tuple[int, int] | None:
        focused_attribute(self.page)  # for then the panel shows what the last key did
        places: list[int] = self.page.evaluate(_PLACES, selector)
        return (min(places), max(places)) if places else None

    def _place_of(self, span: Record) -> tuple[int, int]:
        return self._place(span["fragments"][0]["start"]), self._place(span["fragments"][-1]["end"])

    def _place(self, offset: int) -> int:
        return len(re.sub(r"\s", "", self.text[:offset]))
