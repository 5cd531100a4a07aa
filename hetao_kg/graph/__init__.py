"""Statements <-> RDF: the graph, its stores, its shapes and its NetworkX view."""
