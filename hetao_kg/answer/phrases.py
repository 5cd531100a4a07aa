"""English phrases of a question, compared word by word by their stems."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from hetao_kg.search.english import STOP_WORDS, stem
from hetao_kg.text import fold, has_han
from hetao_kg.types import Entity

_word = re.compile(r"[a-z0-9*]+(?:['&+@][a-z0-9]+)*\+*")

#: Latin letters with a mark -> the letter; ü is v, as syllables are typed.
_PLAIN = str.maketrans(
    {c: unicodedata.normalize("NFD", c)[0] for c in map(chr, range(0xE0, 0x180)) if unicodedata.decomposition(c)} | {"ü": "v"}
)

Stems = tuple[str, ...]


def places(text: str) -> tuple[tuple[str, int, int], ...]:
    """The words of a text, folded, each with its place; a genitive keeps its s, ``*`` stays."""
    return tuple((m.group(), m.start(), m.end()) for m in _word.finditer(fold(text).replace("\u2019", "'").translate(_PLAIN)))


def stems(text: str) -> Stems:
    """Stems of the words of a text, without a genitive s."""
    return tuple("*" if w == "*" else stem(w.removesuffix("'s")) for w, _, _ in places(text))


def singular(word: str) -> str:
    """The singular of an English noun, by its ending; a genitive loses its s."""
    word = word.removesuffix("'s")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ses", "xes", "ches", "shes")) and not word.endswith(("ases", "uses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def within(words: Stems, text: Stems, start: int = 0) -> int:
    """Place of the words in the text as a run (``*`` stands for up to twelve words); -1 if they are not there."""
    for at in range(start, len(text) - len(words) + 1):
        place, wide = at, False
        for word in words:
            if word == "*":
                wide = True
                continue
            limit = 13 if wide else 1
            hit = next((i for i in range(place, min(place + limit, len(text))) if text[i] == word), -1)
            if hit < 0:
                break
            place, wide = hit + 1, False
        else:
            return at
    return -1


def english_names(entities: Mapping[str, Entity]) -> dict[Stems, str]:
    """Stems of every English name -> entity id; one-word names that are common words are left out."""
    table: dict[Stems, str] = {}
    for identifier in sorted(entities):
        for name in entities[identifier].names():
            if has_han(name):
                continue
            words = tuple(w for w in stems(name) if w not in ("the",))
            if words and not (len(words) == 1 and (words[0] in STOP_WORDS or len(words[0]) < 2)):
                table.setdefault(words, identifier)
    return table


def longest_matches(text: Stems, table: Mapping[Stems, str], longest: int) -> list[tuple[int, int, str]]:
    """The longest runs of ``text`` that ``table`` holds, from left to right, none overlapping: start, end, what it stands for."""
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(text):
        for size in range(min(longest, len(text) - at), 0, -1):
            if (meant := table.get(text[at : at + size])) is not None:
                found.append((at, at + size, meant))
                at += size
                break
        else:
            at += 1
    return found


class Phrases:
    """English phrases and what they stand for, found by their stems; the very form said goes before others (a park is no parking)."""

    #: Words of the longest phrase looked for.
    LONGEST = 4

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self._forms: dict[Stems, dict[Stems, tuple[str, ...]]] = {}
        for phrase, meant in rows:
            forms = self._forms.setdefault(stems(phrase), {})
            form = _form(w for w, _, _ in places(phrase))
            forms[form] = (*forms.get(form, ()), meant)
        self._keys = dict.fromkeys(self._forms, "")

    def matches(self, said: Stems, given: Sequence[str]) -> list[tuple[int, int, tuple[str, ...]]]:
        """The longest runs that are phrases: first word, last word + 1, what each stands for.

        ``given`` are the words as they stand, ``said`` their stems, empty where nothing is looked for.
        """
        return [(a, b, self.meant(said[a:b], given[a:b])) for a, b, _ in longest_matches(said, self._keys, self.LONGEST)]

    def meant(self, said: Stems, given: Sequence[str]) -> tuple[str, ...]:
        """What one phrase stands for; empty for one that is not there."""
        forms = self._forms.get(said, {})
        return forms.get(_form(given)) or tuple(dict.fromkeys(m for meant in forms.values() for m in meant))

    def holds(self, word: str) -> bool:
        """Whether it holds one word in that very form."""
        return _form((word,)) in self._forms.get(stems(word), {})


def _form(words: Iterable[str]) -> Stems:
    return tuple(map(singular, words))
