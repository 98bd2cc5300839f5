"""Annotation sets in memory, with the behaviour of the store that the editor relies on."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]


@dataclass
class MemorySet:
    """One annotation set: what the API answers, and the edits that it got."""

    id: str
    article: Record
    label_set: Record
    annotator: str
    status: str
    spans: dict[str, Record]
    relations: dict[str, Record]
    notes: list[str]
    revision: int = 0
    history: list[Record] = field(default_factory=list)
    problems: list[Record] = field(default_factory=list)

    @classmethod
    def of(cls, set_id: str, record: Record, label_set: Record) -> MemorySet:
        """A set in progress with the spans and relations of a record on the wire."""
        record = copy.deepcopy(record)
        return cls(
            id=set_id,
            article=record["article"],
            label_set=label_set,
            annotator=record["annotator"],
            status="in_progress",
            spans={span["id"]: span for span in record["spans"]},
            relations={relation["id"]: relation for relation in record["relations"]},
            notes=record.get("notes", []),
        )

    def payload(self) -> Record:
        return {
            "store": "memory",
            "revision": self.revision,
            "article": self.article,
            "label_set": self.label_set,
            "set": {
                "id": self.id,
                "annotator": self.annotator,
                "status": self.status,
                "spans": list(self.spans.values()),
                "relations": list(self.relations.values()),
                "notes": self.notes,
                "skipped_reason": None,
                "active_seconds": 0,
            },
            "problems": self.problems,
        }

    def apply(self, edits: list[Record], client: str) -> Record:
        """Applies edits that were not seen before; answers as the server does."""
        seen = {entry["id"] for entry in self.history}
        for edit in edits:
            if edit["id"] not in seen:
                self._apply(edit, client)
        return {"revision": self.revision, "problems": self.problems, "changes": []}

    def _apply(self, edit: Record, client: str) -> None:
        inverse = self._change(edit["op"], edit["value"])
        self.revision += 1
        entry = {key: edit[key] for key in ("id", "op", "value")}
        entry |= {"revision": self.revision, "inverse": inverse, "annotator": self.annotator, "client": client}
        self.history.append(entry | {"at": "2026-01-01T00:00:00Z"})

    def _change(self, op: str, value: Record) -> list[Record]:
        match op:
            case "put-span" | "put-relation":
                records = self.spans if op == "put-span" else self.relations
                before = records.get(value["id"])
                records[value["id"]] = value
                undo = op.replace("put", "delete")
                return [{"op": op, "value": before} if before else {"op": undo, "value": {"id": value["id"]}}]
            case "delete-span":
                joined = [r for r in self.relations.values() if value["id"] in (r["head"], r["tail"])]
                for relation in joined:
                    del self.relations[relation["id"]]
                span = self.spans.pop(value["id"])
                restore = [{"op": "put-relation", "value": relation} for relation in joined]
                return [{"op": "put-span", "value": span}, *restore]
            case "delete-relation":
                return [{"op": "put-relation", "value": self.relations.pop(value["id"])}]
            case "set-notes":
                before_notes, self.notes = self.notes, value["notes"]
                return [{"op": op, "value": {"notes": before_notes}}]
            case "set-status":
                before_status, self.status = self.status, value["status"]
                return [{"op": op, "value": {"status": before_status}}]
        raise ValueError(f"unknown op {op}")
