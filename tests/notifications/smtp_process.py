"""A worker of its own for the kill test: it says "ready", waits for a line, and delivers until it is killed."""

import os
import sys
import threading

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()

    from core.events import relay

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    relay.run(threading.Event(), idle_seconds=0.05)


if __name__ == "__main__":
    main()
