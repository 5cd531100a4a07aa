"""A knowledge graph and semantic search over Chinese policy documents."""

__version__ = "0.1.0"
