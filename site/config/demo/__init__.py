"""The demo community: what a new site shows until its company writes its own. Its people and threads are the TOML files beside this one."""
