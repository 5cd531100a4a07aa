"""The explorer: ``streamlit run app.py``, ``make explore`` or ``hetao-kg explore``."""

from hetao_kg.explorer.shell import run

run()
