"""Fitting of the uncertain figures of the simulator to published ones."""
