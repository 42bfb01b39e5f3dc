"""The demo community: what a new site shows until its company writes its own.

Its people and texts are the TOML files beside this one, and in a folder for each language; the modules make them, room by room, through
the actions that people use (`seed`).
"""
