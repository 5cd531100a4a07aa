"""Relation patterns: the rows of ``ontology/patterns.toml`` and the word lists they are read with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hetao_kg.extract.names import NameFinder
from hetao_kg.ontology import Ontology
from hetao_kg.segment import word_tags
from hetao_kg.text import fold, key

#: Tags of words that no office's name holds, and characters behind one that make it another word (局长).
_NO_OFFICE, _GOES_ON = frozenset("dprum"), frozenset("长员")
#: Behind one of these stands a class of offices (各县市政府).
_EACH = ("各", "两", "数", "每", "多", "各县", "各省")
_CITIES = frozenset(("municipal", "provincial", "hongkong", "macau", "district"))


def _any(words: Sequence[str]) -> str:
    """A regular expression for the longest of ``words``; one that ends in a bracket expression is taken as such."""
    return "|".join(w if "(" in w else re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of ``patterns.toml``; see the head of that file for what each key means."""

    id: str
    predicate: str
    verbs: tuple[str, ...]
    subject: frozenset[str]
    object: frozenset[str]
    act: bool = False
    open: bool = False
    joint: bool = True
    swap: bool = False
    where: bool = False
    inner: bool = False
    before: bool = False
    together: bool = False
    amount: bool = False
    goal: bool = False
    status: str = ""
    note: str = ""
    topic: bool = True
    after: tuple[str, ...] = ()
    reach: int = 24
    to: tuple[str, ...] = ()
    ba: bool = False
    listed: bool = False
    regulated: bool = False
    policy: bool = False
    about: bool = False
    future: bool = False
    near: int = 99
    place: bool = False
    locale: bool = False
    receiver: bool = False
    ahead: bool = False
    sited: bool = False
    placed: bool = False
    at: bool = False
    hub: bool = False
    ensuing: bool = False
    within: bool = False
    far: bool = True
    priced: bool = False
    giving: tuple[str, ...] = ()
    plain: bool = False
    heir: bool = False
    by: bool = False
    marked: bool = False
    house: bool = False
    granted: bool = False
    copula: bool = False
    tenants: bool = False
    of: tuple[str, ...] = ()


def load_patterns(rows: Sequence[Mapping[str, Any]]) -> tuple[Pattern, ...]:
    """Patterns from the rows of ``patterns.toml``; verbs are folded."""
    known = set(Pattern.__slots__)
    found = []
    for row in rows:
        given = {k: v for k, v in row.items() if k in known}
        for name in ("verbs", "after", "to", "of", "giving"):
            given[name] = tuple(fold(v) for v in row.get(name, ()))
        for name in ("subject", "object"):
            given[name] = frozenset(row.get(name, ()))
        found.append(Pattern(**given))
    return tuple(found)


