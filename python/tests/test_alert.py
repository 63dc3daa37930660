"""Variables of a task, and the message that tells of a failed run. No Spark is needed."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, cast

import pytest
from pyspark.sql import SparkSession

from databricks_utils import alert
from databricks_utils.errors import PipelineError, SourceError
from databricks_utils.variables import secret_at, set_secrets, set_variables

NO_SPARK = cast(SparkSession, None)


@dataclass
class Webhook:
    """What was posted, and the statuses that are answered in turn."""

    url: str
    statuses: list[int] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            hook.bodies.append(json.loads(self.rfile.read(length)))
            self.send_response(hook.statuses.pop(0) if hook.statuses else 200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    hook = Webhook(f"http://127.0.0.1:{server.server_port}/T0KEN")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield hook
    server.shutdown()
    thread.join()
    server.server_close()


def tell(monkeypatch: pytest.MonkeyPatch, url: str | None) -> SystemExit:
    """What `main` raises where the secret has a value, or none."""

    class Builder:
        @staticmethod
        def getOrCreate() -> None:
            """No session: only Databricks keeps secrets in one."""

    class Session:
        builder = Builder

    monkeypatch.setattr(alert, "SparkSession", Session)
    if url is not None:
        monkeypatch.setenv("LAKEWRIGHT_SECRET_OPS_PAGER_URL", url)
    argv = ["--webhook", "ops/pager-url", "--job", "nightly", "--environment", "prod"]
    with pytest.raises(SystemExit) as raised:
        alert.main([*argv, "--run-url", "https://x.example/jobs/1/runs/2"])
    return raised.value


def test_the_webhook_gets_the_message_and_the_run_stays_failed(
    webhook: Webhook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tell(monkeypatch, webhook.url).code == 1
    assert webhook.bodies == [
        {
            "text": "nightly failed in prod: https://x.example/jobs/1/runs/2",
            "job": "nightly",
            "environment": "prod",
            "url": "https://x.example/jobs/1/runs/2",
        }
    ]
    assert capsys.readouterr().err == "a run of nightly failed; the webhook was notified\n"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (None, 'there is no value for the secret "pager-url" in the scope "ops"'),
        ("hunter2", "the secret does not hold a URL"),
        ("https://hook/SECRET T0KEN", "the secret does not hold a URL"),
        ("https://hook:T0KEN/x", "the secret does not hold a URL"),
        ("https://hook/T0K\u00c9N", "the secret does not hold a URL"),
        ("http://[T0KEN", "the secret does not hold a URL"),
    ],
)
def test_what_goes_wrong_is_said_without_the_url(
    url: str | None,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert tell(monkeypatch, url).code == 1
    err = capsys.readouterr().err
    assert f"error: the webhook was not notified: {reason}" in err
    assert "hunter2" not in err


def test_a_webhook_that_is_busy_is_asked_again(webhook: Webhook) -> None:
    webhook.statuses = [503, 200]
    alert.post_failure(webhook.url, "nightly", "prod", "url", delay=0.0)
    assert len(webhook.bodies) == 2


def test_a_webhook_that_refuses_is_not_asked_again(
    webhook: Webhook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    webhook.statuses = [404, 200]
    tell(monkeypatch, webhook.url)
    assert len(webhook.bodies) == 1
    err = capsys.readouterr().err
    assert "it answered with status 404" in err
    assert "T0KEN" not in err


def test_variables_are_set_as_they_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVEL", "old")
    monkeypatch.delenv("EMPTY", raising=False)
    set_variables(["LEVEL=a=b c", "EMPTY="])
    assert (os.environ["LEVEL"], os.environ.pop("EMPTY")) == ("a=b c", "")


def test_secrets_are_looked_up_unless_the_variable_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAKEWRIGHT_SECRET_OPS_A_B", "found")
    monkeypatch.setenv("SET", "by hand")
    monkeypatch.delenv("TOKEN", raising=False)
    set_secrets(["TOKEN=ops/a-b", "SET=ops/nowhere"], NO_SPARK, "local")
    assert (os.environ.pop("TOKEN"), os.environ["SET"]) == ("found", "by hand")
    with pytest.raises(SourceError, match="LAKEWRIGHT_SECRET_OPS_NOWHERE"):
        set_secrets(["OTHER=ops/nowhere"], NO_SPARK, "local")


@pytest.mark.parametrize("pair", ["hunter2", "=hunter2", "a-b=hunter2"])
def test_a_variable_without_a_name_is_refused_without_its_value(pair: str) -> None:
    with pytest.raises(PipelineError) as raised:
        set_variables([pair])
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("path", ["ops", "ops/", "/key", ""])
def test_a_secret_needs_scope_and_key(path: str) -> None:
    with pytest.raises(PipelineError, match="SCOPE/KEY"):
        secret_at(path)
