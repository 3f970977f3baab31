"""Published figures against the model's own: the parts of the verification page."""
