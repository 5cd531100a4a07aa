"""Writes ``ontology/sounds.tsv``: which characters a syllable of romanised Chinese may stand for.

Mandarin in pinyin without tones, from ``pypinyin`` (MIT); Cantonese as Hong Kong writes names (Sha Tin, Tsuen Wan), worked out
from the Jyutping of ``ToJyutping`` (BSD-2-Clause; its readings are those of rime-cantonese, CC BY 4.0) by the spellings below.
Run with the extra ``train``: ``python -m training.sounds ontology/sounds.tsv``. Whose work this is: ``NOTICE``.
"""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path
from typing import Any

from hetao_kg.text import fold

#: How Hong Kong spells the initials and finals of Jyutping; an initial or final that is not listed is spelt as it is.
INITIALS = {
    "b": "p b", "d": "t", "g": "k g", "gw": "kw gw", "z": "ch ts tz j", "c": "ch ts", "s": "s sh sz", "j": "y i", "": " a",
}  # fmt: skip
FINALS = {
    "aa": "a ah", "aai": "ai", "aau": "au", "aam": "am", "aan": "an", "aang": "ang", "aap": "ap", "aat": "at", "aak": "ak",
    "am": "am um", "an": "an un", "ang": "ang", "ap": "ap up", "at": "at ut", "e": "e eh", "ei": "ei ee ay i", "i": "i ee ze",
    "o": "o or oh", "oi": "oi oy", "ou": "o ou u", "u": "u oo", "oe": "eu ue", "oeng": "eung", "oek": "euk", "eoi": "ui", "eon": "un on",
    "eot": "ut", "yu": "yu u ue e", "yun": "uen un", "yut": "uet ut", "on": "on", "un": "un oon",
}  # fmt: skip
#: No spelling doubles these.
DOUBLED = (("i", "i"), ("y", "y"))
_syllable = re.compile("(gw|kw|ng|[bpmfdtnlgkhzcsjw]?)([aeiouym][a-z]*|ng|m)[1-6]")


def hong_kong(jyutping: str) -> set[str]:
    """How Hong Kong may spell one syllable of Jyutping with its tone: ``cyun4`` gives tsuen, chuen and others."""
    match = _syllable.fullmatch(jyutping)
    if match is None:
        return set()
    initial, final = match.groups()
    first, last = INITIALS.get(initial, initial).split(" "), FINALS.get(final, final).split(" ")
    return {a + b for a, b in itertools.product(first, last) if (a, b[0]) not in DOUBLED}


def common(character: str) -> bool:
    """Whether a character is among the common ones of the mainland (GB 2312) or of Hong Kong and Taiwan (level 1 of Big5)."""
    one, other = fold(character).encode("gb2312", "ignore"), character.encode("big5", "ignore")
    return bool(one) or b"\xa4\x40" <= other <= b"\xc6\x7e"


def main(path: Path) -> None:
    """Writes the table to ``path``: syllable, its characters (folded), sorted."""
    import ToJyutping
    from pypinyin import Style, pinyin

    table: dict[str, set[str]] = {}
    readings: Any = pinyin
    for code in [*range(0x4E00, 0x9FA6)]:
        character = chr(code)
        if not common(character):
            continue
        sounds = {sound for row in readings(character, style=Style.NORMAL, heteronym=True, errors="ignore") for sound in row}
        for _, spoken in ToJyutping.get_jyutping_candidates(character):
            sounds |= {spelt for one in spoken for spelt in hong_kong(one)}
        for sound in sounds:
            if sound.isascii() and sound.isalpha():
                table.setdefault(sound, set()).add(fold(character))
    path.write_text("sound\tcharacters\n" + "".join(f"{sound}\t{''.join(sorted(row))}\n" for sound, row in sorted(table.items())), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
