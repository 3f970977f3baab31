"""An append-only log of opaque statements, and its witnesses; it knows no freight."""
