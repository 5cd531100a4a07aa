"""Relation patterns: the rows of ``ontology/patterns.toml`` and the word lists they are read with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hetao_kg.extract.names import NameFinder
from hetao_kg.ontology import Ontology
from hetao_kg.segment import word_tags
from hetao_kg.text import any_of, any_pattern, fold, key, longest_first
from hetao_kg.types import Kind

#: Tags of words that no office's name holds.
_NO_OFFICE = frozenset("dprum")


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
    posts: bool = False
    passed: bool = False
    units: bool = False
    lead: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    once: tuple[str, ...] = ()


def load_patterns(rows: Sequence[Mapping[str, Any]]) -> tuple[Pattern, ...]:
    """Patterns from the rows of ``patterns.toml``; verbs are folded."""
    known = set(Pattern.__slots__)
    found = []
    for row in rows:
        given = {k: v for k, v in row.items() if k in known}
        for name in ("verbs", "after", "to", "of", "giving", "once", "lead"):
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
        patterns = load_patterns(ontology.patterns)
        for pattern in patterns:
            for verb in () if pattern.posts else pattern.verbs:
                self.by_verb.setdefault(verb, []).append(pattern)
        named = frozenset(self.by_verb)
        for pattern in (p for p in patterns if p.posts):
            for verb in (take + post for take in pattern.verbs for post in ontology.words["posts"]["sole"]):
                if verb not in named:  # a pattern that names a post itself knows better (擔任主席)
                    self.by_verb.setdefault(verb, []).append(pattern)
        #: The longest verb at each place, as group 1 of an empty match.
        begins = "".join(sorted({re.escape(verb[0]) for verb in self.by_verb}))
        self.verbs = re.compile(f"(?=[{begins}])(?=({any_of(self.by_verb)}))")
        self._who_acts(ontology.words)
        self._what_is_said(ontology.words)
        self._noun_phrases(ontology.words)
        self._parts_and_wholes(ontology.words)
        self._pointing_back(ontology.words)

    def _who_acts(self, words: Mapping[str, Any]) -> None:
        """Words around whoever acts, and how clauses share a subject."""
        grammar, posts = words["grammar"], words["posts"]
        self.prepositions = longest_first(words["prepositions"]["words"])
        self.together, self.in_turn = longest_first(words["prepositions"]["together"]), tuple(words["prepositions"]["in_turn"])
        self.agent, self.passive, self.joining = (tuple(grammar[k]) for k in ("agent", "passive", "joining"))
        self.suffering, self.obtaining = tuple(grammar["suffering"]), tuple(grammar["obtaining"])
        self.pronouns, self.pivots = tuple(grammar["pronouns"]), tuple(grammar["pivots"])
        self.founding = frozenset(words["evidence"]["founding"])
        self.preparing, self.done = frozenset(grammar["preparing"]), frozenset(words["cues"]["done"])
        self.ongoing = frozenset(words["cues"]["ongoing"])
        self.saying = frozenset(words["cues"]["saying"])
        self.becoming, self.consenting = tuple(grammar["becoming"]), tuple(grammar["consenting"])
        self.houses = tuple(grammar["houses"])
        purposes = f"(?:{any_of(grammar['given_for'])})[^,;。]{{2,24}}"
        receiving = f"(?:向|为)[^,;。]{{2,24}}?(?:{any_of(grammar['granting'])})"
        money = r"(?:(?:[^,;。]|(?<=\d),(?=\d)){0,18}元)?"
        self.grants = re.compile(rf"{money},?(?:{any_of(grammar['allowed_for'])})?({receiving}|{purposes})")
        self.plans_to = frozenset(grammar["plans_to"])
        self.meetings, self.payers = tuple(grammar["meetings"]), tuple(grammar["payers"])
        self.helping = frozenset((*grammar["pivots"], *grammar["drawing"]))
        self.copulas, self.relying = tuple(grammar["copulas"]), tuple(grammar["relying"])
        self.consisting, self.bearing = frozenset(grammar["consisting"]), frozenset(grammar["bearing"])
        self.asking = tuple(grammar["asking"])
        self.passing = re.compile(any_of(grammar["passing"]))
        self.causal, self.closing = tuple(grammar["causal"]), re.compile(any_pattern((",", ";", "。", *grammar["closing"])))
        self.pivoting = self.helping | frozenset(grammar["asking"])
        self.shares, self.agreeing = tuple(grammar["shares"]), re.compile(any_of(grammar["agreeing"]))
        self.granting = tuple(grammar["granting"])
        self.adding, self.tasks = tuple(grammar["adding"]), tuple(grammar["tasks"])
        self.purposive = tuple(grammar["purposive"])
        self.together_with = tuple(grammar["together_with"])
        joined = any_of((*self.joining, *self.together_with, *words["joining"]["inside"]))
        self.auxiliary = re.compile(f"^(?:{any_of(grammar['auxiliary'])})(?={joined})")
        self.consent = re.compile(rf"(?:{any_of(grammar['passive'])})[^,;。]{{2,20}}?(?:{any_of(grammar['consenting'])})")
        self.taking, self.appointing = tuple(posts["taking"]), tuple(posts["appointing"])
        self.given_by, self.around_post = frozenset(posts["given_by"]), " " + "".join(posts["around_post"])
        self.heads_by_body: Mapping[str, Sequence[str]] = posts["by_body"]
        self.heads_of = tuple(posts["heads_of"])
        self.posts = frozenset((*posts["sole"], *posts["many"]))
        self.post_ends = (*posts["sole"], *posts["many"])
        self.post_of = re.compile(rf"(?:{any_of(posts['terms'])})?(?:{any_of(posts['sole'])})(?:为|是|由)")
        self.former_terms = tuple(posts["former"])
        self.chairs, self.presided = tuple(posts["chairs"]), tuple(posts["presided"])

    def _what_is_said(self, words: Mapping[str, Any]) -> None:
        """Words that tell how a clause is meant: when, on which condition, with what force."""
        grammar, cues = words["grammar"], words["cues"]
        #: What shows that a bare head before it acts: verbs and words of status.
        self.following = frozenset((*self.by_verb, *cues["planned"], *cues["proposed"], *words["posts"]["sole"]))
        self.duties, self.permissive = frozenset(cues["duty"]), frozenset(cues["permissive"])
        self.binding = self.duties - self.permissive
        self.conditional = re.compile(rf"[“\s]*(?:[^,;]{{0,4}}[,指说但而])?(?:{any_pattern(grammar['conditional'])})")
        self.since, self.elapsed = frozenset(grammar["since"]), tuple(grammar["elapsed"])
        self.once, self.till, self.before = tuple(grammar["once"]), tuple(grammar["till"]), tuple(grammar["before"])
        self.fronting = tuple(grammar["fronting"])
        self.at, self.to = tuple(grammar["at"]), tuple(grammar["to"])
        self.purposes = frozenset(grammar["purposes"])
        self.before_verb = tuple(grammar["before_verb"])
        gifts = any_of((*grammar["given_for"], *grammar["granting"], *grammar["pivots"]))
        self.purpose = re.compile(rf"(?:{any_of(grammar['chiefly'])})?(?:{any_of(grammar['purposes'])})?(?:{gifts})+")
        self.given_for = re.compile(rf"({any_of(grammar['given_for'])})")
        self.former_latter = tuple(grammar["former_latter"])

    def _noun_phrases(self, words: Mapping[str, Any]) -> None:
        """What noun phrases hold, end with and stop at, and what makes a verb a noun."""
        grammar, phrases, nouns = words["grammar"], words["phrases"], words["nouns"]
        self.cuts, self.summing = (re.compile(any_pattern(words["joining"][k])) for k in ("cuts", "summing"))
        self.listed = re.compile(rf"[”》’]?,?(?:{self.cuts.pattern}|、)[^,;。()]{{0,10}}")
        self.verbs_of_nouns = frozenset(grammar["verbs_of_nouns"])
        self.stops = frozenset(words["boundaries"]["words"])
        self.doing = self.stops - frozenset(words["boundaries"]["inside"])
        self.nouns, self.whole = tuple(nouns["after_place"]), tuple(nouns["after_object"])
        self.sites = tuple(nouns["after_no_field"])
        self.heads, self.titles = tuple(grammar["heads"]), re.compile(any_pattern(grammar["titles"]))
        self.adverbial, self.outside = frozenset(phrases["adverbial"]), frozenset(phrases["outside"])
        self.frames = tuple(phrases["frames"])
        self.no_opening, self.no_ending = tuple(phrases["no_opening"]), tuple(phrases["no_ending"])
        self.no_inside = frozenset(phrases["no_inside"])
        self.tails = longest_first(phrases["tails"])
        self.hubs, self.hub_tails = tuple(grammar["hubs"]), (*self.tails, *phrases["hub_tails"])
        things = words["things"]
        kinds: tuple[tuple[Kind, Sequence[str]], ...] = (
            ("Institution", things["institution"]), ("Policy", things["policy"]), ("Place", things["place"]),
        )  # fmt: skip
        self.things = {head: kind for kind, heads in kinds for head in heads}
        self.longest_thing = max(map(len, self.things))
        self.dull = frozenset((*phrases["dull"], *self.tails))
        self.broad = self.dull | frozenset((*words["boundaries"]["empty"], *words["boundaries"]["generic"]))
        self.examples, self.stress = re.compile(any_pattern(phrases["examples"])), re.compile(any_pattern(phrases["stress"]))
        self.ordinals = frozenset(phrases["ordinals"])
        self.listing = re.compile(any_of((*phrases["listing"], *phrases["ordinals"])))
        self.opening_lists = re.compile(any_of(grammar["opening_lists"]))
        about, more, classifiers = (any_of(phrases[k]) for k in ("about", "more", "classifiers"))
        number = rf"(?:{about})?[一二两三四五六七八九十百千\d,.]+(?:{more})?(?:{classifiers})"
        self.counted = re.compile(rf"[一二两三四五六七八九十\d]+(?:{classifiers})")
        self.quantity = re.compile(rf"(?:[了过着\s“‘《]|{number}|{any_of(phrases['determiners'])})*")
        self.firsts = tuple(words["figures"]["superlative"])
        self.sited = re.compile(rf"(?:{any_of(self.at)})[^,;。的]{{2,12}}$")
        self.bodies = re.compile(rf"等[^,;。、]{{0,8}}?(?:{any_of(grammar['bodies'])})")

    def _parts_and_wholes(self, words: Mapping[str, Any]) -> None:
        """Offices of a level, branches, units, phases and facilities: names that stand for a part of something."""
        grammar, phrases, nouns = words["grammar"], words["phrases"], words["nouns"]
        self.local = re.compile(rf"(?:{any_of(phrases['levels'])}).{{1,12}}(?:{any_of(phrases['offices'])})")
        self.levels, self.office_ends = tuple(phrases["levels"]), tuple(phrases["offices"])
        self.level_ends = (*self.office_ends, *phrases["bodies_of_level"])
        self.no_offices, self.office_goes_on = tuple(words["suffixes"]["no_offices"]), frozenset(words["suffixes"]["going_on"])
        self.before_local, self.each = frozenset(phrases["before_local"]), tuple(phrases["each"])
        self.branches, self.units = tuple(nouns["branches"]), tuple(nouns["units"])
        self.facility = re.compile(rf"[^,;:。、的(《“\s]{{2,10}}(?:{any_of(grammar['facilities'])})")
        self.phases, self.parts_of = tuple(phrases["phases"]), tuple(phrases["within"])
        self.part = re.compile(any_of(phrases["parts"]))
        self.under = tuple(word + of for word in grammar["under"] for of in "的之")
        self.below_words = tuple(grammar["under"])
        self.below = re.compile(rf"(?:{any_of(grammar['under'])})[的之]?[“《]?")
        self.owned = re.compile(rf"的({any_of(phrases['organs'])})(?![长员成主])")
        units = any_of((*self.units, *phrases["hosted"]))
        self.host = re.compile(rf".{{2,}}?(?:{any_of(phrases['hosts'])})(?=.{{2,}}(?:{units})$)")
        self.sides, self.governed = frozenset(nouns["sides"]), tuple(phrases["governed"])
        self.government: tuple[str, ...] = tuple(words["places"]["government"])

    def _pointing_back(self, words: Mapping[str, Any]) -> None:
        """Words that point to what was named before."""
        anaphors = words["anaphors"]
        self.pointing = frozenset(anaphors["pointing"])
        self.pointed = tuple(w for w in anaphors["pointing"] if len(w) > 1 or w in "该此这")
        self.same_power = re.compile(rf"(?:{any_of(anaphors['determiners'])})(?:{any_of(words['grammar']['powers'])})")

    def thing(self, name: str) -> tuple[Kind, bool] | None:
        """Kind of what a folded phrase beside a verb names, by its ending, and whether the ending alone suffices; None if it tells none."""
        told = self.finder.kind_of(name)
        sizes = range(self.longest_thing, 1, -1)
        return told or next(((self.things[name[-n:]], False) for n in sizes if name[-n:] in self.things), None)

    def offices(self, folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where offices of a level stand in ``folded[start:end]`` without the name of its place (市自然資源和規劃局)."""
        spans = self.segmenter.spans(folded[start:end])
        for i, (word, at, _) in enumerate(spans):
            opens = word in self.levels or (len(word) > 2 and word.startswith(self.levels))
            before = folded[max(start, start + at - 6) : start + at]
            if not opens or before.endswith(self.each) or not (self.finder.begins(before) or before[-1] in self.before_local):
                continue
            stop = 0
            for inner, _, b in spans[i : i + 8]:
                if b - at > 14 or word_tags().get(inner, "n")[:1] in _NO_OFFICE or not inner[0].isalnum():
                    break
                if b - at > 2 and inner.endswith(self.level_ends) and folded[start + b : start + b + 1] not in self.office_goes_on:
                    stop = b
                    break
            if stop:
                yield start + at, start + stop

    def branch_of(self, name: str) -> int:
        """Length of the owner's name in a branch's folded ``name`` (…銀行深圳市分行); 0 if it is no branch."""
        for unit in self.branches:
            if name.endswith(unit):
                front = name[: -len(unit)]
                sizes = range(len(front), max(3, len(front) - 8), -1)  # a place may stand between, listed or not
                return next((n for n in sizes if (told := self.finder.kind_of(front[:n])) and told[0] == "Institution"), 0)
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
