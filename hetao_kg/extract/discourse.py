"""What a document has spoken of so far, for words that point back to it: 委員會, 該中心, 兩局, 有關權限."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hetao_kg.extract.clauses import Clause, Sentence
from hetao_kg.extract.own import Own
from hetao_kg.segment import word_tags
from hetao_kg.text import any_of, fold
from hetao_kg.types import Kind, Mention

#: How far back a bare head (委員會) and one with a determiner (該委員會) may point, in characters.
_NEAR, _FAR = 600, 1500
#: Shorter names that only a verb told are not looked for again, in characters.
_LONG = 4
#: How long the end of a name is that stands for it, in characters.
_SHORTEST, _TAIL = 3, 8
#: What money is for (購買X) is no name of X.
_PURPOSE = "object-approves-grant"
_KINDS: tuple[Kind, ...] = ("Institution", "Place", "Policy")
#: Names spoken of are looked at again and again.
_folded = functools.lru_cache(2**10)(fold)


class Discourse:
    """Names in the order they were spoken of; one for each document."""

    def __init__(
        self, lists: Mapping[str, Any], verbs: Container[str], agents: Sequence[str], joint: Collection[str], home: str, own: Own
    ) -> None:
        """``lists``: the tables of ``words.toml``; ``verbs``: those of the patterns; ``agents``: words before who acts.

        ``joint``: ids of joint parties.

        ``home``: id of the government of the place the document is mostly about; empty if it is about none.

        ``own``: whom the document means by 我們 and which policy by 本計劃.
        """
        words = lists["anaphors"]
        self._verbs, self._joint, self._home, self._own = verbs, joint, home, own
        self._we, self._this = re.compile(any_of(lists["own"]["speaking"])), re.compile(f"本({any_of(lists['own']['policies'])})")
        #: A body behind the division it is in (青嵐市啟明學校): the document may leave the division out.
        self._seated = re.compile(rf".{{2,3}}(?:{any_of(lists['places']['alone'])})(.{{{_LONG},}})")
        self._offices = tuple(lists["phrases"]["offices"])
        self._ends = {head: tuple(ends) for head, ends in words["ends"].items()}
        self._heads: dict[str, Kind] = {h: k for k in _KINDS for h in words[k.lower()]}
        heads = any_of(self._heads)
        those = any_of(words["determiners"])
        lead = any_of({*agents, *words["before"]})
        self._pointed = re.compile(rf"(?:{those})({heads})")
        authority = any_of(words["authority"])
        self._authority = re.compile(rf"(?:(?:{lead})|^[^,;:]{{0,3}}?)({authority})")
        self._bare = re.compile(rf"(?:(?:{lead})|^\s*)({heads})")
        self._local = tuple(words["local"])
        self._follow = frozenset(words["follow"])
        self._both = re.compile(f"(?:{any_of(words['both'])})(?!{any_of(words['modified'])})")
        self._open, self._joins = frozenset(words["open"]), frozenset(words["joins"])
        self._spoken: list[Mention] = []
        #: What sentences turned out to name, by its folded name: it is known from then on.
        self._opened: dict[str, Mention] = {}
        self._pair: list[Mention] = []

    def spoken(self, mentions: Iterable[Mention]) -> None:
        """Notes names as spoken of, in the order of the text."""
        ordered = [m for m in sorted(mentions, key=lambda m: m.start) if m.kind in _KINDS]
        self._spoken.extend(ordered)
        for m in ordered:
            if m.kind == "Institution" and (own := self._seated.match(fold(m.surface))) and not own.group(1).endswith(self._offices):
                self._opened.setdefault(own.group(1), m)
        self._pair = [m for m in ordered if m.entity in self._joint][-1:] or self._pair
        del self._spoken[:-60]

    def opened(self, mentions: Iterable[Mention]) -> None:
        """Notes what only a verb told to be a name (設立X)."""
        for m in mentions:
            if m.kind in _KINDS and m.end - m.start >= _LONG and m.rule.startswith("object-"):
                self._opened.setdefault(fold(m.surface), m)

    def again(self, text: str, start: int, end: int, taken: Sequence[Mention], begins: Callable[[str], bool]) -> list[Mention]:
        """``taken``, the names of ``text[start:end]``, with those that an earlier sentence opened; the longer of two stands.

        ``begins`` (the text before): whether a name may begin behind it.
        """
        found: list[Mention] = []
        for name, m in sorted(self._opened.items(), key=lambda item: (-len(item[0]), item[0])):
            at = text.find(name, start, end)
            while at >= 0:
                stop = at + len(name)
                crossed = [x for x in (*taken, *found) if x.start < stop and at < x.end]
                inside = all(at <= x.start and x.end <= stop and x.end - x.start < len(name) for x in crossed)
                if inside and begins(text[max(start, at - 6) : at]):
                    found.append(replace(m, start=at, end=stop, rule="again"))
                at = text.find(name, stop, end)
        free = [x for x in taken if not any(m.start <= x.start and x.end <= m.end for m in found)]
        return sorted([*free, *found], key=lambda m: (m.start, m.end)) if found else list(taken)

    def acted(self, parties: Sequence[Mention]) -> None:
        """Notes two or more who acted together: 雙方 and 兩局 are they."""
        if len({m.entity for m in parties}) > 1:
            self._pair = list(parties)

    def anaphors(self, sentence: Sentence) -> list[Mention]:
        """Mentions for the words of the sentence that point back; none overlaps those it has."""
        text, taken = sentence.text, sentence.mentions
        closed = [(m.start, m.end) for m in taken]
        following = {start: word for word, start, _ in sentence.words}
        found: list[Mention] = []
        for clause in sentence.clauses:
            here = text[clause.start : clause.end]
            for match in (*self._pointed.finditer(here), *self._bare.finditer(here)):
                start, end = clause.start + match.start(1), clause.start + match.end()
                start = clause.start + match.start() if match.re is self._pointed else start
                bare = match.re is self._bare and not self._acts(following.get(end, ""))
                if bare or any(a < end and start < b for a, b in closed):
                    continue
                reach = _FAR if match.re is self._pointed else _NEAR
                found += self._meant(match.group(1), start, end, reach, [*taken, *found])
            for match in self._authority.finditer(here) if self._home else ():
                start, end = clause.start + match.start(1), clause.start + match.end()
                free = not any(a < end and start < b for a, b in closed) and self._acts(following.get(end, ""))
                if free and not here[: match.start(1)].endswith(self._local):
                    found.append(Mention(start, end, match.group(1), "Institution", "anaphor", self._home))
            for match in self._both.finditer(here):
                start, end = clause.start + match.start(), clause.start + match.end()
                pair = self._named_together(text, taken, clause.start) or self._pair
                near = bool(pair) and 0 <= start - pair[-1].start < _FAR
                if near and not any(a < end and start < b for a, b in closed):
                    found += [replace(m, start=start, end=end, surface=match.group(), rule="both") for m in pair]
            found += [m for m in self._of_document(here, clause.start) if not any(a < m.end and m.start < b for a, b in closed)]
            if (tail := self._tail(text, clause, following, taken)) and not any(x.start < tail.end and tail.start < x.end for x in found):
                found.append(tail)
        return sorted(found, key=lambda m: (m.start, m.end))

    def _of_document(self, here: str, at: int) -> Iterator[Mention]:
        """What 我們 and 本計劃 in ``here``, which begins at ``at``, mean in this document."""
        author, policy = self._own.author, self._own.policy
        found = [(author, m) for m in self._we.finditer(here)]
        found += [(policy, m) for m in self._this.finditer(here) if policy and fold(policy.surface).endswith(m.group(1))]
        for meant, match in found:
            if meant:
                yield replace(meant, start=at + match.start(), end=at + match.end(), surface=match.group(), rule="anaphor")

    def _named_together(self, text: str, taken: Sequence[Mention], before: int) -> list[Mention]:
        """The last two bodies or places joined by 與 or 和 in an earlier clause of the sentence (A與B簽署X，雙方…); empty if none are."""
        bodies = [m for m in taken if m.end <= before and m.kind in ("Institution", "Place")]
        pairs = ([x, y] for x, y in pairwise(bodies) if x.kind == y.kind and text[x.end : y.start].strip(" ”“") in self._joins)
        return next(iter(list(pairs)[::-1]), [])

    def _tail(self, text: str, clause: Clause, following: Mapping[int, str], taken: Sequence[Mention]) -> Mention | None:
        """The name spoken of before that ends with the noun that opens the clause (民用航空試驗區 … 試驗區由X管理); None if none does."""
        here = [m for m in taken if m.start < clause.start]
        for end in sorted((e for e in following if _SHORTEST <= e - clause.start <= _TAIL), reverse=True):
            head = text[clause.start : end]
            if head in self._open or any(m.start < end and clause.start < m.end for m in taken) or not self._acts(following[end]):
                continue
            for m in reversed([*self._spoken, *here]):
                longer = m.kind in _KINDS and len(m.surface) > len(head) and m.rule != _PURPOSE
                if longer and clause.start - m.end <= _NEAR and _folded(m.surface).endswith(head):
                    return replace(m, start=clause.start, end=end, surface=head, rule="anaphor")
        return None

    def _acts(self, following: str) -> bool:
        """Whether the word that follows makes a head that stands alone the subject or object of something."""
        known = not following or following in self._follow or following in self._verbs
        return known or word_tags().get(following, "")[:1] in ("v", "d", "p", "c", "u", "t", "m")

    def _meant(self, head: str, start: int, end: int, reach: int, taken: Sequence[Mention]) -> Iterator[Mention]:
        """The last name spoken of that ends with ``head``."""
        earlier = [*self._spoken, *sorted((m for m in taken if m.end <= start), key=lambda m: m.start)]
        kind = self._heads[head]
        for m in reversed(earlier):
            if start - m.end > reach:
                return
            if m.kind == kind and _folded(m.surface).endswith(self._ends.get(head, head)):
                yield replace(m, start=start, end=end, surface=head, rule="anaphor")
                return
