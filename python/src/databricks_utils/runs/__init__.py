"""Runs of pipelines: what runs in which order, what it did, and who is told."""
