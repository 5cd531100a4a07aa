"""Stage 4: what several documents say, side by side: what came of proposals, and where documents differ."""

from __future__ import annotations

from hetao_kg.compare.conflicts import conflicts
from hetao_kg.compare.outcomes import outcomes, under

__all__ = ["conflicts", "outcomes", "under"]
