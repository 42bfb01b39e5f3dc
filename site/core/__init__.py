"""The ground that every room stands on: events, ports, the content registry, the viewer, text. It imports nothing of ours."""
