"""Tokens of the static model: Chinese words by the likeliest segmentation, English words with their stem as fallback.

Chinese is cut with a unigram model in Rust (``tokenizers``) whose words and frequencies are those of the model's own
token table; with jieba's full dictionary it cuts exactly as jieba does without new-word guessing, three times as fast. A word the
table does not know is cut into the known words or characters inside it, so every known character counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from hetao_kg.search import english
from hetao_kg.text import HAN, fold

UNKNOWN, NUMBER, STEM = "[unk]", "[num]", "~"
_UNKNOWN_SCORE = -30.0


def han_tokenizer(scored: Sequence[tuple[str, float]]) -> Tokenizer:
    """A unigram tokenizer over the Han runs of folded text; ``scored`` are words with log probabilities, id 1 is the first."""
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, _UNKNOWN_SCORE), *scored], 0, False))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(f"[^{HAN}]+"), "removed")
    return tokenizer


class TokenTable:
    """The model's tokens, one a row: ``[unk]``, Han words with log probabilities, English words, ``~stems``, ``[num]``."""

    def __init__(self, han: Sequence[tuple[str, float]], other: Sequence[str]) -> None:
        self.han = tuple(han)
        self.other = tuple(other)
        self.tokenizer = han_tokenizer(self.han)
        self._rows = {token: row for row, token in enumerate(self.other, start=len(self.han) + 1)}

    def __len__(self) -> int:
        return 1 + len(self.han) + len(self.other)

    @property
    def tokens(self) -> list[str]:
        """Every token by row."""
        return [UNKNOWN, *(word for word, _ in self.han), *self.other]

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Rows of the tokens of each text, in no particular order; what the table does not know is left out."""
        folded = [fold(text) for text in texts]
        found = []
        for text, encoding in zip(folded, self.tokenizer.encode_batch_fast(folded, add_special_tokens=False), strict=True):
            rows = [row for row in encoding.ids if row]
            rows += [row for row in map(self._latin, english.words(text)) if row]
            found.append(rows)
        return found

    def row(self, token: str) -> int:
        """Row of an English word, stem or number as it stands in the table; 0 if it is not there."""
        return self._rows.get(token, 0)

    def _latin(self, word: str) -> int:
        row = self._rows.get(word)
        if row is None:
            row = self._rows.get(NUMBER if word[0].isdigit() else STEM + english.stem(word), 0)
        return row

    def save(self, path: Path) -> None:
        """One token a line; Han words are followed by a tab and their log probability."""
        lines = [f"{word}\t{score:.4f}" for word, score in self.han] + list(self.other)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> TokenTable:
        """Read what :meth:`save` wrote; ``OSError`` or ``ValueError`` if it is missing or broken."""
        text = path.read_text(encoding="utf-8")
        # Han words come first, each with a tab behind it.
        end = text.find("\n", text.rfind("\t")) + 1 if "\t" in text else 0
        scored = text[:end].replace("\t", "\n").split("\n")[:-1]
        return cls(list(zip(scored[::2], map(float, scored[1::2]), strict=True)), text[end:].split("\n")[:-1])
