"""Studies of autonomy from TOML files and tables, or every fault of them."""

from orta.planning.resilience.autonomy.files.read import (
    list_shipped_studies,
    read_study,
    shipped_study,
)

__all__ = ["list_shipped_studies", "read_study", "shipped_study"]
