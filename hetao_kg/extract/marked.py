"""Names that marks tell: 《…》, 「…」 with a telling ending or verb around it, a firm's name with a place in brackets inside.

Everything works on squeezed folded text (:func:`~hetao_kg.extract.gazetteer.squeeze`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hetao_kg.extract.endings import Endings
from hetao_kg.extract.gazetteer import Found
from hetao_kg.ontology import Ontology
from hetao_kg.text import HAN, any_of
from hetao_kg.types import Kind

_TITLE = re.compile(r"《([^《》\n]{2,80})》")
_QUOTED = re.compile(r"[“‘]([^“”‘’\n]{2,40})[”’]")
_ALONE = re.compile(rf"(?<![{HAN}])[{HAN}]{{2,6}}$")
_NO_NAME = re.compile(r"[,，。;；:：!！?？]")
#: Behind the closing mark of a name that nothing goes on from.
_CLOSED = re.compile(r"[，。；、,;(]|[和与及]|$|\n")


class Marked:
    """The rules for names between marks; made once for an ontology."""

    def __init__(self, ontology: Ontology, endings: Endings) -> None:
        self._endings = endings
        evidence, suffixes = ontology.words["evidence"], ontology.words["suffixes"]
        self._telling = tuple(w + the for w in (*evidence["founding"], *evidence["deciding"], *evidence["renaming"]) for the in ("", "了"))
        the = ("", "了")
        self._founding = tuple(w + t for w in evidence["founding"] for t in the)
        self._staging = tuple(w + t for w in (*evidence["deciding"], *evidence["staging"]) for t in the)
        self._zoning = tuple(evidence["zoning"])
        told = ontology.words["short_forms"]
        #: Behind the closing mark of a name whose short form is told.
        self._shortened = re.compile(rf"[”’]\((?:{any_of(told['before'])})?(?:{any_of(told['defining'])})")
        self._policies = tuple(suffixes["policy_strong"] + suffixes["policy_weak"])
        self._body = re.compile(rf"(?:{any_of(suffixes['bodies_before'])})?(?:{any_of(suffixes['bodies_behind'])})")
        self._firm = re.compile(rf"(?<=[{HAN}a-z0-9])\([{HAN}]{{2,6}}\)[{HAN}]{{0,10}}?(?:{any_of(suffixes['legal'])})")

    def found(self, squeezed: str) -> Iterator[Found]:
        """All of them, in no order."""
        for match in _TITLE.finditer(squeezed):
            yield Found(match.start(1), match.end(1), "Policy", "title")
        yield from self._quoted(squeezed)
        for match in self._firm.finditer(squeezed):
            start = self._endings.phrase_before(squeezed, match.start())
            if start == match.start() and (alone := _ALONE.search(squeezed, 0, start)):
                start = alone.start()  # a verb by the dictionary (启明), with nothing before it
            if start < match.start():
                yield Found(start, match.end(), "Institution", "ending-strong")

    def _quoted(self, squeezed: str) -> Iterator[Found]:
        """「…」 is a name where its ending, or what stands behind it (「科匯通」計劃), tells a kind."""
        for match in _QUOTED.finditer(squeezed):
            inner = match.group(1)
            if _NO_NAME.search(inner) or len(inner) < 3:
                continue
            told = self._endings.kind_of(inner) or self._endings.head(inner)
            kind = self._introduced(squeezed, match)
            introduced = squeezed.endswith(self._telling, 0, match.start()) or bool(self._shortened.match(squeezed, match.end() - 1))
            surely = told is not None and (introduced or kind is not None or told[0] == "Policy")
            whole = surely or self._endings.phrase_before(inner, len(inner)) == 0
            if told and whole and not inner[0].isdigit():
                yield Found(match.start(1), match.end(1), told[0], "quoted")
            elif not inner[0].isdigit() and (said := self._behind(squeezed, match.end(), whole) or kind):
                yield Found(match.start(1), match.end(1), said, "quoted")

    def _behind(self, squeezed: str, end: int, whole: bool) -> Kind | None:
        """Kind that the noun behind the closing mark tells (「科匯通」計劃, 「一碼助農」數據平台)."""
        if whole and squeezed.startswith(self._policies, end):
            return "Policy"
        return "Institution" if self._body.match(squeezed, end) else None

    def _introduced(self, squeezed: str, match: re.Match[str]) -> Kind | None:
        """Kind of a name that only the verb before its marks tells (推出「紅米貸」); nothing may go on behind them."""
        at = match.start()
        if not _CLOSED.match(squeezed, match.end()):
            return None
        if squeezed.endswith(self._founding, 0, at):
            return "Institution"
        if squeezed.endswith(self._staging, 0, at):
            return "Policy"
        return "Place" if squeezed.endswith(self._zoning, 0, at) else None
