"""Search: passages in, ranked passages out; lexical and dense halves fused by weighted score.

Importing this package loads neither torch nor sentence-transformers.
"""

from hetao_kg.search.embed import EMBEDDERS, Embedder, ModelRecord, make_embedder
from hetao_kg.search.index import PassageIndex, context, load_libraries

__all__ = ["EMBEDDERS", "Embedder", "ModelRecord", "PassageIndex", "context", "load_libraries", "make_embedder"]
