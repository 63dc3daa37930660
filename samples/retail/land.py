"""Generates thirty days of a web shop's files where the bronze tables read them.

    python land.py <target folder> [<days>]

The target gets the folders products, customers, orders and payments, with what has arrived after so
many days, 30 by default. A file that is there already is kept: landing day after day gives the same
files as landing all at once. Each run makes the same data, and the data has what real deliveries
have: events that come days later, a file that comes twice, changes that come twice, out of order or
without changing anything, deletes, values that are none, and, from 16 March on, one more key.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

START = dt.date(2026, 3, 1)
DAYS = 30
SUPPLIERS_FROM = 16
ORDERS_A_DAY, CHANGES_A_DAY = 20, 10
NAMES = (
    "Zoë Łukasiewicz",
    "李小龍",
    "Øystein Ås",
    "O'Brien",
    'Jürgen "Jay" Groß',
    "عمر",
    "Ana 🌻",
    "Ñandú; S.A.",
)
CITIES = ("Köln", "Kraków", "São Paulo", "東京", "Malmö", "L'Aquila")
CATEGORIES = ("tea", "cups", "café")
ORDER_COLUMNS = (
    "order_id", "version", "status", "customer_id", "sku", "quantity", "unit_price", "ordered_at",
)  # fmt: skip

Record = dict[str, Any]


@dataclass
class Shop:
    """What happens in the shop, day by day, and on which day each file of it arrives."""

    random: random.Random = field(default_factory=lambda: random.Random(20260301))
    prices: dict[str, float] = field(default_factory=dict)
    product_versions: dict[str, int] = field(default_factory=dict)
    customers: dict[int, Record] = field(default_factory=dict)
    known: set[tuple[int, str]] = field(default_factory=set)
    orders: dict[int, Record] = field(default_factory=dict)
    # Lines by folder, by the day on which they happened, and by how many days later they arrive.
    lines: dict[tuple[str, int, int], list[str]] = field(default_factory=dict)

    def chance(self, percent: float) -> bool:
        return self.random.random() * 100 < percent

    def moment(self, day: int) -> str:
        time = dt.time(
            self.random.randrange(24), self.random.randrange(60), self.random.randrange(60)
        )
        return f"{START + dt.timedelta(days=day - 1)}T{time}Z"

    def send(self, folder: str, day: int, line: str, *, later: int = 0) -> None:
        self.lines.setdefault((folder, day, later), []).append(line)

    def lag(self) -> int:
        return self.random.randrange(1, 4) if self.chance(8) else 0

    def product(self, day: int, sku: str) -> None:
        version = self.product_versions[sku] = self.product_versions.get(sku, 0) + 1
        price = self.prices[sku] = self.random.randrange(150, 9900) / 100
        number = int(sku[1:])
        change: Record = {"sku": sku, "name": f"{NAMES[number % 8]} № {number}", "version": version}
        change |= {"category": CATEGORIES[number % 3], "list_price": price}
        if day >= SUPPLIERS_FROM:
            change["supplier"] = CITIES[number % 6]
        self.send("products", day, as_json(change), later=self.lag() if version > 1 else 0)

    def products(self, day: int) -> None:
        if day == 1 or day % 5 == 0:
            count = 12 if day == 1 else 1
            for _ in range(count):
                self.product(day, f"P{len(self.prices) + 1:03}")
        again = (
            list(self.prices) if day == SUPPLIERS_FROM else self.random.sample(list(self.prices), 2)
        )
        for sku in again:
            self.product(day, sku)

    def customer(self, day: int) -> None:
        if not self.customers or self.chance(25):
            number = len(self.customers) + 1
            values: Record = {"name": NAMES[number % 8], "city": self.random.choice(CITIES)}
            values["email"] = (
                f"c{number}@example.com" if number % 9 else f"c{number} at example.com"
            )
        else:
            number = self.random.choice(list(self.customers))
            values = dict(self.customers[number])
            if self.chance(70):
                values["city"] = self.random.choice(CITIES)
            if self.chance(10):
                values["email"] = values["email"].upper()
        self.customers[number] = values
        moment = self.moment(day)
        if (number, moment) in self.known:
            return
        self.known.add((number, moment))
        change = {"customer_id": number, "op": "UPSERT", **values, "changed_at": moment}
        if self.chance(8):
            change = {"customer_id": number, "op": "DELETE", "changed_at": moment}
        elif self.chance(2):
            change["changed_at"] = "soon"
        later = self.lag()
        self.send("customers", day, as_json(change), later=later)
        if self.chance(6):
            self.send("customers", day, as_json(change), later=later + self.random.randrange(3))

    def order(self, day: int, number: int, status: str, **changes: Any) -> None:
        order = self.orders[number] | {"status": status, **changes}
        order["version"] += 1
        self.orders[number] = order
        line = ";".join("NA" if order[c] is None else str(order[c]) for c in ORDER_COLUMNS)
        if self.chance(1):
            line = line.replace(str(order["unit_price"]), "9,99 €")
        elif self.chance(1):
            line = line[: line.rindex(";")]
        self.send("orders", day, line, later=self.lag())

    def new_order(self, day: int) -> None:
        number = len(self.orders) + 1
        sku = self.random.choice(list(self.prices))
        customer = None if self.chance(10) else self.random.choice(list(self.customers))
        order: Record = {"order_id": number, "version": 0, "customer_id": customer, "sku": sku}
        order |= {"quantity": self.random.randrange(1, 5), "unit_price": f"{self.prices[sku]:.2f}"}
        order["ordered_at"] = self.moment(day)
        if self.chance(2):
            order["sku"] = "P999"
        if self.chance(2):
            order["quantity"] = 0
        self.orders[number] = order
        self.order(day, number, "placed")

    def next_step(self, day: int, number: int) -> None:
        status = self.orders[number]["status"]
        if self.chance(2):
            self.order(day, number, "void", quantity=None, unit_price=None)
        elif status == "placed" and self.chance(12):
            self.order(day, number, "cancelled")
        elif status == "placed" and self.chance(10):
            self.order(day, number, "placed", quantity=self.random.randrange(1, 5))
        elif status == "placed":
            self.order(day, number, "paid")
            self.payment(day, number)
        else:
            self.order(day, number, "shipped")

    def payment(self, day: int, number: int) -> None:
        order = self.orders[number]
        total = round(float(order["unit_price"]) * order["quantity"], 2)
        payment: Record = {
            "payment_id": 9000 + number,
            "order_id": number,
            "paid_at": self.moment(day),
        }
        payment["method"] = (
            {"kind": "card", "issuer": "Viśa"} if self.chance(60) else {"kind": "cash"}
        )
        payment["parts"] = [{"sku": order["sku"], "amount": total}]
        if self.chance(30):
            payment["parts"].append({"sku": "postage", "amount": 4.9})
        if self.chance(3):
            payment["parts"][0]["amount"] = self.random.choice(["n/a", True, f"{total:.2f}"])
        elif self.chance(2):
            payment["paid_at"] = "yesterday"
        elif self.chance(2):
            payment["method"] = "card"
        line, later = as_json(payment), self.lag()
        self.send("payments", day, line[:40] if self.chance(1) else line, later=later)
        if self.chance(3):
            self.send("payments", day, line, later=later + self.random.randrange(3))

    def day(self, day: int) -> None:
        self.products(day)
        for _ in range(CHANGES_A_DAY * (2 if day == 1 else 1)):
            self.customer(day)
        for number in [n for n, o in self.orders.items() if o["status"] in ("placed", "paid")]:
            if self.chance(50):
                self.next_step(day, number)
        for _ in range(ORDERS_A_DAY):
            self.new_order(day)


def as_json(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def deliveries() -> Iterator[tuple[int, str, str]]:
    """All files: the day on which each arrives, its path and its text."""
    shop = Shop()
    for day in range(1, DAYS + 1):
        shop.day(day)
    for folder, day, later in sorted(shop.lines):
        lines = shop.lines[folder, day, later]
        shop.random.shuffle(lines)
        name = f"{folder}_{START + dt.timedelta(days=day - 1)}"
        end = "csv" if folder == "orders" else "json"
        head = [";".join(ORDER_COLUMNS)] if folder == "orders" else []
        text = "\n".join([*head, *lines]) + "\n"
        suffix = f"_{later}_days_late" if later else ""
        yield day + later, f"{folder}/{name}{suffix}.{end}", text
        if folder == "orders" and day == 12 and not later:
            yield 14, f"{folder}/{name}_again.{end}", text


def land(target: Path, days: int = DAYS) -> list[Path]:
    """Writes the files that have arrived after so many days; gives those that were not there."""
    new = []
    files = [(day, target / path, text) for day, path, text in deliveries()]
    for folder in {file.parent for _, file, _ in files}:
        # Also where nothing has arrived yet: what reads a folder wants to find it.
        folder.mkdir(parents=True, exist_ok=True)
    for day, file, text in files:
        if day > days or file.exists():
            continue
        # A leading dot hides the unfinished file from Spark, which reads all others in the folder.
        unfinished = file.with_name(f".{file.name}.part")
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        os.replace(unfinished, file)
        new.append(file)
    return new


def main(arguments: list[str]) -> int:
    days = arguments[1] if len(arguments) == 2 else str(DAYS)
    if len(arguments) not in (1, 2) or arguments[0].startswith("-") or not days.isdigit():
        print("usage: python land.py <target folder> [<days>]", file=sys.stderr)
        return 2
    target = Path(arguments[0])
    new = land(target, int(days))
    print(f"{target}: landed {len(new)} files" if new else f"{target}: nothing to do")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
