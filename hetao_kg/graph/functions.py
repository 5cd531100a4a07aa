"""Functions of ours that a query may call beside those of SPARQL, the same in every store.

What they compute is passed in: nothing here knows how passages are searched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyoxigraph
import rdflib
from rdflib.plugins.sparql.operators import register_custom_function
from rdflib.plugins.sparql.parserutils import Expr
from rdflib.plugins.sparql.sparql import FrozenBindings, SPARQLError

from hetao_kg.graph import results, terms
from hetao_kg.graph.results import Term

_Node = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple | None
#: IRI of a function -> the function, over the texts of two literals.
Functions = Mapping[str, Callable[[str, str], float]]
#: ``hetao:similarity(one, text)``: nearness in meaning of a passage, by its id, or of any text to ``text``.
SIMILARITY = str(terms.HETAO.similarity)
#: The functions there are; a query that calls another is refused.
NAMES = (SIMILARITY,)
#: Decimal places of a number that a function gives.
PLACES = 4


def call(functions: Functions, name: str, arguments: tuple[Term | None, ...]) -> Term | None:
    """What the function ``name`` gives for two literals, a decimal; None, an error to SPARQL, for other arguments and unknown names."""
    function = functions.get(name)
    texts = [term.value for term in arguments if term is not None and term.type == "literal"]
    if function is None or len(arguments) != 2 or len(texts) != 2:
        return None
    number = terms.number(round(function(*texts), PLACES))
    return Term(str(number), "literal", str(number.datatype))


def for_oxigraph(functions: Functions) -> dict[pyoxigraph.NamedNode, Callable[..., _Node]]:
    """``functions`` as Oxigraph takes them, and every other of :data:`NAMES` as one without a value."""

    def made(name: str) -> Callable[..., _Node]:
        def called(*arguments: object) -> pyoxigraph.Literal | None:
            found = call(functions, name, tuple(map(results.from_oxigraph, arguments)))
            return None if found is None else pyoxigraph.Literal(found.value, datatype=pyoxigraph.NamedNode(found.datatype))

        return called

    return {pyoxigraph.NamedNode(name): made(name) for name in NAMES}


def _for_rdflib(expression: Expr, context: FrozenBindings) -> rdflib.Literal:
    """rdflib knows one function a name for all its graphs; this one asks the dataset that is queried for its own."""
    functions: Functions = getattr(context.ctx.dataset, "functions", {})
    found = call(functions, str(expression.iri), tuple(map(results.from_rdflib, expression.expr)))
    if found is None:
        raise SPARQLError(f"no value of {expression.iri}")
    return rdflib.Literal(found.value, datatype=rdflib.URIRef(found.datatype))


for _name in NAMES:
    register_custom_function(rdflib.URIRef(_name), _for_rdflib, override=True, raw=True)
