"""Notifies a webhook that a run failed: the task of a job that runs when another one has failed."""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence

from pyspark.sql import SparkSession

from databricks_utils.errors import LakewrightError
from databricks_utils.retry import retry
from databricks_utils.secret import read_secret
from databricks_utils.variables import secret_at

_SECONDS = 20
_NO_URL = "the secret does not hold a URL"


class _Rejected(Exception):
    """The webhook answered, and would answer the same again."""


def main(argv: Sequence[str] | None = None) -> None:
    """Posts {text, job, environment, url} to the URL that a secret holds, then ends as failed.

    It always raises SystemExit(1): a run whose last task succeeds counts as succeeded, which would
    hide the failure. The URL is never printed: whoever knows it can write to it.
    """
    options = _parser().parse_args(argv)
    try:
        spark = SparkSession.builder.getOrCreate()
        url = read_secret(spark, secret_at(options.webhook), options.environment)
        post_failure(url, options.job, options.environment, options.run_url)
        print(f"a run of {options.job} failed; the webhook was notified", file=sys.stderr)
    except (LakewrightError, OSError, _Rejected) as error:
        print(f"error: the webhook was not notified: {error}", file=sys.stderr)
    raise SystemExit(1)


def post_failure(url: str, job: str, environment: str, run_url: str, *, delay: float = 2.0) -> None:
    """Posts the message, in up to three attempts.

    Raises OSError if the webhook cannot be reached, and another error if it refuses the message;
    neither names the URL.
    """
    body = {
        "text": f"{job} failed in {environment}: {run_url}",
        "job": job,
        "environment": environment,
        "url": run_url,
    }
    if not url.startswith(("https://", "http://")):
        raise _Rejected(_NO_URL)
    try:
        request = urllib.request.Request(
            url,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
    except ValueError:
        raise _Rejected(_NO_URL) from None

    @retry(attempts=3, delay=delay, on=(OSError,))
    def post() -> None:
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS):
                return
        except urllib.error.HTTPError as error:
            error.close()
            if error.code < 500:
                raise _Rejected(f"it answered with status {error.code}") from None
            raise OSError(f"it answered with status {error.code}") from None
        except urllib.error.URLError as error:
            raise OSError(f"it cannot be reached: {error.reason}") from None
        except (ValueError, http.client.InvalidURL):
            # Their messages quote the URL.
            raise _Rejected(_NO_URL) from None

    post()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Notifies a webhook that a run failed.")
    parser.add_argument("--webhook", required=True, help="the secret with its URL, SCOPE/KEY")
    parser.add_argument("--job", required=True, help="the name of the job")
    parser.add_argument("--environment", required=True, help="the environment it runs in")
    parser.add_argument("--run-url", required=True, help="where to see the run")
    return parser
