"""What is lost when something fails, and how fast it comes back."""
