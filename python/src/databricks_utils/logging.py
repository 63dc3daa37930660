"""Structured logging, under the name that people look for; see `databricks_utils.log`."""

from databricks_utils.log import LogFormat, configure_logging, get_logger, log_context

__all__ = ["LogFormat", "configure_logging", "get_logger", "log_context"]
