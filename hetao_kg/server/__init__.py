"""The graph over HTTP: a SPARQL 1.1 Protocol endpoint, read-only, over worker processes that can be ended.

``protocol`` reads requests and chooses formats, ``worker`` answers in a process of its own, ``pool`` keeps such
processes and ends what takes too long, ``app`` joins them to addresses, ``describe`` and ``pages`` say what is here.
"""
