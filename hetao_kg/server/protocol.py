"""The SPARQL 1.1 Protocol: an HTTP request becomes a query, an ``Accept`` header a format. No network in here."""

from __future__ import annotations

import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass

from hetao_kg.errors import QueryError
from hetao_kg.graph.results import FORMATS

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
#: Formats offered for triples, the first where any will do; for rows the order of :data:`FORMATS` holds.
_TRIPLES = ("turtle", "ntriples", "jsonld", "xml")


class RequestError(QueryError):
    """A request that is none of the protocol; ``status`` is HTTP's."""

    def __init__(self, status: int, what: str, hint: str = "") -> None:
        super().__init__(what, hint)
        self.status = status


class MediaError(QueryError):
    """No format that there is was asked for."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was sent: its text, the graphs it is limited to, and what its answer may be written in."""

    text: str
    default: Sequence[str] = ()
    named: Sequence[str] = ()
    accept: str = "*/*"
    #: Name of a format, which goes before ``accept``.
    form: str = ""


def read(method: str, parameters: str, content: str, body: bytes, accept: str) -> Query | None:
    """The query of a request, or nothing where it has none (a GET that asks what is here).

    ``parameters`` is the query string as sent, ``content`` the media type of ``body``. Raises :class:`RequestError`.
    """
    media, _, more = content.partition(";")
    charset = more.partition("charset=")[2].strip(' "').lower() or "utf-8"
    given = _pairs(parameters)
    if method == "GET":
        if not given:
            return None
    elif media.strip().lower() == FORM:
        given += _pairs(_text(body, charset))
    elif media.strip().lower() == DIRECT:
        if any(name == "query" for name, _ in given):
            raise RequestError(400, "the query is given twice, in the address and in the body", "give it once")
        given.append(("query", _text(body, charset)))
    elif media.strip().lower() == "application/sparql-update":
        raise RequestError(403, "this endpoint is read-only", "send a query")
    else:
        raise RequestError(415, f"a query cannot be sent as {media or 'nothing'}", f"send {FORM} or {DIRECT}")
    return _query(given, accept)


def _query(given: Sequence[tuple[str, str]], accept: str) -> Query:
    def values(name: str) -> list[str]:
        return [value for key, value in given if key == name]

    if values("update"):
        raise RequestError(403, "this endpoint is read-only", "send a query")
    if len(values("query")) != 1:
        what = "there is more than one query" if values("query") else "there is no query"
        raise RequestError(400, what, "give one parameter query")
    form = (values("format") or [""])[-1]
    if "/" in form:  # some clients name media types here
        form, accept = "", form
    if form and (form not in FORMATS or not (FORMATS[form].rows or FORMATS[form].triples)):
        known = ", ".join(name for name, how in FORMATS.items() if how.rows or how.triples)
        raise RequestError(400, f"there is no format {form}", f"formats: {known}")
    return Query(values("query")[0], values("default-graph-uri"), values("named-graph-uri"), accept or "*/*", form)


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return urllib.parse.parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeDecodeError:
        raise RequestError(400, "the request is not UTF-8", "encode it as UTF-8") from None
    except ValueError:
        raise RequestError(400, "the request has too many parameters", "leave out what is no query") from None


def _text(body: bytes, charset: str) -> str:
    if charset not in {"utf-8", "utf8", "us-ascii"}:
        raise RequestError(415, f"the query is in {charset}", "send it in UTF-8")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise RequestError(400, "the query is not UTF-8", "encode it as UTF-8") from None


def choose(triples: bool, accept: str, form: str = "") -> tuple[str, str]:
    """Name of the format and its media type for an answer of triples or rows; raises :class:`MediaError`."""
    offers = [(name, media) for name in (_TRIPLES if triples else FORMATS)
              for media in (FORMATS[name].triples if triples else FORMATS[name].rows)]  # fmt: skip
    if form:
        fits = [offer for offer in offers if offer[0] == form]
        if not fits:
            known = ", ".join(dict.fromkeys(name for name, _ in offers))
            raise MediaError(f"{form} cannot hold {'triples' if triples else 'rows'}", f"choose {known}")
        return _charset(fits[0])
    best = preferred(accept, [media for _, media in offers])
    if best is None:
        raise MediaError("the answer cannot be written as asked", f"accept {', '.join(dict.fromkeys(media for _, media in offers))}")
    return _charset(next(offer for offer in offers if offer[1] == best))


def _charset(offer: tuple[str, str]) -> tuple[str, str]:
    name, media = offer
    return name, f"{media}; charset=utf-8" if media.startswith("text/") else media


def preferred(accept: str, offers: Sequence[str]) -> str | None:
    """The media type of ``offers`` that an ``Accept`` header prefers; among equals the first; None where none will do."""
    wishes = []
    for part in accept.lower().split(","):
        media, *options = (piece.strip() for piece in part.split(";"))
        wish = next((option[2:] for option in options if option.startswith("q=")), "1")
        wishes.append((media, float(wish) if wish.replace(".", "", 1).isdecimal() else 0.0))

    def weight(offer: str) -> float:
        kinds = (offer, offer.partition("/")[0] + "/*", "*/*", "*")
        found = [[w for media, w in wishes if media == kind] for kind in kinds]
        return next((max(weights) for weights in found if weights), 0.0)

    best = max(offers, key=weight)
    return best if weight(best) > 0 else None
