"""Every rule that a problem can come from. Codes are stable: never reused, never renumbered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotate.problems import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code stands for: ``title`` states the rule in a sentence."""

    code: str
    name: str
    title: str
    severity: Severity = Severity.ERROR


def _by_code(rules: Iterable[Rule]) -> Mapping[str, Rule]:
    table: dict[str, Rule] = {}
    for rule in rules:
        if rule.code in table:
            raise ValueError(f"rule {rule.code} is defined twice")
        table[rule.code] = rule
    return table


GROUPS: Mapping[str, str] = {
    "J": "JSON and encoding",
    "S": "shape",
    "T": "text and offsets",
    "A": "attributes",
    "R": "relations",
    "L": "label sets",
    "I": "loading",
    "D": "dataset folders",
}
"""What the first letters of codes stand for."""

RULES: Mapping[str, Rule] = _by_code(
    (
        # J: JSON and encoding
        Rule("J001", "byte-order-mark", "A file begins with its first character, not with a byte order mark."),
        Rule("J002", "utf-8", "Files are encoded as UTF-8."),
        Rule("J003", "syntax", "Files hold JSON (RFC 8259), or one JSON value on each line."),
        Rule("J004", "unique-keys", "An object names each of its properties once."),
        Rule("J005", "finite-numbers", "Numbers are finite: no NaN, no Infinity, nothing too large for a double."),
        Rule("J006", "exact-integers", "Integers lie between -2^53 and 2^53, where every program reads them alike."),
        Rule("J007", "nesting", "Objects and lists are nested at most 64 deep."),
        Rule("J008", "no-nul", "Text holds no NUL character."),
        Rule("J009", "no-lone-surrogates", "Text holds whole characters, no halves of UTF-16 surrogate pairs."),
        Rule("J010", "size", "A record is small enough to be read into memory: at most 32 MiB and 1,000,000 values."),
        Rule("J011", "readable", "Files can be opened and read to their end."),
        Rule("J012", "not-empty", "A file holds at least one record.", Severity.WARNING),
        # S: shape
        Rule("S001", "record", "A record is a JSON object made of JSON values."),
        Rule("S002", "required-property", "Everything that the schema requires is there."),
        Rule("S003", "known-property", "Nothing is there that the schema does not name."),
        Rule("S004", "type", "A value has the type that the schema names."),
        Rule("S005", "allowed-value", "A value is one of those that the schema lists."),
        Rule("S006", "length", "Text is neither shorter nor longer than the schema allows."),
        Rule("S007", "form", "Text has the form that the schema describes."),
        Rule("S008", "range", "A number is neither smaller nor larger than the schema allows."),
        Rule("S009", "item-count", "A list has neither fewer nor more items than the schema allows."),
        Rule("S010", "unique-span-id", "Every span of a record has an id of its own."),
        Rule("S011", "unique-relation-id", "Every relation of a record has an id of its own."),
        Rule("S012", "known-label", "A span's label is one of the label set's."),
        Rule("S013", "label-set-name", "A record names the label set that it is checked against."),
        Rule("S014", "label-set-version", "A record names this version of the label set, or one that it extends."),
        Rule("S015", "real-date", "A date is one of the calendar, and a time one of the clock."),
        Rule("S016", "unique-record", "An annotator has one annotation set for an article."),
        Rule("S017", "one-article", "All records of an article have the same text."),
        Rule("S018", "and-more", "The first problems of a record's shape are told; mend them to see the others."),
        Rule("S019", "time", "A record can be checked within two seconds."),
        # T: text and offsets
        Rule("T001", "text-hash", "text_sha256 is the SHA-256 of the article's text."),
        Rule("T002", "fragment-length", "A fragment ends behind its start."),
        Rule("T003", "fragment-inside", "A fragment lies inside the article's text."),
        Rule("T004", "fragment-text", "A fragment's text is the article's text between its offsets."),
        Rule("T005", "fragment-order", "The fragments of a span stand in the order of the text."),
        Rule("T006", "fragments-disjoint", "The fragments of a span do not overlap."),
        Rule("T007", "no-edge-whitespace", "A fragment neither begins nor ends with white space."),
        Rule("T008", "unique-span", "Two spans of one label do not mark exactly the same fragments."),
        Rule("T009", "fragments-apart", "Fragments of a span that touch are one fragment.", Severity.WARNING),
        Rule("T010", "whole-characters", "A fragment holds whole characters, accents included.", Severity.WARNING),
        # A: attributes
        Rule("A001", "required-attribute", "Every required attribute has a value."),
        Rule("A002", "known-attribute", "A span or relation has only the attributes of its label."),
        Rule("A003", "attribute-option", "An attribute's value is one of its options."),
        Rule("A004", "attribute-type", "An attribute's value has the attribute's type."),
        Rule("A005", "attribute-range", "A number is neither smaller nor larger than the attribute allows."),
        Rule("A006", "attribute-length", "Text is neither shorter nor longer than the attribute allows."),
        Rule("A007", "attribute-form", "Text has the form that the attribute asks for."),
        Rule("A008", "attributes-together", "The attributes of a span or relation go together as the label set says."),
        # R: relations
        Rule("R001", "known-relation", "A relation's label is one of the label set's."),
        Rule("R002", "head-exists", "The span that a relation leaves from is there."),
        Rule("R003", "tail-exists", "The span that a relation points to is there."),
        Rule("R004", "head-label", "A relation leaves from a span of a label that it may leave from."),
        Rule("R005", "tail-label", "A relation points to a span of a label that it may point to."),
        Rule("R006", "two-spans", "A relation joins two different spans."),
        Rule("R007", "unique-relation", "A relation stands once between the same two spans."),
        Rule("R008", "too-few-relations", "A span has at least as many relations as the label set asks for."),
        Rule("R009", "too-many-relations", "A span has at most as many relations as the label set allows."),
        # L: label sets
        Rule("L001", "label-set-file", "A label set is a file, or a folder with the file label-set.json."),
        Rule("L002", "label-set-shape", "A label set follows label-set.schema.json."),
        Rule("L003", "attribute-file", "The attribute schemas that a label set names stand beside it."),
        Rule("L004", "schema-valid", "A schema is valid JSON Schema, draft 2020-12."),
        Rule("L005", "schema-keyword", "An attribute schema uses only keywords that forms and columns can be made of."),
        Rule("L006", "attribute-kind", "An attribute is a choice, a code, a boolean, a text, an integer or a number."),
        Rule("L007", "attribute-words", "Every attribute has a title and a description for people."),
        Rule("L008", "pattern", "A pattern can be matched in linear time: no look-around, no back-references."),
        Rule("L009", "closed-schema", 'An attribute schema is closed: it says "additionalProperties": false.'),
        Rule("L010", "required-exists", "Attributes that are required exist."),
        Rule("L011", "default-valid", "An attribute's default is one of its values."),
        Rule("L012", "unique-names", "Labels, relations and options have names of their own."),
        Rule("L013", "unique-hotkeys", "A hotkey stands for one thing."),
        Rule("L014", "ends-exist", "The ends of a relation are labels of the label set."),
        Rule("L015", "count-rule", "A rule on the number of relations can hold: attributes, values and bounds exist."),
        Rule("L016", "schema-size", "A label set and its schemas are small enough to be checked in no time."),
        Rule("L017", "contrast", "A label's colours can be told from the background.", Severity.WARNING),
        Rule("L018", "view", "A view can be made: its label, relations and attributes exist, and its names are free."),
        Rule("L019", "version-bump", "A label set's version says at least as much as its changes."),
        Rule("L020", "migration", "A migration has the right shape, and leads from one label set to the other."),
        Rule("L021", "unmapped", "A migration maps everything that a record holds."),
        # I: loading
        Rule("I001", "same-article", "An article that is loaded again has the same text and facts as before."),
        Rule("I002", "same-annotations", "An annotation set that is loaded again is the same as before."),
        Rule("I003", "known-format", "Files are of a kind that can be loaded."),
        Rule("I004", "table-columns", "A table has the columns that an article needs, each with the right type."),
        Rule(
            "I005", "path-exists", "What is to be loaded is there: a file, a folder, or a pattern that matches files."
        ),
        Rule("I006", "own-name", "Text files of one name hold one text, for the name is the article's id."),
        Rule("I007", "row-length", "A row has as many fields as the table's first row names columns."),
        Rule("I008", "quotation", "Fields with delimiters, quotation marks or line breaks stand in quotation marks."),
        Rule("I009", "has-text", "There is text to load."),
        Rule("I010", "unpacked-size", "A file unpacks to no more than 200 times its size, or 64 MiB."),
        Rule("I011", "whole-file", "A packed file or a Parquet file is whole."),
        Rule("I012", "article-or-annotated", "A record is an article, or an article with annotations."),
        Rule("I013", "cell-value", "A cell holds what its column is for, or what JSON can say."),
        Rule("I014", "file-name", "A file's name is text, for it becomes the article's id."),
        # D: dataset folders
        Rule("D001", "manifest", "A dataset folder has a manifest.json that tells what it holds."),
        Rule("D002", "file-there", "Every file that the manifest names is there."),
        Rule("D003", "no-other-files", "Nothing is there that the manifest does not name.", Severity.WARNING),
        Rule("D004", "file-hash", "Every file has the SHA-256 that the manifest gives."),
        Rule("D005", "parquet", "Parquet files can be read to their end, and their pages have their checksums."),
        Rule("D006", "columns", "A config has the columns that its label set makes."),
        Rule("D007", "content-hash", "The rows of a split have the count and content hash that the manifest gives."),
        Rule("D008", "card", "The metadata of README.md tells the same as the manifest."),
        Rule("D009", "split-leak", "Articles that belong together are in one split."),
        Rule("D010", "split-assignment", "Every article is in the split that the manifest's options give it."),
        Rule("D011", "derived", "The rows of a config are those that follow from the annotations."),
        Rule("D012", "label-set", "The manifest holds a valid label set."),
    )
)
