"""Structured logging: text or JSON lines, with context, without secrets.

Standard loggers that are configured together:

    import io
    from databricks_utils.logging import configure_logging, get_logger, log_context

    lines = io.StringIO()
    configure_logging("INFO", "json", stream=lines)  # stderr, if no stream is given
    with log_context(run_id="7"):
        get_logger("shop").info("loaded", extra={"rows": 3, "password": "hunter2"})
    assert '"run_id": "7", "rows": 3' in lines.getvalue()
    assert "hunter2" not in lines.getvalue()
"""

from databricks_utils.log import LogFormat, configure_logging, get_logger, log_context

__all__ = ["LogFormat", "configure_logging", "get_logger", "log_context"]
