"""What a worker process of a cluster on this machine does first.

Ctrl C goes to all processes of a terminal. The program hears it and ends its workers;
were they to hear it, too, each would print how it was surprised.
"""

import signal


def dask_setup(_: object) -> None:
    """Ignore Ctrl C; Dask calls this in every worker, also in a later one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
