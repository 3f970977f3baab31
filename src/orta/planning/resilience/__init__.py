"""What fails, what is lost, how fast it comes back, and on whom a corridor depends."""