class Grammar:
    """Everything that reading a sentence needs to know, compiled once for an ontology."""

    def __init__(self, ontology: Ontology, finder: NameFinder) -> None:
        self.ontology, self.finder, self.segmenter = ontology, finder, finder.segmenter
        self.by_verb: dict[str, list[Pattern]] = {}
        for pattern in load_patterns(ontology.patterns):
            for verb in pattern.verbs:
                self.by_verb.setdefault(verb, []).append(pattern)
        verbs = "|".join(map(re.escape, sorted(self.by_verb, key=lambda v: (-len(v), v)))) or "(?!)"
        #: What shows that a bare head before it acts: verbs and words of status.
        cues = ontology.words["cues"]
        self.following = frozenset((*self.by_verb, *cues["planned"], *cues["proposed"], *ontology.words["posts"]["sole"]))
        #: The longest verb at each place, as group 1 of an empty match.
        self.verbs = re.compile(f"(?=({verbs}))")
        words = ontology.words
        grammar, phrases = words["grammar"], words["phrases"]
        self.prepositions = tuple(sorted(words["prepositions"]["words"], key=len, reverse=True))
        self.together = tuple(sorted(words["prepositions"]["together"], key=len, reverse=True))
        self.stops = frozenset(words["boundaries"]["words"])
        self.doing = self.stops - frozenset(words["boundaries"]["inside"])
        self.nouns = tuple(words["nouns"]["after_place"])
        self.whole = tuple(words["nouns"]["after_object"])
        self.no_offices = tuple(words["suffixes"]["no_offices"])
        self.local = re.compile(rf"(?:{_any(phrases['levels'])}).{{1,12}}(?:{_any(phrases['offices'])})")
        self.levels, self.office_ends = tuple(phrases["levels"]), tuple(phrases["offices"])
        self.before_local = frozenset(phrases["before_local"])
        self.frames = tuple(phrases["frames"])
        self.sides = frozenset(words["nouns"]["sides"])
        self.branches = tuple(words["nouns"]["branches"])
        self.post_ends = (*words["posts"]["sole"], *words["posts"]["many"])
        self.post_of = re.compile(rf"(?:现任|时任|首任)?(?:{_any(words['posts']['sole'])})(?:为|是|由)")
        self.chairs, self.presided = tuple(words["posts"]["chairs"]), tuple(words["posts"]["presided"])
        self.heads_of = tuple(words["posts"]["heads_of"])
        self.posts = frozenset((*words["posts"]["sole"], *words["posts"]["many"]))
        self.units = tuple(words["nouns"]["units"])
        self.agent, self.passive, self.joining = (tuple(grammar[k]) for k in ("agent", "passive", "joining"))
        self.suffering = tuple(grammar["suffering"])
        self.pronouns, self.pivots = tuple(grammar["pronouns"]), tuple(grammar["pivots"])
        self.founding = frozenset(words["evidence"]["founding"])
        self.preparing, self.done = frozenset(grammar["preparing"]), frozenset(words["cues"]["done"])
        self.saying = frozenset(words["cues"]["saying"])
        self.becoming, self.consenting = tuple(grammar["becoming"]), tuple(grammar["consenting"])
        self.houses = tuple(grammar["houses"])
        purposes = f"(?:{_any(grammar['given_for'])})[^,;。]{{2,24}}"
        receiving = f"(?:向|为)[^,;。]{{2,24}}?(?:{_any(grammar['granting'])})"
        self.grants = re.compile(rf"(?:[^,;。]{{0,16}}元)?,?(?:用以|用于|以|作)?({receiving}|{purposes})")
        self.meetings, self.payers = tuple(grammar["meetings"]), tuple(grammar["payers"])
        self.helping = frozenset((*grammar["pivots"], *grammar["drawing"]))
        self.pivoting = self.helping | frozenset(grammar["asking"])
        self.under = tuple(grammar["under"])
        self.purposive = tuple(grammar["purposive"])
        self.hubs = tuple(grammar["hubs"])
        self.facility = re.compile(rf"[^,;:。、的(《“\s]{{2,10}}(?:{_any(grammar['facilities'])})")
        self.granting = tuple(grammar["granting"])
        self.since, self.elapsed = frozenset(grammar["since"]), tuple(grammar["elapsed"])
        self.adding, self.tasks, self.heads = (tuple(grammar[k]) for k in ("adding", "tasks", "heads"))
        self.fronting = tuple(grammar["fronting"])
        self.together_with = tuple(grammar["together_with"])
        self.auxiliary = re.compile(f"^(?:{_any(grammar['auxiliary'])})(?={_any((*self.joining, *self.together_with, '和'))})")
        self.conditional = re.compile(rf"[“\s]*(?:[^,;]{{0,4}}[,指说但而])?(?:{_any(grammar['conditional'])})")
        self.adverbial, self.outside = frozenset(phrases["adverbial"]), frozenset(phrases["outside"])
        self.tails = tuple(sorted(phrases["tails"], key=len, reverse=True))
        self.hub_tails = (*self.tails, *phrases["hub_tails"])
        self.dull = frozenset((*phrases["dull"], *self.tails))
        self.broad = self.dull | frozenset((*words["boundaries"]["empty"], *words["boundaries"]["generic"]))
        self.examples = re.compile(_any(phrases["examples"]))
        number = rf"(?:约|近|超过?|共|合共|逾)?[一二两三四五六七八九十百千\d,.]+(?:余|多)?(?:{_any(phrases['classifiers'])})"
        self.counted = re.compile(rf"[一二两三四五六七八九十\d]+(?:{_any(phrases['classifiers'])})")
        self.quantity = re.compile(rf"(?:[了过着\s“‘《]|{number}|{_any(phrases['determiners'])})*")
        self.firsts = tuple(words["figures"]["superlative"])
        self.sites = tuple(words["nouns"]["after_no_field"])
        self.sited = re.compile(r"[在于][^,;。的]{2,12}$")
        self.bodies = re.compile(rf"等[^,;。、]{{0,8}}?(?:{_any(grammar['bodies'])})")
        self.consent = re.compile(rf"(?:{_any(grammar['passive'])})[^,;。]{{2,20}}?(?:{_any(grammar['consenting'])})")
        self.ordinals = frozenset(phrases["ordinals"])
        self.listing = re.compile(_any((*phrases["listing"], *phrases["ordinals"])))
        self.pointing = frozenset(words["anaphors"]["pointing"])
        self.pointed = tuple(w for w in words["anaphors"]["pointing"] if len(w) > 1 or w in "该此这")
        self.given_for = re.compile(rf"({_any(grammar['given_for'])})")
        self.duties, self.permissive = frozenset(words["cues"]["duty"]), frozenset(words["cues"]["permissive"])
        self.same_power = re.compile(rf"(?:{_any(words['anaphors']['determiners'])})(?:{_any(grammar['powers'])})")
        self.titles = re.compile(_any(grammar["titles"]))
        self.phases = tuple(phrases["phases"])
        self.parts_of = tuple(phrases["within"])
        self.part = re.compile(_any(phrases["parts"]))
        self.below = re.compile(rf"(?:{'|'.join(grammar['units_of'])})[“《]?")
        self.owned = re.compile(rf"的({_any(phrases['organs'])})(?![长员成主])")
        self.host = re.compile(rf".{{2,}}?(?:{_any(phrases['hosts'])})(?=.{{2,}}(?:{_any((*self.units, *phrases['hosted']))})$)")
        self.stress = re.compile(_any(phrases["stress"]))
        self.governed = tuple(phrases["governed"])
        cities = [e for e in ontology.entities.values() if e.kind == "Place" and e.level in _CITIES]
        self.places = tuple(sorted({fold(n) for e in cities for n in e.names() if 2 <= len(n) <= 6}))

    def offices(self, folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where offices of a level stand in ``folded[start:end]`` without the name of its place (市自然資源和規劃局)."""
        spans = self.segmenter.spans(folded[start:end])
        for i, (word, at, _) in enumerate(spans):
            opens = word in self.levels or (len(word) > 2 and word.startswith(self.levels))
            before = folded[max(start, start + at - 6) : start + at]
            if not opens or before.endswith(_EACH) or not (self.finder.begins(before) or before[-1] in self.before_local):
                continue
            stop = 0
            for inner, _, b in spans[i : i + 8]:
                if b - at > 14 or word_tags().get(inner, "n")[:1] in _NO_OFFICE or not inner[0].isalnum():
                    break
                if b - at > 2 and inner.endswith(self.office_ends) and folded[start + b : start + b + 1] not in _GOES_ON:
                    stop = b
                    break
            if stop:
                yield start + at, start + stop

    def branch_of(self, name: str) -> int:
        """Length of the owner's name in a branch's folded ``name`` (…銀行深圳市分行); 0 if it is no branch."""
        for unit in self.branches:
            if name.endswith(unit):
                front = name[: -len(unit)]
                places = [p for p in self.places if front.endswith(p)]
                size = len(front) - (max(map(len, places)) if places else 0)
                return size if size >= 4 else 0
        return 0

    def phase_of(self, name: str) -> int:
        """Length of the place's name in the folded ``name`` of one of its phases (X產業園一期); 0 if it is none."""
        return next(
            (len(name) - len(p) for p in self.phases if name.endswith(p) and len(name) > len(p) + 2 and not name.endswith("第" + p)), 0
        )

    def hub_behind(self, rest: str) -> bool:
        """Whether the folded ``rest`` behind a field makes of it what a place is a hub of (X之都, X產業高地)."""
        return len(rest) <= 10 and rest.endswith(self.hubs)

    def host_of(self, name: str) -> int:
        """Length of the host's name in the folded ``name`` of its unit (X大学Y学院); 0 if it is no unit."""
        found = self.host.match(name)
        return found.end() if found else 0

    def owner_of(self, name: str) -> str:
        """Id of the listed body whose full name a unit's folded ``name`` begins with; empty if there is none."""
        for size in range(len(name) - 2, 3, -1):
            owner = self.ontology.names.get(key(name[:size]))
            if owner and self.ontology.entities[owner].kind == "Institution":
                return owner
        return ""
