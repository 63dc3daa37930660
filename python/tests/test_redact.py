"""Secrets stay out of texts."""

from __future__ import annotations

import pytest

from databricks_utils import redact
from databricks_utils.redact import shown_value


@pytest.mark.parametrize(
    "secret",
    [
        "dapi0123456789abcdef0123456789abcdef",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_0123456789abcdefghij0123",
        "eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl",
        "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_known_forms_of_secrets_are_hidden(secret: str) -> None:
    assert redact(f"before {secret} after") == "before *** after"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("password=hunter2 rest", "password=*** rest"),
        ('{"client_secret": "abc"}', '{"client_secret": "***"}'),
        ("jdbc:postgresql://ann:pw@host/db", "jdbc:postgresql://***@host/db"),
        ("https://a.blob/x?sv=1&sig=abc%3D&se=2", "https://a.blob/x?sv=1&sig=***&se=2"),
        ("Authorization: Bearer abcdefghijk", "Authorization: Bearer ***"),
        ("Authorization: Basic YW5uOnB3", "Authorization: Basic ***"),
        ("jdbc:oracle:thin:scott/tiger@db", "jdbc:oracle:thin:***@db"),
        ("mysql://ann:p@ss@host/db", "mysql://***@host/db"),
        ("password=$ecret99", "password=***"),
        ('password="my pass, word" rest', 'password="***" rest'),
        ("password='not ended", "password='***"),
        ("x;password={p@ss;word};y", "x;password=***;y"),
        ('{\\"token\\": \\"abc\\"}', '{\\"token\\": \\"***\\"}'),
        ("fs.azure.account.key.x.dfs.core.windows.net=abc", None),
        (
            "fs.s3a.secret.key=abc fs.s3a.access.key=d",
            "fs.s3a.secret.key=*** fs.s3a.access.key=***",
        ),
        ("pwd=abc", "pwd=***"),
    ],
)
def test_the_secret_is_hidden_and_the_rest_stays(text: str, shown: str | None) -> None:
    assert redact(text) == (shown or text.replace("abc", "***"))


@pytest.mark.parametrize(
    "text",
    [
        "token = ${secrets/scope/key}",
        "password: {{secrets/scope/key}}",
        'password="${secrets/scope/key}"',
        "3 tokens, keys carrier and flight, at 12:30",
        "a row matches several rows on id: 5",
    ],
)
def test_references_and_plain_texts_stay(text: str) -> None:
    assert redact(text) == text


def test_the_value_of_a_secret_key_is_never_shown() -> None:
    assert shown_value("spark.config.fs.azure.account.key.password", "x") == "***"
    assert shown_value("token", "${secrets/a/b}") == "${secrets/a/b}"
    assert shown_value("spark.app_name", "shop") == "shop"
