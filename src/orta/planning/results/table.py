"""A labelled table: what every engine returns, for any reader."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Value = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under column names that carry their units.

    Examples
    --------
    >>> table = Table(columns=("route", "cost_usd"), rows=(("A", 5300.0),))
    >>> table.to_pandas()
      route  cost_usd
    0     A    5300.0
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def to_pandas(self) -> pd.DataFrame:
        """The table as a data frame, one column for each column."""
        import pandas as pd  # half a second, paid only by those who ask for it

        return pd.DataFrame(list(self.rows), columns=list(self.columns))

    def to_html(self) -> str:
        """The table as HTML that needs no style sheet and no script."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{_shown(cell)}</td>" for cell in row) + "</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _shown(cell: Value) -> str:
    if cell is None:
        return ""
    return escape(f"{cell:,.1f}" if isinstance(cell, float) else str(cell))
