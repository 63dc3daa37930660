"""Writes `tables.yaml`: the inputs of ten tasks among many tables with names like theirs.

python bench/eval/large/generate.py
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
SEED = 6
TABLES = 200
# Near names, and why each is not the table that is meant.
NEAR = {
    "{}_2019": "closed in 2019, kept for the auditors",
    "{}_archive": "rows that were moved out of the live table; not complete",
    "{}_staging": "half loaded, emptied every hour",
    "{}_test": "made-up rows of the test system",
    "{}_forecast": "planned by the finance team, nothing in it has happened",
    "legacy_{}": "from the system that was switched off in 2021",
}
# What a catalog says of the tables that are meant.
OWN = {
    "attributes": "properties of products, as the suppliers send them",
    "campaign_days": "clicks and impressions, a row for each campaign and day",
    "contacts": "who signed up for the newsletter",
    "country_aliases": "ways to write a country",
    "customers": "everybody who has an account",
    "days": "the calendar",
    "invoices": "all invoices that were sent",
    "orders": "all orders of the shop",
    "payments": "what the bank received",
    "prices": "price list, a row for each change",
    "product_log": "changes of products, as the shop system writes them",
    "products": "what is or was on sale",
    "readings": "what the sensors in the cold rooms measured",
    "sales": "receipts of the shops, a row for each piece",
    "subscriptions": "subscriptions with their beginning and end",
}
AREAS = ("hr", "fleet", "warehouse", "legal", "facility", "energy", "press", "quality")
THINGS = {
    "requests": ("request_id bigint", "opened_on date", "state string"),
    "assets": ("asset_id bigint", "label string", "bought_on date", "worth decimal(10,2)"),
    "people": ("person_id bigint", "name string", "role string"),
    "sites": ("site_id bigint", "city string", "country string"),
    "events": ("event_id bigint", "event_at timestamp", "kind string"),
    "costs": ("cost_id bigint", "amount decimal(10,2)", "booked_on date"),
    "plans": ("plan_id bigint", "begins_on date", "ends_on date"),
    "codes": ("code string", "meaning string"),
    "checks": ("check_id bigint", "passed boolean", "checked_at timestamp"),
    "suppliers": ("supplier_id bigint", "name string", "rating int"),
    "files": ("file_id bigint", "path string", "bytes bigint"),
    "targets": ("target_id bigint", "year int", "value double"),
}


class Plain(yaml.SafeDumper):
    """Says the same columns again instead of naming them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def inputs() -> dict[str, dict[str, Any]]:
    """The tables of the ten tasks, by name: each name once."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(HERE.glob("*/task.yaml")):
        like = yaml.safe_load(path.read_text())["like"]
        for table in yaml.safe_load((HERE.parent / like / "task.yaml").read_text())["inputs"]:
            if table["name"] in found:
                raise ValueError(f"two tasks have an input {table['name']}")
            found[table["name"]] = table
    return found


def near(table: dict[str, Any], random: random.Random) -> Iterator[dict[str, Any]]:
    """Tables with nearly the name of an input: its columns, less one or one more."""
    for pattern, about in NEAR.items():
        columns = list(table["columns"])
        free = [column for column in columns if column["name"] not in table["key"]]
        if free and random.random() < 0.5:
            columns.remove(random.choice(free))
        else:
            columns.append({"name": "load_id", "type": "bigint", "nullable": True})
        yield {"name": pattern.format(table["name"]), "about": about, "columns": columns}


def far() -> Iterator[dict[str, Any]]:
    """Tables of other parts of the company."""
    for area in AREAS:
        for thing, columns in THINGS.items():
            names = [column.split() for column in columns]
            yield {
                "name": f"{area}_{thing}",
                "about": f"{thing} of the {area} department",
                "columns": [
                    {"name": name, "type": of, "nullable": i > 0}
                    for i, (name, of) in enumerate(names)
                ],
            }


def main() -> None:
    """All of them, in a fixed order that mixes both kinds."""
    own = inputs()
    chance = random.Random(SEED)
    found = [table for each in own.values() for table in near(each, chance)]
    others = list(far())
    chance.shuffle(others)
    found += others[: TABLES - len(own) - len(found)]
    found += [
        {"name": name, "about": OWN[name], "key": each["key"], "columns": each["columns"]}
        for name, each in own.items()
    ]
    found.sort(key=lambda table: table["name"])
    text = yaml.dump(
        {"tables": found},
        Dumper=Plain,
        sort_keys=False,
        allow_unicode=True,
        width=160,
        default_flow_style=None,
    )
    (HERE / "tables.yaml").write_text(f"# Written by generate.py.\n{text}")


if __name__ == "__main__":
    main()
