"""What a name means in this text: 立法會 by where the document is at home, 市政府 and 該局 by what was named before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hetao_kg.ontology import Ontology
from hetao_kg.segment import Segmenter
from hetao_kg.text import any_of, fold, key
from hetao_kg.types import Kind, Mention

#: A jurisdiction for every level that has one; bodies of regional, international and foreign levels tell nothing.
_HOME = {"hongkong": "hongkong", "macau": "macau", "taiwan": "taiwan", "national": "mainland", "provincial": "mainland",
         "municipal": "mainland", "district": "mainland"}  # fmt: skip
#: Kinds of which 該 + ending may be one.
_POINTED: tuple[Kind, ...] = ("Institution", "Policy", "Place")
_JOINT = re.compile(r"(?:两|三|四)地政府")


@dataclass(frozen=True, slots=True)
class Meant:
    """A mention and the full name it stands for, where its own words are not that name."""

    mention: Mention
    name: str = ""


#: A text is at home in the city named in so many of its first characters; one named so near before an office is the one meant.
_OPENING, _NEARBY = 150, 60


class Contexts:
    """The rules of context; made once for an ontology."""

    def __init__(self, ontology: Ontology, segmenter: Segmenter) -> None:
        self._ontology, self._segmenter = ontology, segmenter
        anaphora, places = ontology.words["anaphora"], ontology.words["places"]
        self._levels: Mapping[str, Sequence[str]] = places["levels_of"]
        self._government = tuple(places["government"])
        self._ends: Mapping[str, tuple[Kind, tuple[str, ...]]] = {
            word: (kind, tuple(ends)) for kind in _POINTED for word, ends in anaphora[kind.lower()].items()
        }
        self._anaphor = re.compile(f"该({any_of(self._ends)})")
        self._places = frozenset(fold(n) for e in ontology.entities.values() if e.kind == "Place" for n in e.names())
        self._joint = {frozenset(of): joint for joint, of in ontology.members.items() if ontology.entities[joint].kind == "Institution"}

    def home(self, mentions: Iterable[Mention]) -> str:
        """Where most bodies named belong whose names mean one thing only, else most places; empty if nothing tells."""
        counts: dict[str, Counter[str]] = {"Institution": Counter(), "Place": Counter()}
        for m in mentions:
            entity = self._ontology.entities.get(m.entity)
            if entity and m.kind in counts and entity.level in _HOME and key(m.surface) not in self._ontology.contexts:
                counts[m.kind][_HOME[entity.level]] += 1
        tally = counts["Institution"] or counts["Place"]
        return min(tally, key=lambda j: (-tally[j], j)) if tally else ""

    def read(self, mentions: Sequence[Mention], folded: str, home: str = "") -> list[Meant]:
        """``mentions`` of a whole text in order, with what they mean in it, and the anaphora (該局) that refer to them.

        ``home`` is the jurisdiction of the document, told from the mentions where it is empty.
        """
        home = home or self.home(mentions)
        found: list[Meant] = []
        anaphora = self._anaphora(folded, mentions)
        for m in sorted([*mentions, *anaphora], key=lambda m: m.start):
            if m.rule == "anaphor":
                found += self._antecedent(m, found)
            elif m.rule == "relative":
                found += self._relative(m, found, home)
            elif m.rule == "listed" and _JOINT.fullmatch(key(m.surface)):
                found.append(self._joint_party(m, found))
            else:
                found.append(Meant(self._at_home(m, home)))
        return found

    def _at_home(self, m: Mention, home: str) -> Mention:
        """A name that means several things stands for the one of this jurisdiction; where it means none, for a body of its own."""
        meanings = self._ontology.contexts.get(key(m.surface)) if m.rule in ("listed", "title") or m.rule.startswith("ending") else None
        if not meanings or not home:
            return m
        meant = meanings.get(home, "")
        return replace(m, entity=meant, rule="context") if meant else replace(m, entity="", rule="context-unknown")

    def _anaphora(self, folded: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
        """該局, 該計劃, where 該 + ending are words of their own and no name."""
        taken = {at for m in mentions for at in range(m.start, m.end)}
        for match in self._anaphor.finditer(folded):
            start, end = match.span()
            edges = {b for _, _, b in self._segmenter.spans(folded[start + 1 : end + 3])}
            if start not in taken and end - start - 1 in edges:
                yield Mention(start, end, match.group(), self._ends[match.group(1)][0], "anaphor")

    def _antecedent(self, m: Mention, earlier: Sequence[Meant]) -> list[Meant]:
        """The name of the kind named last that ends as the anaphor says; none without it."""
        kind, ends = self._ends[m.surface.removeprefix("该")]
        for meant in reversed(earlier):
            name = meant.name or meant.mention.surface
            if meant.mention.kind == kind and any(fold(n).endswith(ends) for n in (name, *self._names(meant.mention.entity))):
                return [Meant(replace(m, entity=meant.mention.entity), "" if meant.mention.entity else name)]
        return []

    def _names(self, identifier: str) -> tuple[str, ...]:
        entity = self._ontology.entities.get(identifier)
        return (entity.label("zh-hans"),) if entity else ()

    def _relative(self, m: Mention, earlier: Sequence[Meant], home: str) -> list[Meant]:
        """市政府 is that of the city the text opens with, unless another is named close by; else of the one named last, if any."""
        division, rest = m.surface[0], m.surface[1:]
        named = ((meant.mention.end, p) for meant in reversed(earlier) if (p := self._place(meant, division)))
        last, place = next(named, (0, ""))
        first = next((p for meant in earlier if meant.mention.start < _OPENING and (p := self._place(meant, division))), "")
        place = first if first and m.start - last > _NEARBY else place
        if not place and not (place := next((p for meant in earlier if (p := self._opening(meant, division))), "")):
            return []
        listed = self._ontology.names.get(key(place), "")
        if rest in self._government and listed in self._ontology.governments:
            return [Meant(replace(m, entity=self._ontology.governments[listed]))]
        return [Meant(replace(m, entity=""), place + ("人民政府" if rest == "政府" and home != "taiwan" else rest))]

    def _place(self, meant: Meant, division: str) -> str:
        """Name of the place that a mention names or begins with, if it is such a division; empty otherwise."""
        name = fold(meant.name or meant.mention.surface)
        if meant.mention.kind == "Place":
            entity = self._ontology.entities.get(meant.mention.entity)
            if entity and entity.level in self._levels.get(division, ()):
                label = fold(entity.label("zh-hans"))
                return label if label.endswith(division) else label + division
            return name if not entity and name.endswith(division) else ""
        if meant.mention.kind != "Institution":
            return ""
        names = [name, *(fold(n) for n in self._names(meant.mention.entity))]
        for text in names:
            at = text.find(division, 1, 8)
            if at > 0 and (text[: at + 1] in self._places):
                return text[: at + 1]
        return ""

    def _opening(self, meant: Meant, division: str) -> str:
        """The place that an unlisted name opens with, two or three characters and ``division`` (雲汐市住房報告); empty if none."""
        name = fold(meant.name or meant.mention.surface)
        at = name.find(division, 2, 4)
        unlisted = meant.mention.entity not in self._ontology.entities and meant.mention.kind in ("Institution", "Policy")
        return name[: at + 1] if at > 0 and unlisted else ""

    def _joint_party(self, m: Mention, earlier: Sequence[Meant]) -> Meant:
        """兩地政府: of the places last named together (滬港); else the listed party, unless only other places were named."""
        members = self._ontology.members
        places = [meant.mention for meant in earlier if meant.mention.kind == "Place"]
        joint = next((p for p in reversed(places) if p.entity in members), None)
        if joint:
            governments = frozenset(self._ontology.governments.get(p, "") for p in members[joint.entity])
            return Meant(replace(m, entity=self._joint.get(governments, "")), joint.surface + m.surface)
        bodies = {e.mention.entity for e in earlier if e.mention.kind == "Institution" and e.mention.surface.endswith("政府")}
        named = bodies | {self._ontology.governments.get(p.entity, p.entity) for p in places}
        fits = len(named) < 2 or set(members.get(m.entity, ())) <= named
        return Meant(m if fits else replace(m, entity="", rule="context-unknown"))
