"""Keeps secrets out of logs and messages."""

from __future__ import annotations

import re

HIDDEN = "***"

SECRET_KEY = re.compile(
    r"(pass(word|wd|phrase)?|secret|token|credential|api[_.-]?key|access[_.-]?key"
    r"|account[_.-]?key|private[_.-]?key|sas|connection[_.-]?string)$",
    re.IGNORECASE,
)

# Forms of known secrets: Databricks, AWS, GitHub, Slack and generic bearer tokens, signed JWTs,
# private keys, URLs with a password (Oracle's too), SAS signatures and basic authorization.
SECRET_VALUE = re.compile(
    r"dapi[0-9a-f]{8,}(-\d)?|dkea[0-9a-f]{8,}|dose[0-9a-f]{8,}"
    r"|AKIA[0-9A-Z]{12,}|gh[pousr]_[A-Za-z0-9]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}"
    r"|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)"
    r"|(?<=://)[^/\s:@]+:[^/\s]+(?=@)"
    r"|(?<=:thin:)[^/\s:@]+/[^\s@]+(?=@)"
    r"|(?<=[?&]sig=)[^&\s\"']+"
    r"|(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{8,}"
    r"|(?i:(?<=authorization: basic ))[A-Za-z0-9+/=]{4,}"
)

# `password = x`, `"token": "x"`, `--api-key x`, `fs.azure.account.key.NAME=x`: the value is hidden,
# the key stays readable. A reference such as ${secrets/scope/key} or {{secrets/scope/key}} only
# names a secret. A value in quotes or braces may hold anything; quotes may be escaped, as in JSON.
ASSIGNMENT = re.compile(
    r"((?:passw(?:or)?d|passphrase|pwd|secret|token|(?:api|access|account|secret)[_.-]?key)"
    r"(?:\.[\w.-]+)?(?:\\?[\"'])?\s*[=:]\s*)"
    r"(?!(?:\\?[\"'])?(?:\$\{[^{}]+\}|\{\{[^{}]+\}\}))"
    r"(?:(?P<quote>\\?[\"'])(?:(?!(?P=quote)).)+(?P<end>(?P=quote)|$)|\{[^{}]+\}|[^\s\"',;}]+)",
    re.IGNORECASE | re.MULTILINE,
)


def is_secret_key(key: str) -> bool:
    """Whether a configuration key names a secret: `storage.account_key`, `password`."""
    return SECRET_KEY.search(key) is not None


def is_reference(value: str) -> bool:
    """Whether a value only refers to a secret: `${secrets/scope/key}`, `{{secrets/scope/key}}`."""
    return re.fullmatch(r"\$\{[^{}]+\}|\{\{[^{}]+\}\}", value.strip()) is not None


def redact(text: str) -> str:
    """The text with everything that looks like a secret replaced by ***."""
    return ASSIGNMENT.sub(_hidden_value, SECRET_VALUE.sub(HIDDEN, text))


def _hidden_value(found: re.Match[str]) -> str:
    return f"{found[1]}{found['quote'] or ''}{HIDDEN}{found['end'] or ''}"


def shown_value(key: str, value: object) -> str:
    """A configuration value as a message may print it."""
    text = str(value)
    if is_reference(text):
        return text
    if is_secret_key(key) or redact(text) != text:
        return HIDDEN
    return text if len(text) <= 60 else text[:57] + "..."
