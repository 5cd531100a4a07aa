"""``python -m hetao_kg.cli``."""

from hetao_kg.cli import main

main(prog_name="hetao-kg")
