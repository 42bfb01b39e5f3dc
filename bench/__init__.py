"""Measurements that people run by hand: `python -m bench.pages`, `bench.relay`, … Each prints a table with its ratio to a baseline
measured in the same run, so that figures of two machines can be compared.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
