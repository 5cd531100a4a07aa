"""Bodies that a place tells apart: an office behind a place, a government of one or several places, 市政府 alone.

Everything works on squeezed folded text. A listed office never stands for one of another jurisdiction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from hetao_kg.extract.gazetteer import Found
from hetao_kg.ontology import Ontology
from hetao_kg.segment import Segmenter, word_tags
from hetao_kg.text import any_of, has_han, key, longest_first

#: Levels at which an office belongs to one place.
_GOVERNED = frozenset(("national", "provincial", "municipal", "district", "hongkong", "macau", "taiwan"))
_SINGLE = frozenset(("hongkong", "macau", "taiwan", "national"))


class Offices:
    """The rules for offices and governments; made once for an ontology."""

    def __init__(self, ontology: Ontology, segmenter: Segmenter) -> None:
        self._ontology, self._segmenter = ontology, segmenter
        words = ontology.words["places"]
        #: Administrative divisions that may stand behind a name as a word of their own, and those that may stand alone.
        self._levels, self._divided = frozenset(words["levels"]), frozenset(words["alone"])
        short = any_of(ontology.words["suffixes"]["institution_short"])
        self._alone = re.compile(f"(?:{'|'.join(words['levels'])})(?:人民)?政府|(?:{'|'.join(words['alone'])})(?:{short})")
        self._together = re.compile(any_of(words["together"]))
        self._joining = longest_first(ontology.words["joining"]["words"])
        self._stop = frozenset(ontology.words["boundaries"]["words"])
        #: Between a place and its office these change nothing (高雄市政府教育局).
        self._national = tuple(ontology.words["scopes"]["national"])
        self._between = tuple(ontology.words["scopes"]["between"])
        self._joint = {
            frozenset(members): joint for joint, members in ontology.members.items() if ontology.entities[joint].kind == "Institution"
        }
        self._government_of = ontology.governments

    def placed(self, squeezed: str, found: Sequence[Found]) -> list[Found]:
        """``found``, with listed offices behind a place they do not belong to read as other offices (高雄市政府 + 環境保護局)."""
        result: list[Found] = []
        for f in found:
            place = self._place_before(squeezed, f, result) if f.kind == "Institution" and f.entity in self._ontology.entities else None
            if place and self._foreign(place, f.entity, squeezed.startswith(self._national, f.start)):
                start = place.start
                result = [r for r in result if r.end <= start]
                f = Found(start, f.end, "Institution", "placed")
            result.append(f)
        return result

    def _place_before(self, squeezed: str, found: Found, earlier: Sequence[Found]) -> Found | None:
        """The place, listed or not, directly before a name (政府 may stand between)."""
        ends = [found.start] + [found.start - len(w) for w in self._between if squeezed.endswith(w, 0, found.start)]
        last = next((f for f in reversed(earlier) if f.end <= found.start), None)
        if last and last.end in ends and (last.kind == "Place" or squeezed[last.start : last.end].endswith(self._between)):
            return last
        end = min(ends)
        if not has_han(squeezed[end - 1 : end]):
            return None
        words = self._segmenter.words(squeezed[max(0, end - 6) : end])[-2:]
        if words and word_tags().get(words[-1]) == "ns":
            return Found(end - len(words[-1]), end, "Place", "placed")
        if len(words) > 1 and words[-1] in self._levels and has_han(words[-2]) and word_tags().get(words[-2], "n")[:1] == "n":
            return Found(end - len(words[-2]) - 1, end, "Place", "placed")  # 南山 + 县
        return None

    def _foreign(self, place: Found, office: str, national: bool) -> bool:
        """Whether a listed office belongs to another jurisdiction than the place before it; ``national``: its name says the nation's."""
        where, body = self._ontology.entities.get(place.entity), self._ontology.entities[office]
        if where is not None and where.level == "foreign" and body.level in _GOVERNED:
            return True
        if body.level not in _GOVERNED or (where and where.level not in _GOVERNED):
            return False
        if where is None:
            return place.entity == "" and not (body.level == "national" and national)
        single = where.level in _SINGLE and where.level == body.level
        inside = any(key(p) in key(n) for p in where.names() if has_han(p) for n in body.names())
        return not (single or inside)

    def subordinate(self, squeezed: str, found: Sequence[Found]) -> Iterator[Found]:
        """A listed body directly behind the body it belongs to, as one name (行政院 + 國家發展委員會)."""
        for above, body in pairwise(found):
            listed = self._ontology.entities.get(body.entity)
            if above.end == body.start and above.kind == body.kind == "Institution" and listed and listed.parent:
                meant = (above.entity, *self._ontology.contexts.get(squeezed[above.start : above.end], {}).values())
                if listed.parent in meant:
                    yield replace(body, start=above.start)

    def relative(self, squeezed: str, found: Sequence[Found]) -> Iterator[Found]:
        """市政府 and 省 + an office, alone: which place is meant the text around them tells."""
        for match in self._alone.finditer(squeezed):
            if self._begins(squeezed, match.start()):
                yield Found(match.start(), match.end(), "Institution", "relative")
        for f in found:
            if f.kind == "Institution" and self.divided(squeezed, f.start):
                yield Found(f.start - 1, f.end, "Institution", "relative")

    def divided(self, squeezed: str, at: int) -> bool:
        """Whether 省, 市, 区 or 县 alone stands before ``at`` and says of which level an office is."""
        return squeezed[max(0, at - 1) : at] in self._divided and self._begins(squeezed, at - 1)

    def _begins(self, squeezed: str, at: int) -> bool:
        """Whether a division at ``at`` opens a name and does not end that of a place (not 莲花市 + 政府, 自贸区 + 政府)."""
        before = squeezed[max(0, at - 6) : at]
        if at == 0 or not has_han(before[-1:]):
            return True
        word = self._segmenter.words(before)[-1]
        return word in self._stop or word_tags().get(word, "n")[:1] in ("v", "d", "p", "c", "u", "r")

    def coordinated(self, squeezed: str, found: Sequence[Found]) -> Iterator[Found]:
        """Governments of several places: 廣東省、香港和澳門三地政府 as one joint party, 廣東省 in 廣東省和深圳市政府 as its own."""
        places = {f.end: f for f in found if f.kind == "Place"}
        for match in self._together.finditer(squeezed):
            chain = self._chain(squeezed, match.start(), places)
            members = [m for p in chain for m in self._ontology.members.get(p.entity, (p.entity,))]
            if len(members) > 1:
                governments = frozenset(self._government_of.get(m, "") for m in members)
                yield Found(chain[-1].start, match.end(), "Institution", "coordinated", self._joint.get(governments, ""))
        for f in found:
            if f.kind == "Institution" and squeezed.endswith("政府", 0, f.end):
                for word in filter(has_han, self._joining):
                    place = places.get(f.start - len(word)) if squeezed.endswith(word, 0, f.start) else None
                    if place and place.entity in self._government_of:
                        yield replace(place, kind="Institution", rule="coordinated", entity=self._government_of[place.entity])

    def _chain(self, squeezed: str, end: int, places: dict[int, Found]) -> list[Found]:
        """Places joined by 、 and 和 that end at ``end``, last first."""
        chain: list[Found] = []
        place = places.get(end)
        while place:
            chain.append(place)
            start = place.start
            joints = (start - len(w) for w in self._joining if squeezed.endswith(w, 0, start))
            place = next((places[end] for end in joints if end in places), None)
        return chain
