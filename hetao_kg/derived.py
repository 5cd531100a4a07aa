"""What is worked out from a knowledge base once and kept with it: it goes when the knowledge base goes.

A server that opens every new build must not hold the former ones. So nothing outside a knowledge base remembers one
(a few thousand short texts are, folded, whatever they are from): a function marked :func:`kept` leaves its results in
the ``derived`` of the knowledge base it was called with.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate["KnowledgeBase", P], T]


def kept(last: int | None = None) -> Callable[[Work[P, T]], Work[P, T]]:
    """Marks work on a knowledge base (its first argument) that is done once for equal further arguments.

    ``last``: how many results each knowledge base keeps, those used last; None for all of them.
    """

    def mark(work: Work[P, T]) -> Work[P, T]:
        @functools.wraps(work)
        def remembering(kb: KnowledgeBase, /, *arguments: P.args, **named: P.kwargs) -> T:
            if work not in kb.derived:
                kb.derived.setdefault(work, functools.lru_cache(last)(functools.partial(work, kb)))
            result: T = kb.derived[work](*arguments, **named)
            return result

        return remembering

    return mark


__all__ = ["kept"]
