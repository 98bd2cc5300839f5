"""A practised hand: enters spans and relations by the shortest way that the page offers, and counts what it does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.browser.text import click, focused_attribute, sweep

Record = dict[str, Any]

CHOSEN = """() => Object.fromEntries(
  [...document.querySelectorAll(".an-line:has(.an-segment)")].map((line) =>
    [line.dataset.attribute, [...line.querySelectorAll(".an-segment")].findIndex((s) => s.ariaChecked === "true")]))"""


@dataclass
class Hand:
    """``presses`` counts keys and gestures of the pointer alike; a key with modifiers is one."""

    page: Page
    label_set: Mapping[str, Any]
    text: str
    presses: int = 0
    entered: list[Record] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def arm(self, label: str) -> None:
        self.press(f"Shift+{self._label(label)['hotkey'].upper()}")

    def enter(self, span: Record) -> None:
        """Enters a span whose label is armed: sweeps, then decides its attributes."""
        first, *others = span["fragments"]
        self._sweep(first)
        for fragment in others:
            self._sweep(fragment, keys="Shift")
        self._decide(span)
        self._change_defaults(span)
        self.entered.append(span)

    def relate(self, relations: list[Record], spans: Mapping[str, Record]) -> None:
        """Adds the relations that leave from one span: focuses it, and for each takes a key and a click."""
        self._click(spans[relations[0]["head"]], spans)
        for relation in relations:
            [kind] = [kind for kind in self.label_set["relations"] if kind["name"] == relation["label"]]
            self.press(kind["hotkey"])
            self._click(spans[relation["tail"]], spans)

    def _sweep(self, fragment: Record, keys: str = "") -> None:
        text = fragment["text"]
        nth = self.text[: fragment["start"]].count(text)
        characters = self.text[fragment["start"] - 1 : fragment["end"] + 1]
        snapped = characters[0].isalnum() or characters[-1] in "’'" or characters[-1].isalnum()
        # Alt takes characters where the words around would be taken along.
        for modifier in keys, "Alt" if snapped and not keys else "":
            if modifier:
                self.page.keyboard.down(modifier)
        sweep(self.page, text, nth)
        for modifier in keys, "Alt":
            if modifier:
                self.page.keyboard.up(modifier)
        self.presses += 1

    def _click(self, span: Record, spans: Mapping[str, Record]) -> None:
        """Clicks in the middle of what the span holds and no shorter span does."""
        covered = [offset for f in span["fragments"] for offset in range(f["start"], f["end"])]
        own = [offset for offset in covered if self._innermost(offset, spans) is span]
        offset = own[len(own) // 2]
        character = self.text[offset]
        click(self.page, character, self.text[:offset].count(character))
        self.presses += 1

    def _innermost(self, offset: int, spans: Mapping[str, Record]) -> Record | None:
        if not self.text[offset].isalnum():
            return None
        holding = [s for s in spans.values() if any(f["start"] <= offset < f["end"] for f in s["fragments"])]
        return min(holding, key=lambda s: sum(f["end"] - f["start"] for f in s["fragments"]))

    # The form

    def _decide(self, span: Record) -> None:
        """Decides what the form asks for, one attribute after the other."""
        while name := focused_attribute(self.page):
            if self._take_pattern(span):
                return
            if name not in span["attributes"]:
                self.press("Enter")
            else:
                self._give(span, name)

    def _give(self, span: Record, name: str) -> None:
        value = span["attributes"][name]
        values = self._values(span["label"], name)
        if value is None:
            self.press("0")
        elif self.page.locator(f"[data-attribute={name}] .an-segment").count():
            self.press(str(values.index(value) + 1))
        else:
            self._write(self._title(span["label"], name, value))

    def _write(self, text: str) -> None:
        """Takes a suggestion where there is one, else types until there is."""
        offered = self._offered()
        if text in offered[:9]:
            self.press(str(offered.index(text) + 1))
            return
        written = ""
        while written.strip() != text:
            written = self._write_on(text, written)
            if written is None:
                return
        self.press("Enter")

    def _write_on(self, text: str, written: str) -> Any:
        """One step further: a completion where it saves a press, else a letter. None: the whole was taken."""
        for at, offer in enumerate(self._offered() if written else []):
            downs = at + 1
            if offer == text and len(text) - len(written) > downs:
                self.press(*["ArrowDown"] * downs, "Enter")
                return None
            to_there = 1 if at == 0 else downs + 1
            if text.startswith(f"{offer} ") and len(offer) + 1 - len(written) > to_there:
                self.press(*["ArrowDown"] * (downs if at else 0), "Tab")
                return f"{offer} "
        self.press(text[len(written)])
        return text[: len(written) + 1]

    def _offered(self) -> list[str]:
        found: list[str] = self.page.locator(".an-popup:popover-open .an-option-title").all_inner_texts()
        return found

    def _take_pattern(self, span: Record) -> bool:
        """Takes the attributes of an earlier span where they are offered and are the same."""
        offers = self.page.locator(".an-patterns:not([hidden]) .an-pattern[aria-keyshortcuts]")
        for offer in offers.all():
            title, key = offer.get_attribute("title") or "", offer.get_attribute("aria-keyshortcuts") or ""
            shown = offer.locator(".an-pattern-title").inner_text()
            if any(self._is(earlier, title, shown) for earlier in self.entered if self._agree(earlier, span)):
                self.press(key)
                return True
        return False

    def _agree(self, earlier: Record, span: Record) -> bool:
        return bool(earlier["label"] == span["label"] and earlier["attributes"] == span["attributes"])

    def _is(self, earlier: Record, title: str, shown: str) -> bool:
        """Whether an offer is made from an earlier span: its words, and every value that is not a default."""
        words = " … ".join(fragment["text"] for fragment in earlier["fragments"])
        if _without_quotes(title) != _without_quotes(f"Same as “{words}”"):
            return False
        told = shown.split(" · ")
        for name, value in earlier["attributes"].items():
            schema = self._schema(earlier["label"])[name]
            if value is None or schema.get("default", object()) == value:
                continue
            if self._title(earlier["label"], name, value) not in told and schema["title"] not in told:
                return False
        return True

    def _change_defaults(self, span: Record) -> None:
        """Changes the values that the form did not ask for because they have defaults."""
        now = self.page.evaluate(CHOSEN)
        for place, name in enumerate(self._schema(span["label"])):
            values = self._values(span["label"], name)
            if name in now and name in span["attributes"] and values[now[name]] != span["attributes"][name]:
                self.press(str(place + 1), str(values.index(span["attributes"][name]) + 1))

    # The label set

    def _label(self, name: str) -> Record:
        [label] = [label for label in self.label_set["labels"] if label["name"] == name]
        return dict(label)

    def _schema(self, label: str) -> Record:
        properties: Record = self._label(label)["attributes"]["properties"]
        return properties

    def _values(self, label: str, name: str) -> list[Any]:
        options = self._schema(label)[name].get("oneOf")
        return [option["const"] for option in options] if options else [True, False]

    def _title(self, label: str, name: str, value: Any) -> str:
        options = self._schema(label)[name].get("oneOf", ())
        return next((option["title"] for option in options if option["const"] == value), str(value))


def _without_quotes(text: str) -> str:
    """What a title quotes has its own quotation marks in another form."""
    return re.sub("[“”‘’\"']", "", text)
