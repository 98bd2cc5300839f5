"""How fast records are validated, against what parsing and the schema engine alone take.

    python tests/benchmarks/bench_validate.py [--records 20000]

The file has records of some 6.6 kB: 3.2 kB of text, 12 spans, 5 relations. The floor is ``json.loads`` and
``jsonschema_rs`` on the composed schema, without strictness, positions and meaning. The peer is ``check-jsonschema``,
which checks the shape alone, on the same schema and the first of the same records: it takes them one file each.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import process_time

from annotate.label_set import LabelSet
from annotate.model import Record, sha256_of
from annotate.validation.compose import composed_schema
from annotate.validation.engines import screen
from annotate.validation.files import validate_files
from annotate.validation.label_sets import load_label_set

ROOT = Path(__file__).resolve().parents[2]
CHECK_JSONSCHEMA = Path(sys.executable).with_name("check-jsonschema")
WORDS = ("harbour", "the", "toll", "“quoted”", "said,", "naïve", "minister", "on", "Monday")
LABELS = ("speaker",) * 6 + ("quote",) * 2 + ("policy",) * 2 + ("stance",) * 2
ATTRIBUTES = {
    "speaker": {"mention": "named", "entity_type": "person", "anonymous": False, "canonical": "Mara Lindqvist"},
    "quote": {"type": "direct", "attribution": "asserted", "no_speaker": False},
    "policy": {"kind": "law", "topic": 7},
    "stance": {"polarity": "favor", "expression": "explicit", "holder": "author"},
}
RELATIONS = (
    ("attributed_to", 6, 0),
    ("attributed_to", 7, 1),
    ("relayed_by", 7, 2),
    ("target", 10, 8),
    ("target", 11, 9),
)


def make_record(number: int, random: Random) -> Record:
    """A record of news as it comes, without a problem."""
    text = " ".join(random.choices(WORDS, k=530))[:3200].strip()
    starts = sorted(random.sample([m + 1 for m in range(3000) if text[m] == " "], len(LABELS)))
    spans = []
    for index, (start, label) in enumerate(zip(starts, LABELS, strict=True)):
        end = text.index(" ", start + 60)
        fragment = {"start": start, "end": end, "text": text[start:end]}
        spans.append({"id": f"s{index}", "label": label, "fragments": [fragment], "attributes": ATTRIBUTES[label]})
    return {
        "article": {
            "id": f"a{number}",
            "title": "News",
            "text": text,
            "text_sha256": sha256_of(text),
            "language": "en",
        },
        "label_set": {"name": "news", "version": "1.0.0"},
        "annotator": "bench",
        "status": "submitted",
        "spans": spans,
        "relations": [
            {"id": f"r{index}", "label": label, "head": f"s{head}", "tail": f"s{tail}"}
            for index, (label, head, tail) in enumerate(RELATIONS)
        ],
    }


def floor(file: Path, label_set: LabelSet) -> int:
    """Parsing and the schema engine, nothing else."""
    is_valid = screen(composed_schema(label_set))
    with file.open("rb") as stream:
        return sum(not is_valid(json.loads(line)) for line in stream)


def ours(file: Path, label_set: LabelSet) -> int:
    return sum(1 for _ in validate_files([file], label_set))


def measured(work: Callable[[], int]) -> float:
    """CPU seconds of the work, which must find no problem; the best of two."""
    best = float("inf")
    for _ in range(2):
        start = process_time()
        assert work() == 0
        best = min(best, process_time() - start)
    return best


def started(*arguments: str) -> float:
    """CPU seconds that a command takes from start to end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "annotate", *arguments], stdout=subprocess.DEVNULL, check=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peer(command: str, file: Path, label_set: LabelSet, records: int) -> float:
    """CPU seconds that check-jsonschema takes for a record, its start-up taken off."""
    folder = file.parent / "single"
    folder.mkdir()
    (folder.parent / "schema.json").write_text(json.dumps(composed_schema(label_set)))
    with file.open(encoding="utf-8") as stream:
        for number, line in zip(range(records), stream, strict=False):
            (folder / f"{number}.json").write_text(line)
    files = sorted(map(str, folder.iterdir()))
    few, many = (_peer_run(command, folder.parent / "schema.json", files[:count]) for count in (1, records))
    return (many - few) / (records - 1)


def _peer_run(command: str, schema: Path, files: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([command, "--schemafile", str(schema), *files], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=20_000)
    options = parser.parse_args()
    label_set = load_label_set(ROOT / "schemas" / "news")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.jsonl"
        random = Random(1)
        with file.open("w", encoding="utf-8") as stream:
            for number in range(options.records):
                stream.write(json.dumps(make_record(number, random), ensure_ascii=False) + "\n")
        bare = measured(lambda: floor(file, label_set))
        full = measured(lambda: ours(file, label_set))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = file.stat().st_size / options.records / 1000
        print(f"{options.records:,} records of {size:.1f} kB, CPU time, the best of two")
        print(f"  json.loads and jsonschema_rs  {options.records / bare:>9,.0f} records/s")
        print(f"  annotate, all rules           {options.records / full:>9,.0f} records/s, {bare / full:.2f} of it")
        print(f"  memory at most                {memory:>9,.0f} MB")
        print(f"  annotate --help               {started('--help'):>9.2f} s")
        print(f"  annotate validate, one file   {started('validate', 'schemas/news/samples/rent-cap.json'):>9.2f} s")
        each = peer(str(CHECK_JSONSCHEMA), file, label_set, min(500, options.records))
        ratio = each / (full / options.records)
        print(f"  check-jsonschema              {1 / each:>9,.0f} records/s, annotate {ratio:.0f}×")


if __name__ == "__main__":
    main()
