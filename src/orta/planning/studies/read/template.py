"""What `orta study new` writes: a study that runs as it stands."""

from typing import Final

TEMPLATE: Final = """\
# A study: `orta study check FILE` reads it, `orta study run FILE` answers it.
# What each kind of run may say is told in docs/reference/study-file.md.
schema = "orta.study/1"
title = "More ships, or ships that leave on time?"
question = "What does one more ferry bring, and what would other winds change?"
data = "middle-corridor"  # a shipped dataset, or a folder as seen from this file
seed = 1

[[run]]
id = "ferries"
kind = "simulate"
title = "Rail ferries between Kuryk and Alat, at two wind limits"
replications = 20
days = 90
warm_up_days = 30

# All combinations are run under the same luck. Ways in quotes with a comma between
# them change together: the same vessels sail out and home.
[run.vary]
"fleet.FLEET-KYK-BAK.vessels_more, fleet.FLEET-BAK-KYK.vessels_more" = [0, 1]
"port.KZKYK.wind_limit_change_m_s" = [0, 2]

[[run]]
id = "routes"
kind = "route"
title = "Xi'an to Duisburg by month, with and without Russia"
from = "Xi'an"
to = "Duisburg"

[run.vary]
ready = ["2026-12-04", "2027-03-05"]
avoid = [[], ["RU"]]
"""
