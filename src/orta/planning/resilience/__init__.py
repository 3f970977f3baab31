"""What breaks, what matters most, and on whom a corridor depends."""
