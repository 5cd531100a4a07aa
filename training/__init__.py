"""Training of the default embedding model: ``python -m training.train --data DIR``."""
