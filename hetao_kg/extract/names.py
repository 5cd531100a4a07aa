"""Names in a text: those the ontology lists, those documents define, and those nobody listed.

Everything works on folded text; a mention's offsets are those of the original. Every rule's finds are put together and
overlaps resolved once, the longest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hetao_kg.extract.brands import Brands
from hetao_kg.extract.divisions import Divisions
from hetao_kg.extract.endings import Endings
from hetao_kg.extract.fields import Fields
from hetao_kg.extract.gazetteer import Defined, Found, Gazetteer, squeeze
from hetao_kg.extract.marked import Marked
from hetao_kg.extract.offices import Offices
from hetao_kg.extract.persons import Persons
from hetao_kg.extract.policies import Policies
from hetao_kg.extract.told import Told
from hetao_kg.ontology import Ontology
from hetao_kg.segment import Segmenter, word_tags
from hetao_kg.text import fold, has_han
from hetao_kg.types import Kind, Mention

#: Quotation marks and what closes them.
_OPENING = {"“": "”", "‘": "’", "《": "》"}
#: Of two names of the same place and length, that of the first rule stands.
_ORDER = ("person", "coordinated", "defined", "listed", "post", "title", "quoted", "relative", "ending", "placed", "division", "dictionary")


class NameFinder:
    """Finds listed and unlisted names; built once for an ontology."""

    def __init__(self, ontology: Ontology, segmenter: Segmenter) -> None:
        self._ontology = ontology
        self.segmenter = segmenter
        names = {n: e.id for e in ontology.entities.values() for n in e.names()}
        #: Names that mean nothing certain outside their context.
        self._contextual = Gazetteer(
            {name: ontology.entities[next(iter(m.values()))].kind for name, m in ontology.contexts.items() if name not in ontology.names}
        )
        bare = {re.sub(r"[“”‘’「」『』《》]", "", n): i for n, i in names.items()}
        self._listed = Gazetteer({**{n: i for n, i in bare.items() if len(n) > 3}, **names})
        self._parts = tuple(ontology.words["suffixes"]["parts"])
        self._phases = re.compile("|".join(ontology.words["phrases"]["phases"]))
        self._agreements = tuple(ontology.words["policies"]["agreements"])
        self._general = frozenset(e.id for e in ontology.entities.values() if e.note.startswith("general"))
        self._actors = frozenset(e.id for e in ontology.entities.values() if e.note.startswith("actor"))
        actor = ontology.words["actor"]
        self._agent_marks, self._no_actor_after = frozenset(actor["marks"]), frozenset(actor["not_after"])
        firms = ontology.words["firms"]
        self._firm_openings, self._firm_endings = tuple(firms["openings"]), tuple(firms["endings"])
        #: What may follow a firm's name, the longest first, and whether it makes it the front of a longer noun.
        behind = {**dict.fromkeys(firms["nouns_behind"], True), **dict.fromkeys(firms["not_nouns_behind"], False)}
        self._behind_firms = dict(sorted(behind.items(), key=lambda row: (-len(row[0]), row[0])))
        self._industries = tuple(ontology.words["nouns"]["industries"])
        self._field_heads = tuple(ontology.words["nouns"]["after_no_field"])
        self._endings = Endings(ontology, segmenter)
        self._marked = Marked(ontology, self._endings)
        self._brands = Brands(ontology, segmenter)
        self._told = Told(ontology, segmenter)
        self._fields = Fields(ontology, segmenter)
        self._policies = Policies(ontology, segmenter)
        self._divisions = Divisions(ontology, segmenter)
        self._offices = Offices(ontology, segmenter)
        self._persons = Persons(ontology, segmenter)

    def kind_of(self, name: str) -> tuple[Kind, bool] | None:
        """Kind that the ending of a folded name tells and whether the ending alone suffices; None if it tells none."""
        return self._endings.kind_of(name)

    def specific(self, front: str, strong: bool) -> bool:
        """Whether the words before a name's ending name something and not only a class (科研機構, 本地大學)."""
        return self._endings.specific(front, strong)

    def named(self, name: str) -> bool:
        """Whether a folded name is more than a word for an agreement: 合作備忘錄 without 《》 may be anybody's."""
        return not name.endswith(self._agreements) or self._endings.more_than_ending(name)

    def proper(self, name: str) -> bool:
        """Whether a folded name without an ending begins with a proper one and ends with a noun, so that it may stand alone."""
        return self._endings.proper(name)

    def begins(self, before: str) -> bool:
        """Whether a name may begin behind the folded text ``before``: no noun stands there that it would go on from."""
        if not has_han(before[-1:]):
            return True
        return word_tags().get(self.segmenter.words(before)[-1], "n")[:1] in ("v", "d", "p", "c", "u", "r")

    def phrase_before(self, squeezed: str, end: int) -> int:
        """Start of the noun phrase that ends at ``end``: as far left as words can belong to a name."""
        return self._endings.phrase_before(squeezed, end)

    def find(self, folded: str, more: Sequence[Gazetteer[Defined]] = (), unlisted: bool = True) -> list[Mention]:
        """All names in ``folded`` text, without overlaps, in order.

        ``more``: names that documents define. ``unlisted=False`` leaves out names nobody listed (for a question).
        """
        squeezed, places = squeeze(folded)
        known = self._known(squeezed)
        for gazetteer in more:
            known += [Found(a, b, d.kind, d.rule, d.entity) for a, b, d in gazetteer.find(squeezed) if places[a] >= d.since]
        known = [_unquoted(squeezed, f) for f in known if f.entity not in self._actors or self._acts(squeezed, f)]
        found = self._offices.placed(squeezed, resolve(known)) if not unlisted else self._with_unlisted(squeezed, known)
        mentions = []
        for f in [self._phase(squeezed, f) for f in found] if unlisted else found:
            start, end = places[f.start], places[f.end - 1] + 1
            mentions.append(Mention(start, end, folded[start:end], f.kind, f.rule, f.entity))
        return mentions

    def _known(self, squeezed: str) -> list[Found]:
        """Listed names; one of one or two characters must not cut a word in two."""
        entities = self._ontology.entities
        found = (Found(a, b, entities[e].kind, "listed", e) for a, b, e in self._listed.find(squeezed))
        kept = [f for f in found if not self._goes_on(squeezed, f) and self._may_be_short(squeezed, f)]
        kept = [g for f in kept for g in (self._inside(squeezed, f) if self._fronts(squeezed, f) else [f])]
        return kept + [Found(a, b, kind, "listed") for a, b, kind in self._contextual.find(squeezed)]

    def _may_be_short(self, squeezed: str, found: Found) -> bool:
        return found.end - found.start > 2 or not has_han(squeezed[found.start : found.end]) or self._on_word_edges(squeezed, found)

    def _goes_on(self, squeezed: str, found: Found) -> bool:
        """Whether the ministry that a name seems to end with is the beginning of another word (民政 + 部门)."""
        return squeezed.startswith(self._parts, found.end - 1)

    def _fronts(self, squeezed: str, found: Found) -> bool:
        """Whether a firm's name without its legal form is the front of a longer noun (中國石油 + 消費量, 中國中車 + 輛)."""
        if not squeezed.startswith(self._firm_openings, found.start) or squeezed.endswith(self._firm_endings, found.start, found.end):
            return False
        label = fold(self._ontology.entities[found.entity].label("zh-hans"))
        longest = next((w for w in self._behind_firms if squeezed.startswith(w, found.end)), "")
        return label.endswith(self._firm_endings) and self._behind_firms.get(longest, False)

    def _inside(self, squeezed: str, found: Found) -> Iterator[Found]:
        """The listed names within one that is none itself."""
        for a, b, e in self._listed.find(squeezed[found.start : found.end - 1]):
            yield Found(found.start + a, found.start + b, self._ontology.entities[e].kind, "listed", e)

    def _with_unlisted(self, squeezed: str, known: list[Found]) -> list[Found]:
        known = [self._wider(squeezed, f) for f in known if f.entity not in self._general and not self._modifies(squeezed, f)]
        ends = {f.end for f in known}
        known = [g for f in known for g in ([f] if f.start in ends else self._local(squeezed, f))]
        cities = list(self._divisions.alone(squeezed))
        found = [*known, *self._marked.found(squeezed), *self._endings.built(squeezed, [*known, *cities])]
        found += [*self._brands.found(squeezed), *self._told.found(squeezed)]
        found += [*cities, *self._divisions.behind(squeezed, [*known, *cities]), *self._divisions.named(squeezed)]
        found = self._offices.placed(squeezed, resolve(found))
        found = resolve([*found, *self._offices.subordinate(squeezed, found)])
        found = resolve([*found, *self._offices.relative(squeezed, found)])
        found = resolve([*found, *self._offices.coordinated(squeezed, found)])
        found = resolve([*found, *self._policies.found(squeezed, found)])
        found = resolve([*found, *self._fields.found(squeezed, found)])
        persons = list(self._persons.named(squeezed))
        taken = bytearray(len(squeezed) + 1)
        for p in persons:
            taken[p.start : p.end] = b"\1" * (p.end - p.start)
        kept = [f for f in found if not any(taken[f.start : f.end])]
        return resolve([*self._persons.holders(squeezed, kept, persons, self._listed), *persons])

    def _local(self, squeezed: str, found: Found) -> Iterator[Found]:
        """A listed post behind 市 or 省 alone is not the listed one (市 + 教育局局長): the body it begins with remains."""
        if found.kind != "Person" or not self._offices.divided(squeezed, found.start):
            yield found
            return
        inside = squeezed[found.start : found.end - 1]
        ends = [b for names in (self._listed, self._contextual) for a, b, _ in names.find(inside) if a == 0]
        if ends:
            yield Found(found.start, found.start + max(ends), "Institution", "listed")

    def _modifies(self, squeezed: str, found: Found) -> bool:
        """A field's name in front of the noun for something else is part of that (科技創新 + 高地)."""
        return found.kind == "Field" and squeezed.startswith(self._field_heads, found.end)

    def _wider(self, squeezed: str, found: Found) -> Found:
        """A field goes on over the word that calls it an industry (生物科技 + 產業)."""
        if found.kind != "Field":
            return found
        tail = next((w for w in self._industries if squeezed.startswith(w, found.end)), "")
        begins = len(tail) == 1 and self.segmenter.knows(squeezed[found.end : found.end + 2])  # 物流 + 业务
        return replace(found, end=found.end + len(tail)) if tail and not begins else found

    def _phase(self, squeezed: str, found: Found) -> Found:
        """A place with the phase behind it: 產業園一期 is another than 產業園二期."""
        phase = self._phases.match(squeezed, found.end) if found.kind == "Place" else None
        return replace(found, end=phase.end(), entity="") if phase else found

    def _acts(self, squeezed: str, found: Found) -> bool:
        """A general word such as 國家 is a body only where something is done by it: a verb or adverb follows."""
        before = squeezed[found.start - 1 : found.start]
        spans = self.segmenter.spans(squeezed[found.end : found.end + 6])
        if not spans or before in self._agent_marks or not has_han(spans[0][0]):
            return bool(spans) and before in self._agent_marks
        return word_tags().get(spans[0][0], "") in ("v", "d", "p", "ad", "c") and before not in self._no_actor_after

    def _on_word_edges(self, squeezed: str, found: Found) -> bool:
        """Whether words end where the name begins and where it ends, as far as four characters on each side tell."""
        shift = max(0, found.start - 4)
        text, at, start, end = squeezed[shift : found.end + 4], 0, found.start - shift, found.end - shift
        if not (self.segmenter.crossed(text, start) or self.segmenter.crossed(text, end)):
            return True
        edges = {0}
        for word in self.segmenter.words(text):
            at += len(word)
            edges.add(at)
            if at >= end:
                break
        return start in edges and end in edges


def resolve(found: Iterable[Found]) -> list[Found]:
    """Overlaps are resolved once: the longer wins, then the better rule, then the earlier."""
    rank = {rule: n for n, rule in enumerate(_ORDER)}
    found = list(found)
    occupied = bytearray(max((f.end for f in found), default=0))
    taken: list[Found] = []
    for f in sorted(found, key=lambda f: (f.start - f.end, rank.get(f.rule.partition("-")[0], 9), f.start, f.entity)):
        if not any(occupied[f.start : f.end]):
            occupied[f.start : f.end] = b"\1" * (f.end - f.start)
            taken.append(f)
    return sorted(taken, key=lambda f: f.start)


def _unquoted(squeezed: str, found: Found) -> Found:
    """Quotation marks around a whole name are not part of it; inside a longer name they are (「十四五」規劃)."""
    start, end = found.start, found.end
    if squeezed[start] not in _OPENING:
        return found
    while end - start > 2 and _OPENING.get(squeezed[start]) == squeezed[end - 1] and squeezed[start] not in squeezed[start + 1 : end - 1]:
        start, end = start + 1, end - 1
    return replace(found, start=start, end=end)
