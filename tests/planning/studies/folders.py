"""Studies written into a folder, and results folders held side by side."""

import hashlib
import json
from pathlib import Path

SIMULATE = """
[[run]]
id = "ferries"
kind = "simulate"
title = "One more ferry"
days = {days}
warm_up_days = 5
replications = {replications}
replications_per_task = {per_task}

[run.vary]
"fleet.FLEET-KYK-BAK.vessels_more, fleet.FLEET-BAK-KYK.vessels_more" = [0, 1]
"""
ROUTE = """
[[run]]
id = "routes"
kind = "route"
from = "Aktau"
to = "Poti"
draws = 50

[run.vary]
ready = ["2026-12-04", "2027-03-05"]
"""
HEAD = """\
schema = "orta.study/1"
title = "A small study"
question = "Is it the same everywhere?"
seed = 7
"""


def small(folder, *, days=10, replications=6, per_task=2, more=ROUTE):
    """A study of a few tasks in a folder of its own."""
    folder.mkdir(exist_ok=True)
    path = folder / "small.toml"
    runs = SIMULATE.format(days=days, replications=replications, per_task=per_task)
    path.write_text(HEAD + runs + more, "utf-8")
    return path


def contents(folder):
    """Every file of a folder with the digest of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }


def log(store):
    """What was computed: a line for each task, each time it was finished."""
    lines = (store / "log.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]
