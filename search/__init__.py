"""Search: what finds, ranks and suggests."""

import os

# Said before numpy is first imported. The second look multiplies small tables: spread over threads, these wait for each other, and on a busy
# machine that cost twenty times the work itself. Processes are what uses several cores here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
