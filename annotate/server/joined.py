"""The editor's files as they are sent: an entry comes with all that it needs, in one file.

The sources are plain modules, each with one job, and run as they are. Fetched one by one they would take a browser half
a second on the same machine, and a page far from the server dozens of journeys. So the modules of an entry are put one
behind the other, what is needed first, each in a function that returns what it exports; their lines stay as they are.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

STYLES = "editor.css"
TEXT = "main.js"
PANELS = "panels/index.js"
ENTRIES = (STYLES, TEXT, PANELS)
"""In the order in which a page needs them."""

_HINT = "//# allFunctionsCalledOnLoad"
"""Has Chromium compile a file beside the page, not each function when it is first called: 20 ms of an opening."""

_FROM = r' from "(?P<path>\.[^"]+)";$'
_IMPORT = re.compile(r"^import (?:\* as (?P<whole>\w+)|(?P<names>\{[^}]*\}))" + _FROM, re.M)
_PASSED_ON = re.compile(r"^export (?:\*|(?P<names>\{[^}]*\}))" + _FROM, re.M)
_NAME = re.compile(r"\w+(?: as \w+)?")
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (?P<name>\w+))", re.M)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.M)
_CONST = re.compile(r"^export const \w+ = ", re.M)
_TOKEN = re.compile(
    r"""
    //[^\n]* | /\*.*?\*/ | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | `(?:\\.|[^`\\])*`
    | (?:(?<=[=(,]\ )|(?<=\())/(?:\\.|\[(?:\\.|[^]\\])*\]|[^/\\])+/  # a regular expression
    | (?P<opens>[(\[{]) | (?P<closes>[)\]}]) | (?P<ends>[,;])
    """,
    re.S | re.X,
)
_STYLE_IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\);$', re.M)


@dataclass(slots=True)
class _Module:
    """A module's code without its imports and exports. ``exports`` are the parts of an object."""

    path: str
    code: str = ""
    needs: list[str] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)

    @property
    def function(self) -> str:
        exported = ", ".join(self.exports)
        return f'// {self.path}\nmodules["{self.path}"] = (() => {{\n{self.code}\nreturn {{ {exported} }};\n}})();\n'


def join(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, by their path in the folder, with those of ``ENTRIES`` that are there replaced by what they need."""
    texts = {path: content.decode() for path, content in files.items()}
    joined = dict(files)
    if STYLES in texts:
        joined[STYLES] = _styles(STYLES, texts).encode()
    if TEXT in texts:
        text = list(_in_order(TEXT, texts, set()))
        joined[TEXT] = "\n".join([_HINT, "export const modules = {};", *_functions(text)]).encode()
        if PANELS in texts:
            panels = list(_in_order(PANELS, texts, {module.path for module in text}))
            start = f'import {{ modules }} from "{posixpath.relpath(TEXT, posixpath.dirname(PANELS))}";'
            joined[PANELS] = "\n".join([_HINT, start, *_functions(panels)]).encode()
    return joined


def _functions(modules: list[_Module]) -> Iterator[str]:
    entry = modules[-1]
    for module in modules:
        yield module.function
    names = ", ".join(part.partition(":")[0] for part in entry.exports)
    yield f'export const {{ {names} }} = modules["{entry.path}"];\n'


def _in_order(
    entry: str, texts: Mapping[str, str], known: set[str], needed_by: tuple[str, ...] = ()
) -> Iterator[_Module]:
    """The entry and all that it needs, each behind what it needs itself; without what is known, which grows."""
    if entry in needed_by:
        circle = ", ".join(needed_by[needed_by.index(entry) :])
        raise ValueError(f"{entry} cannot be joined to others because these need each other: {circle}")
    if entry in known:
        return
    known.add(entry)
    module = _read(entry, texts[entry])
    for path in module.needs:
        yield from _in_order(path, texts, known, (*needed_by, entry))
    yield module


def _read(path: str, code: str) -> _Module:
    module = _Module(path)

    def need(match: re.Match[str]) -> str:
        source = posixpath.normpath(posixpath.join(posixpath.dirname(path), match["path"]))
        module.needs.append(source)
        return f'modules["{source}"]'

    def take(match: re.Match[str]) -> str:
        return f"const {match['whole'] or match['names'].replace(' as ', ': ')} = {need(match)};"

    def pass_on(match: re.Match[str]) -> str:
        source = need(match)
        names = [name.partition(" as ") for name in _NAME.findall(match["names"] or "")]
        module.exports += [f"{new or name}: {source}.{name}" for name, _, new in names] or [f"...{source}"]
        return ""

    def give(match: re.Match[str]) -> str:
        module.exports.append(match["name"])
        return ""

    for const in _CONST.finditer(code):
        if _has_another(code, const.end()):
            raise ValueError(f"{path} cannot be joined to others because this declares more than one name: {const[0]}…")
    for statement, replacement in ((_IMPORT, take), (_PASSED_ON, pass_on), (_EXPORT, give)):
        code = statement.sub(replacement, code)
    if other := _OTHER.search(code):
        raise ValueError(f"{path} cannot be joined to others because of this line: {other[0]}")
    module.code = code
    return module


def _has_another(code: str, start: int) -> bool:
    """Whether another name is declared behind the first, whose value starts there."""
    depth = 0
    for token in _TOKEN.finditer(code, start):
        if token["ends"] and depth == 0:
            return token["ends"] == ","
        depth += bool(token["opens"]) - bool(token["closes"])
    return False


def _styles(path: str, texts: Mapping[str, str]) -> str:
    folder = posixpath.dirname(path)
    return _STYLE_IMPORT.sub(lambda match: _styles(posixpath.join(folder, match["path"]), texts), texts[path])
