"""What the tables of samples/retail must hold, computed from the files by plain Python."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def expected(landing: Path) -> dict[str, list[Row]]:
    """The rows of each table as JSON, without NULLs, of what has landed."""
    tables = bronze(landing)
    tables |= silver(tables)
    tables |= gold(tables)
    return {
        name: [{k: v for k, v in row.items() if v is not None} for row in rows]
        for name, rows in tables.items()
    }


def bronze(landing: Path) -> dict[str, list[Row]]:
    tables = defaultdict[str, list[Row]](list)
    for _, _, row in json_lines(landing / "products"):
        assert row is not None
        tables["bronze.products_raw"].append(row | {"list_price": money(row["list_price"])})
    for name, line, row in json_lines(landing / "customers"):
        assert row is not None
        at = moment(row["changed_at"])
        known = {"changed_at": at, "_rescued_data": None if at else line, "source_file": name}
        tables["bronze.customer_changes"].append(row | known)
    for _, line, row in json_lines(landing / "payments"):
        tables["bronze.payments_raw"].append(payment(line, row))
    for file in sorted((landing / "orders").iterdir()):
        header, *lines = file.read_text("utf-8").splitlines()
        for line in lines:
            event, rescued = order_event(header.split(";"), line)
            event["source_file"] = file.name
            if rescued is None:
                tables["bronze.orders_raw"].append(event)
            else:
                why = {"_rescued_data": as_json(rescued), "_violated_rules": ["values_fit"]}
                tables["bronze.orders_raw_quarantine"].append(event | why)
    return dict(tables)


def silver(tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    products = newest(tables["bronze.products_raw"], "sku", "version")
    skus = {row["sku"] for row in products}
    events: list[Row] = []
    odd_events: list[Row] = []
    for raw in tables["bronze.orders_raw"]:
        event = {k: raw[k] for k in raw if k not in ("source_file", "unit_price")}
        if raw["unit_price"] is not None:
            event["amount"] = money(Decimal(raw["unit_price"]) * raw["quantity"])
        event["ordered_on"] = raw["ordered_at"][:10]
        positive = raw["quantity"] is not None and raw["quantity"] > 0
        violated = ["product_exists"] if raw["sku"] not in skus else []
        violated += [] if positive or raw["status"] == "void" else ["something_is_ordered"]
        (odd_events if violated else events).append(event | {"_violated_rules": violated or None})
    changes: list[Row] = []
    odd_changes: list[Row] = []
    for raw in tables["bronze.customer_changes"]:
        change = {k: raw.get(k) for k in ("customer_id", "op", "name", "city", "changed_at")}
        email = change["email"] = raw["email"].lower() if "email" in raw else None
        if change["changed_at"] is not None:
            changes.append(change)
        else:
            reachable = [] if email is None or "@" in email else ["reachable"]
            odd_changes.append(change | {"_violated_rules": ["dated", *reachable]})
    parts, odd_parts = payment_parts(tables["bronze.payments_raw"])
    return {
        "silver.products": products,
        "silver.customers": versions(changes),
        "silver.customers_quarantine": odd_changes,
        "silver.orders": [
            row for row in newest(events, "order_id", "version") if row["status"] != "void"
        ],
        "silver.orders_quarantine": odd_events,
        "silver.payments": parts,
        "silver.payments_quarantine": odd_parts,
    }


def gold(tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    category = {row["sku"]: row["category"] for row in tables["silver.products"]}
    paid = defaultdict[int, list[Decimal]](list)
    for part in tables["silver.payments"]:
        paid[part["order_id"]].append(Decimal(part["amount"]))
    by_day = defaultdict[tuple[str, str], list[Row]](list)
    by_city = defaultdict[str | None, list[Row]](list)
    for order in tables["silver.orders"]:
        if order["status"] == "cancelled":
            continue
        by_day[order["ordered_on"], category[order["sku"]]].append(order)
        lived = [
            version["city"]
            for version in tables["silver.customers"]
            if version["customer_id"] == order["customer_id"]
            and version["__START_AT"] <= order["ordered_at"]
            and (version["__END_AT"] is None or order["ordered_at"] < version["__END_AT"])
        ]
        assert len(lived) <= 1
        by_city[lived[0] if lived else None].append(order)

    def sales(orders: list[Row]) -> Row:
        return {"orders": len(orders), "revenue": total(Decimal(o["amount"]) for o in orders)}

    def paid_for(orders: list[Row]) -> str | None:
        amounts = [a for order in orders for a in paid.get(order["order_id"], [])]
        return total(iter(amounts)) if amounts else None

    return {
        "gold.daily_revenue": [
            {"ordered_on": day, "category": kind, **sales(orders), "paid": paid_for(orders)}
            for (day, kind), orders in by_day.items()
        ],
        "gold.city_revenue": [{"city": city, **sales(orders)} for city, orders in by_city.items()],
        "gold.customers_now": [
            {k: v[k] for k in ("customer_id", "name", "email", "city")} | {"since": v["__START_AT"]}
            for v in tables["silver.customers"]
            if v["__END_AT"] is None
        ],
    }


def versions(changes: list[Row]) -> list[Row]:
    """Each change starts a version, unless nothing of the customer changes."""
    found: list[Row] = []
    by_customer = sorted(changes, key=lambda c: (c["customer_id"], c["changed_at"]))
    for _, history in itertools.groupby(by_customer, key=lambda c: int(c["customer_id"])):
        current: Row | None = None
        for change in history:
            at = change["changed_at"]
            deletes = change["op"] == "DELETE"
            if current is not None and not deletes and same(current, change):
                current |= change
                continue
            if current is not None:
                current["__END_AT"] = at
            current = None if deletes else change | {"__START_AT": at, "__END_AT": None}
            if current is not None:
                found.append(current)
    return found


def same(one: Row, other: Row) -> bool:
    return all(one[name] == other[name] for name in ("name", "email", "city"))


def payment(line: str, row: Row | None) -> Row:
    """A payment as far as it can be read."""
    if row is None:
        return {"_rescued_data": line}
    found = {"payment_id": row["payment_id"], "order_id": row["order_id"]}
    found["paid_at"] = moment(row["paid_at"])
    found["method"] = row["method"] if isinstance(row["method"], dict) else None
    parts = [part | {"amount": money(part["amount"])} for part in row["parts"]]
    if any(part["amount"] is None for part in parts):
        # An array in which a decimal does not fit does not fit as a whole.
        texts = [part | {"amount": text(part["amount"])} for part in row["parts"]]
        return found | {"_rescued_data": as_json({"parts": as_json(texts)})}
    bad = found["paid_at"] is None or found["method"] is None
    return found | {"parts": parts} | ({"_rescued_data": line} if bad else {})


def payment_parts(payments: list[Row]) -> tuple[list[Row], list[Row]]:
    parts: dict[tuple[int, int], Row] = {}
    odd = []
    for p in payments:
        if "payment_id" not in p:
            continue
        head = {"payment_id": p["payment_id"], "order_id": p["order_id"]}
        head |= {"paid_at": p["paid_at"], **(p["method"] or {})}
        if "parts" not in p:
            odd.append(head | {"_violated_rules": ["amount_known"]})
        for line, part in enumerate(p.get("parts", ())):
            parts[p["payment_id"], line] = head | {"line": line, **part}
    return list(parts.values()), odd


def order_event(header: list[str], line: str) -> tuple[Row, Row | None]:
    """The event, and what of it did not fit."""
    (values,) = csv.reader([line], delimiter=";")
    row: Row = dict.fromkeys(header)
    row |= {name: None if v == "NA" else v for name, v in zip(header, values, strict=False)}
    for name in ("order_id", "version", "customer_id", "quantity"):
        row[name] = None if row[name] is None else int(row[name])
    row["ordered_at"] = moment(row["ordered_at"])
    price = row["unit_price"]
    row["unit_price"] = None if price is None else money(price)
    if len(values) < len(header):
        return row, {"_corrupt_record": line}
    fits = price is None or row["unit_price"] is not None
    return row, None if fits else {"unit_price": price}


def newest(rows: list[Row], key: str, sequence: str) -> list[Row]:
    return list({row[key]: row for row in sorted(rows, key=lambda r: int(r[sequence]))}.values())


def json_lines(folder: Path) -> Iterator[tuple[str, str, Row | None]]:
    """Each line with its file's name; None is a line that is no JSON."""
    for file in sorted(folder.iterdir()):
        for line in file.read_text("utf-8").splitlines():
            try:
                yield file.name, line, json.loads(line, parse_float=Decimal)
            except json.JSONDecodeError:
                yield file.name, line, None


def moment(text: str | None) -> str | None:
    try:
        return f"{dt.datetime.fromisoformat((text or '').removesuffix('Z')).isoformat()}.000Z"
    except ValueError:
        return None


def money(value: object) -> str | None:
    try:
        return None if isinstance(value, bool) else f"{Decimal(str(value)):.2f}"
    except InvalidOperation:
        return None


def text(value: object) -> str:
    """As the value stands in JSON, without quotes."""
    return as_json(value) if isinstance(value, bool) else str(value)


def total(amounts: Iterator[Decimal]) -> str | None:
    return money(sum(amounts))


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
