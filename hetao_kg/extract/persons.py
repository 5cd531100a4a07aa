"""Persons: a name behind a post, in front of a title or above a signature; and a post of one body that stands for its holder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hetao_kg.extract.gazetteer import Found, Gazetteer
from hetao_kg.ontology import Ontology
from hetao_kg.segment import Segmenter, word_tags
from hetao_kg.text import HAN, any_of, longest_first

_PUNCTUATION = re.compile(rf"[^{HAN}a-z0-9]")
_LATIN = re.compile(r"[a-z]")


class Persons:
    """The rules for persons; made once for an ontology."""

    def __init__(self, ontology: Ontology, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._bodies = frozenset(e.id for e in ontology.entities.values() if e.kind == "Institution" and not e.note.startswith("actor"))
        words = ontology.words["posts"]
        self._sole = longest_first(words["sole"])
        posts = any_of({*words["sole"], *words["many"]})
        titles = any_of(words["titles"])
        surnames = "|".join([*map(re.escape, words["surnames_long"]), f"[{words['surnames']}]"])
        self._surname = re.compile(surnames)
        self._behind_post = re.compile(rf"(?:{posts})(?P<surname>{surnames})(?P<given>[{HAN}]{{1,2}})")
        #: 董事長為陳淑惠
        self._named_to = re.compile(rf"(?:{posts})(?:为|是|由)(?P<name>(?:{surnames})[{HAN}]{{1,2}})(?=[^{HAN}]|担任|出任|$)")
        self._before_title = re.compile(rf"(?P<name>(?:{surnames})[{HAN}]{{1,2}}?)(?:{titles})(?![{HAN}]*(?:长|员))")
        #: 局长任组长, 教授任首任院长
        self._takes = re.compile(rf"任[{HAN}]{{0,4}}?(?:{posts})")
        self._signature = re.compile(rf"(?:^|\n)([{HAN}]{{2,4}})\n[^\n]{{2,40}}(?:{posts})(?=\n|$)")
        self._after = (*words["after_name"], *words["titles"], *words["acting"])
        #: Behind a name these say that somebody holds a post (龍啟明任組長).
        self._holding = (*words["holding"], *words["titles"])
        #: Single words that follow names and end none (陈文在…).
        self._follows = frozenset(w for w in words["after_name"] if len(w) == 1) - frozenset(words["given_too"])
        self._shared, self._no_given = frozenset(words["shared"]), frozenset(words["no_given"])
        name, start = rf"(?P<name>(?:{surnames})[{HAN}]{{1,2}}?)", rf"(?<![{HAN}])"
        self._telling = tuple(map(re.compile, (
            rf"由{name}(?=(?:{titles})?(?:{any_of(words['acting'])}))",
            rf"(?:{any_of(words['appointing'])}){name}(?=为|{any_of(words['acting'])})",
            rf"(?:{posts}|{any_of(words['labels'])}):{name}(?![{HAN}])",
            rf"(?:{start}|(?<=[、和与及])){name}\((?=[^()\n]{{0,24}}(?:{posts})[^{HAN}])",
            rf"(?:{start}|(?<=据)){name}(?={any_of(words['speaking'])})",
            rf"{start}{name}(?=(?:{any_of(words['before_taking'])})?(?:{any_of(words['taking'])}))",
        )))  # fmt: skip
        titled = rf"(?:{any_of(words['titles'])})"
        #: Mr. John Smith, with no name in Chinese behind it.
        self._latin = re.compile(
            rf"(?<![a-z])(?:{any_of(words['titles_latin'])})\.? (?P<name>[a-z][a-z'-]+(?: [a-z][a-z'-]+){{1,3}})(?![a-z'-])"
            rf"(?! ?[a-z])(?!(?:{surnames})[{HAN}]{{1,2}}{titled})"
        )

    def named(self, squeezed: str) -> Iterator[Found]:
        """Names of persons."""
        for match in self._signature.finditer(squeezed):
            if self._surname.match(match.group(1)):
                yield Found(match.start(1), match.end(1), "Person", "person-signature")
        for match in self._behind_post.finditer(squeezed):
            end = self._name_end(squeezed, match.end("surname"), match.end())
            cut = match.start() > 0 and word_tags().get(squeezed[match.start() - 1 : match.start() + 1]) == "v"  # 签署 + 长江
            if end and not cut and not self._takes.match(squeezed, match.start("surname")):
                yield Found(match.start("surname"), end, "Person", "person-post")
        for pattern in self._telling:
            for match in pattern.finditer(squeezed):
                if self._may_be(match.group("name")):
                    yield Found(match.start("name"), match.end("name"), "Person", "person-told")
        for match in self._latin.finditer(squeezed):
            yield Found(match.start("name"), match.end("name"), "Person", "person-title")
        for match in self._named_to.finditer(squeezed):
            yield Found(match.start("name"), match.end("name"), "Person", "person-post")
        for match in self._before_title.finditer(squeezed):
            same = squeezed[match.end("name") - 1] == squeezed[match.end("name")]  # 卫生署署长: the post of a body
            if not same and self._opens(squeezed, match.start("name"), match.group("name")):
                yield Found(match.start("name"), match.end("name"), "Person", "person-title")

    def _may_be(self, name: str) -> bool:
        """Whether what looks like a person's name is no word or body: what it begins with is nothing else (高校, 金融局)."""
        first = self._segmenter.words(name)[0]
        told = (word_tags().get(w, "nr") for w in (name, first) if len(w) > 1 and not self._surname.fullmatch(w))
        return name[-1] not in self._no_given and all(tag[:2] == "nr" for tag in told)

    def _opens(self, squeezed: str, at: int, name: str) -> bool:
        """Whether a person's name may open at ``at``: nothing before it, or a verb, and the name is no word (聘请 + 唐鹤年)."""
        if word_tags().get(name, "nr")[:2] == "ns":
            return False
        if not at or _PUNCTUATION.match(squeezed[at - 1]) or _LATIN.match(squeezed[at - 1]):  # Ms. Anna Ho 何婉儀女士
            return True
        verb = squeezed[max(0, at - 2) : at]
        return len(verb) == 2 and word_tags().get(verb, "")[:1] == "v" and len(name) == 3

    def _name_end(self, squeezed: str, given: int, longest: int) -> int:
        """Where the name ends: what follows must be able to follow a name, and the longer word behind it decides; 0 if nothing fits."""
        best = (0, 0, 0)
        for end in range(longest, given, -1):
            rest = squeezed[end : end + 8]
            if self._is_wording(squeezed, given - 1, end):
                continue
            if end - given > 1 and squeezed[end - 1] in self._follows:
                continue
            if not rest or _PUNCTUATION.match(rest):
                score = 1
            else:
                listed = max((len(w) for w in self._after if rest.startswith(w)), default=0)
                word = self._segmenter.words(rest)[0]
                score = 3 * listed or (len(word) if word_tags().get(word, "")[:1] in ("v", "d", "p", "c", "u", "t") else 0)
            best = max(best, (score, end - given, end)) if score else best
        return best[2]

    def _is_wording(self, squeezed: str, start: int, end: int) -> bool:
        """Whether ``[start, end)`` is no name but words of what a holder of a post does (曾 + 要求, 高度 + 重視).

        Its first character is a word of its own and no mere surname, and the cut of what follows runs over the end or makes it a verb.
        """
        tags, size = word_tags(), end - start
        if tags.get(squeezed[start], "nr")[:2] == "nr" or squeezed.startswith(self._holding, end):
            return False
        cut = self._segmenter.spans(squeezed[start : start + 10])
        crossed = any(a < size < b for _, a, b in cut)
        if cut[0][2] > 1:
            tag = tags.get(cut[0][0], "")[:2]
            if cut[0][2] > 3:  # longer than a name, whatever the dictionary takes it for (高度赞扬)
                return crossed
            return tag not in ("nr", "ns") and (crossed or (tag != "" and cut[0][2] == size))
        word, _, stop = cut[1] if len(cut) > 1 else ("", 0, 0)
        return stop > 2 and (stop > size or (stop == size and tags.get(word) == "v"))

    def holders(self, squeezed: str, found: Sequence[Found], names: Sequence[Found], listed: Gazetteer[str]) -> list[Found]:
        """``found`` with bodies widened by a post (教育局 + 局長) where no name follows.

        A listed post in front of a name gives way to the body it begins with, by ``listed``: both are then named.
        """
        starts = {n.start for n in names} | {f.start for f in found if f.rule.startswith("person")}
        result: list[Found] = []
        for f in found:
            if f.kind == "Person" and f.end in starts and f not in names:
                bodies = ((f.start + b, e) for a, b, e in listed.find(squeezed[f.start : f.end - 1]) if a == 0)
                result += [Found(f.start, end, "Institution", "listed", e) for end, e in bodies if e in self._bodies]
                continue
            end = self._post_end(squeezed, f) if f.kind == "Institution" else 0
            result.append(replace(f, end=end, kind="Person", rule="post", entity="") if end and end not in starts else f)
        return result

    def _post_end(self, squeezed: str, body: Found) -> int:
        """Where the post directly behind a body ends; 0 if there is none that only one person holds."""
        last = squeezed[body.end - 1]
        for at in (body.end - 1, body.end) if last in self._shared else (body.end,):
            post = next((p for p in self._sole if squeezed.startswith(p, at) and (at == body.end or p[0] == last)), "")
            if post:
                return at + len(post)
        return 0
