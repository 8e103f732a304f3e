"""Keeps the tags of PDF files that are bound to one, so that a screen reader reads them as it read each alone.

ISO 32000-1, 14.7: a file's structure tree, and the numbers by which its pages find their places in it, are
joined under one root. A file without tags stays without; the whole then says that it may be incomplete.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Stream, String

MOST: Final = 200_000  # elements of one file; beyond that its tags are left out
_KEYS: Final = ("/StructParents", "/StructParent")


def describe(bound: pikepdf.Pdf, sources: Sequence[pikepdf.Pdf], title: str) -> None:
    """Give a file bound of the sources' pages, in their order, its title, its language and their tags.

    Where every source has tags the file says that it keeps PDF/UA-1.
    """
    is_whole = _keep_tags(bound, sources)
    bound.Root.Lang = String("sv")
    bound.Root.PageMode = Name.UseOutlines
    bound.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    bound.docinfo["/Title"] = title
    with bound.open_metadata(set_pikepdf_as_editor=False) as said:
        said["dc:title"] = title
        if is_whole:
            said["pdfuaid:part"] = "1"


def _keep_tags(bound: pikepdf.Pdf, sources: Sequence[pikepdf.Pdf]) -> bool:
    """Join the sources' structure trees; return whether every source had one."""
    joined = _Joined(bound)
    first, is_whole = 0, True
    for at, source in enumerate(sources):
        pages = [page.obj for page in bound.pages[first : first + len(source.pages)]]
        first += len(pages)
        tree = _tree(source)
        if tree is None:
            is_whole = False
            for place, key in _places(pages):
                del place[key]
        else:
            joined.add(bound.copy_foreign(tree), pages, f"{at}-")
    joined.write()
    bound.Root.MarkInfo = Dictionary(Marked=True, Suspects=not is_whole)
    return is_whole


class _Joined:
    """One structure tree, to which others are added."""

    def __init__(self, bound: pikepdf.Pdf) -> None:
        self.bound = bound
        self.root = bound.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array()))
        self.numbers = NumberTree.new(bound)
        self.next_number = 0
        self.maps: dict[str, dict[str, Any]] = {"/RoleMap": {}, "/ClassMap": {}}

    def add(self, tree: Any, pages: Sequence[Any], prefix: str) -> None:
        """Add a tree that is copied into the file, with the pages it tells of."""
        for element in _elements(tree):
            _rename(element, prefix)
        for element in _children(tree):
            element.P = self.root
            self.root.K.append(element)
        for place, key in _places(pages):
            place[key] = int(place[key]) + self.next_number
        held = dict(NumberTree(tree.ParentTree).items())
        for number, place in held.items():
            self.numbers[number + self.next_number] = place
        self.next_number += max(held, default=-1) + 1
        for name, known in self.maps.items():
            for key, value in _held(tree, name).items():
                known.setdefault(key, value)

    def write(self) -> None:
        """Make it the file's."""
        self.root.ParentTree = self.numbers.obj
        self.root.ParentTreeNextKey = self.next_number
        for name, known in self.maps.items():
            if known:
                self.root[name] = Dictionary(known)
        self.bound.Root.StructTreeRoot = self.root


def _tree(source: pikepdf.Pdf) -> Any:
    """The file's structure tree, when it has one that can be joined to others."""
    tree = source.Root.get("/StructTreeRoot")
    if not isinstance(tree, Dictionary) or not isinstance(tree.get("/ParentTree"), Dictionary):
        return None
    numbers = [*NumberTree(tree.ParentTree).keys()]
    count = sum(1 for _ in _elements(tree))
    is_sound = all(0 <= n < MOST for n in numbers) and 0 < count < MOST
    return tree if is_sound else None


def _held(holder: Any, name: str) -> dict[str, Any]:
    """A dictionary inside another, empty when it is none."""
    found = holder.get(name)
    return dict(found) if isinstance(found, Dictionary) else {}


def _children(element: Any) -> list[Any]:
    """The elements right below; a page's own marks, which are numbers, are none."""
    below = element.get("/K")
    rows = list(below) if isinstance(below, Array) else [below]
    return [row for row in rows if isinstance(row, Dictionary) and "/S" in row]


def _elements(tree: Any) -> Iterator[Any]:
    """Every element of the tree once, though a broken file may lead in circles."""
    seen: set[tuple[int, int]] = set()
    waiting = _children(tree)
    while waiting and len(seen) < MOST:
        element = waiting.pop()
        if element.objgen in seen or element.objgen == (0, 0):
            continue
        seen.add(element.objgen)
        yield element
        waiting += _children(element)


def _rename(element: Any, prefix: str) -> None:
    """Let the element's name, and those its cells' headers have, be its own file's."""
    if isinstance(element.get("/ID"), String):
        element.ID = _named(prefix, element.ID)
    attributes = element.get("/A")
    for each in attributes if isinstance(attributes, Array) else [attributes]:
        if isinstance(each, Dictionary) and isinstance(each.get("/Headers"), Array):
            names = [name for name in each.Headers if isinstance(name, String)]
            each.Headers = Array(_named(prefix, name) for name in names)


def _named(prefix: str, name: Any) -> String:
    return String(prefix.encode() + bytes(name))


def _places(pages: Sequence[Any]) -> list[tuple[Any, str]]:
    """Where the pages, their annotations and their drawings hold a number of the parent tree; each once."""
    found: dict[Any, tuple[Any, str]] = {}
    for page in pages:
        notes = page.get("/Annots")
        resources = page.get("/Resources")
        drawn = _held(resources, "/XObject") if isinstance(resources, Dictionary) else {}
        for holder in (page, *(notes if isinstance(notes, Array) else ()), *drawn.values()):
            if not isinstance(holder, Dictionary | Stream):
                continue
            for key in _KEYS:
                if isinstance(holder.get(key), int):
                    found[holder.objgen, key] = holder, key
    return list(found.values())
