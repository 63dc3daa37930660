"""Transformations that generated code calls: each takes a frame and returns one."""
