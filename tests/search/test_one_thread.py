"""What a search multiplies is multiplied by the thread that asks: processes serve many at once and mustn't wake helpers for each."""

import os
import subprocess
import sys

COUNTED = """
import os, django
before = len(os.listdir("/proc/self/task"))
django.setup()
import numpy
table = numpy.ones((500, 256), dtype=numpy.float32)
table @ table.T
print(len(os.listdir("/proc/self/task")) - before)
"""


def test_multiplying_starts_no_threads() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run([sys.executable, "-c", COUNTED], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "0"
