"""Counters of what was served, in the text format that Prometheus reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

_BOUNDS = (0.01, 0.05, 0.25, 1.0, 5.0, 30.0)


class Metrics:
    """Requests to the endpoint by status, and how long they took."""

    def __init__(self) -> None:
        self._requests: Counter[int] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0

    def count(self, status: int, seconds: float) -> None:
        """Notes one request."""
        self._requests[status] += 1
        self._seconds += seconds
        self._buckets.update(bound for bound in _BOUNDS if seconds <= bound)

    def text(self, ended: Mapping[str, int], workers: int, waiting: int) -> str:
        """Everything counted so far; ``ended`` says why queries were ended or turned away."""
        total = sum(self._requests.values())
        lines = ["# TYPE hetao_kg_requests_total counter"]
        lines += [f'hetao_kg_requests_total{{status="{status}"}} {number}' for status, number in sorted(self._requests.items())]
        lines += ["# TYPE hetao_kg_request_seconds histogram"]
        lines += [f'hetao_kg_request_seconds_bucket{{le="{bound}"}} {self._buckets[bound]}' for bound in _BOUNDS]
        lines += [f'hetao_kg_request_seconds_bucket{{le="+Inf"}} {total}', f"hetao_kg_request_seconds_sum {self._seconds:.6f}",
                  f"hetao_kg_request_seconds_count {total}", "# TYPE hetao_kg_ended_total counter"]  # fmt: skip
        lines += [f'hetao_kg_ended_total{{why="{why}"}} {number}' for why, number in sorted(ended.items())]
        lines += ["# TYPE hetao_kg_workers gauge", f"hetao_kg_workers {workers}"]
        lines += ["# TYPE hetao_kg_waiting gauge", f"hetao_kg_waiting {waiting}"]
        return "\n".join(lines) + "\n"
