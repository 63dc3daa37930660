import { HEADER } from '../header.ts';

/** app.py of the data catalogue. Needs nothing but Python, so that the app starts in seconds and has nothing to keep up to date. */
export const APP_PY = `# ${HEADER}
"""Data catalogue: a web page that shows what the project's tables hold."""

import json
import os
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

CATALOGUE: dict[str, Any] = json.loads(
    Path(__file__).with_name("catalogue.json").read_text(encoding="utf-8")
)
TABLES: dict[str, dict[str, Any]] = {table["key"]: table for table in CATALOGUE["tables"]}
SHOWN_AT_ONCE = 500
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 2rem; }
th, td { border-bottom: 1px solid #8884; padding: 0.3rem 0.6rem; text-align: left; }
th, td { vertical-align: top; overflow-wrap: anywhere; }
code { font: 13px ui-monospace, monospace; }
small { opacity: 0.7; }
:root { color-scheme: light dark; }
"""


def rows(head: list[str], body: list[list[str]]) -> str:
    """An HTML table; the cells are HTML already."""
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in body)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"


def link(key: str) -> str:
    """A link to a table's page, or its name where it has none."""
    if key not in TABLES:
        return f"<code>{escape(key)}</code>"
    path = quote(key, safe="", errors="replace")
    return f'<a href="/table/{path}"><code>{escape(key)}</code></a>'


def column_link(source: dict[str, str]) -> str:
    """A column of another table."""
    return f"{link(source['table'])} <code>{escape(source['column'])}</code>"


def page(title: str, body: str) -> str:
    """A whole page."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )


NOT_FOUND = page("Not found", '<p><a href="/">All tables</a></p>')


def matches(table: dict[str, Any], words: list[str]) -> bool:
    """Whether each word occurs in the table's name, description, or a column's name or comment."""
    columns = [text for c in table["columns"] for text in (c["name"], c.get("comment", ""))]
    text = "\\n".join([table["key"], table.get("description", ""), *columns]).casefold()
    return all(word in text for word in words)


def overview(search: str) -> str:
    """All tables, or those that a search finds, by layer."""
    words = search.casefold().split()
    found = [table for table in CATALOGUE["tables"] if matches(table, words)]
    field = f'<input type="search" name="q" value="{escape(search)}">'
    parts = [
        f"<p>{escape(CATALOGUE.get('description', ''))}</p>",
        f'<form role="search"><label>Search {field}</label> <button>Find</button></form>',
        f"<p>{len(found)} of {len(TABLES)} tables</p>",
    ]
    shown = found[:SHOWN_AT_ONCE]
    for layer in CATALOGUE["layers"]:
        tables = [table for table in shown if table["layer"] == layer["name"]]
        if tables:
            parts.append(f"<h2>{escape(layer['name'])}</h2>")
            parts.append(f"<p>{escape(layer.get('comment', ''))}</p>")
            cells = [
                [link(t["key"]), escape(t.get("description", "")), str(len(t["columns"]))]
                for t in tables
            ]
            parts.append(rows(["Table", "What it holds", "Columns"], cells))
    if len(found) > len(shown):
        parts.append(f"<p>{len(found) - len(shown)} more: search to narrow them down.</p>")
    return page(CATALOGUE["project"], "".join(parts))


def table_page(table: dict[str, Any]) -> str:
    """One table: columns, rules, and where its data comes from and goes to."""
    columns = [
        [
            f"<code>{escape(column['name'])}</code>",
            f"<code>{escape(column['type'])}</code>",
            "" if column["nullable"] else "never NULL",
            escape(column.get("comment", "")),
            "<br>".join(column_link(source) for source in column["from"]),
        ]
        for column in table["columns"]
    ]
    rules = [
        [
            f"<code>{escape(rule['name'])}</code>",
            escape(rule["onViolation"]),
            escape(rule["severity"]),
            f"<code>{escape(rule['check'])}</code>",
            escape(rule.get("description", "")),
        ]
        for rule in table["rules"]
    ]
    facts = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in table["facts"]
    )
    body = [
        '<p><a href="/">All tables</a></p>',
        f"<p>{escape(table.get('description', ''))}</p><dl>{facts}</dl>",
        "<h2>Columns</h2>",
        rows(["Column", "Type", "NULL", "Meaning", "Comes from"], columns),
    ]
    if rules:
        body.append("<h2>Rules</h2>")
        body.append(rows(["Rule", "On violation", "Severity", "Check", "Meaning"], rules))
    for title, keys in (("Reads", table["reads"]), ("Read by", table["readBy"])):
        if keys:
            body.append(f"<h2>{title}</h2><p>{', '.join(link(key) for key in keys)}</p>")
    return page(table["key"], "".join(body))


def answer(target: str) -> tuple[int, str]:
    """Status and page for a request's target."""
    try:
        url = urlsplit(target)
    except ValueError:
        return 404, NOT_FOUND
    if url.path == "/":
        return 200, overview(parse_qs(url.query).get("q", [""])[0])
    if url.path.startswith("/table/"):
        table = TABLES.get(unquote(url.path.removeprefix("/table/")))
        if table is not None:
            return 200, table_page(table)
    return 404, NOT_FOUND


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD; nothing can be changed here."""

    def do_GET(self) -> None:
        self._send(lambda body: self.wfile.write(body))

    def do_HEAD(self) -> None:
        self._send(lambda _: None)

    def _send(self, write: Callable[[bytes], object]) -> None:
        status, text = answer(self.path)
        body = text.encode("utf-8", errors="replace")
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
        )
        self.end_headers()
        write(body)


def main() -> None:
    """Serves until stopped; Databricks Apps says on which port."""
    port = int(os.environ.get("DATABRICKS_APP_PORT", "8000"))
    host = "0.0.0.0" if "DATABRICKS_APP_NAME" in os.environ else "127.0.0.1"
    server = ThreadingHTTPServer((host, port), Handler)
    print(f"The data catalogue is at http://{host}:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
`;
