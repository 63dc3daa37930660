"""Physical names of tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databricks_utils import PipelineError, ProjectConfig, TableNames
from databricks_utils.naming import local_identifier


def config(**catalog: object) -> ProjectConfig:
    settings = {"name": "ops", "schema_prefix": "flights", **catalog}
    return ProjectConfig.model_validate(
        {
            "environment_type": "dev",
            "environment": "dev",
            "project_directory": Path("/srv/shop"),
            "catalog": settings,
        }
    )


def test_databricks_has_three_parts() -> None:
    names = TableNames(config(), local=False)
    assert names.resolve("silver.flights") == "`dev_ops`.`flights_silver`.`flights`"
    assert names.address("silver.flights").schema == "`dev_ops`.`flights_silver`"
    assert names.address("silver.flights").location is None


def test_local_spark_folds_catalog_and_schema_into_one() -> None:
    address = TableNames(config(), local=True).address("silver.flights")
    assert address.name == "spark_catalog.`dev_ops__flights_silver`.`flights`"
    assert address.location == (
        "/srv/shop/.lakewright/warehouse/dev/dev_ops__flights_silver/flights"
    )


def test_the_quarantine_stands_beside_its_table() -> None:
    names = TableNames(config(), local=False)
    assert names.quarantine("silver.flights") == "`dev_ops`.`flights_silver`.`flights_quarantine`"


def test_a_layer_may_have_its_own_catalog() -> None:
    names = TableNames(config(layers={"pii": "vault"}), local=False)
    assert names.resolve("pii.people") == "`dev_vault`.`flights_pii`.`people`"
    assert names.resolve("gold.people") == "`dev_ops`.`flights_gold`.`people`"


def test_an_external_table_keeps_its_name() -> None:
    external = {"silver.crm": "main.crm.customers"}
    remote = TableNames(config(), external, local=False)
    local = TableNames(config(), external, local=True)
    assert remote.resolve("silver.crm") == "`main`.`crm`.`customers`"
    assert local.resolve("silver.crm") == "spark_catalog.`main__crm`.`customers`"


def test_backticks_are_doubled_on_databricks() -> None:
    names = TableNames(config(), local=False)
    assert names.resolve("silver.a`b c") == "`dev_ops`.`flights_silver`.`a``b c`"


@pytest.mark.parametrize("reference", ["flights", "", ".flights", "silver."])
def test_a_reference_without_layer_or_table_is_refused(reference: str) -> None:
    with pytest.raises(PipelineError, match="is not the name of a table"):
        TableNames(config(), local=True).resolve(reference)


def test_an_external_table_may_have_a_name_for_each_environment() -> None:
    external = {
        "silver.crm": {"default": "lab.crm.customers", "dev": "main.crm.customers"},
        "silver.hr": {"default": "lab.hr.people", "prod": "main.hr.people"},
    }
    names = TableNames(config(), external, local=False)
    assert names.resolve("silver.crm") == "`main`.`crm`.`customers`"
    assert names.resolve("silver.hr") == "`lab`.`hr`.`people`"


def test_an_external_table_may_be_in_the_catalog_of_the_project() -> None:
    external = {"silver.crm": "{catalog}.crm_gold.customers"}
    names = TableNames(config(), external, local=False)
    assert names.resolve("silver.crm") == "`dev_ops`.`crm_gold`.`customers`"


@pytest.mark.parametrize(
    ("name", "resolved"),
    [
        ("`my.cat`.`sales``s`.`all orders`", "`my.cat`.`sales``s`.`all orders`"),
        ("my-cat.gold.`orders`", "`my-cat`.`gold`.`orders`"),
        ("`{catalog}`.crm_gold.`a.b`", "`dev_ops`.`crm_gold`.`a.b`"),
    ],
)
def test_parts_of_an_external_name_may_be_in_backticks(name: str, resolved: str) -> None:
    assert TableNames(config(), {"silver.crm": name}, local=False).resolve("silver.crm") == resolved


def in_environment(environment: str) -> ProjectConfig:
    others = {"dev_ops": "dev", "prod_ops": "prod", "prod_vault": "prod"}
    foreign = {c: e for c, e in others.items() if e != environment}
    return config().model_copy(update={"environment": environment, "foreign_catalogs": foreign})


@pytest.mark.parametrize("local", [True, False])
def test_a_catalog_of_another_environment_is_refused(local: bool) -> None:
    with pytest.raises(PipelineError, match='in Dev_Ops, a catalog of the environment "dev"'):
        TableNames(in_environment("prod"), {"silver.crm": "Dev_Ops.crm.customers"}, local)
    each = {"default": "dev_ops.crm.customers", "prod": "prod_vault.crm.customers"}
    for environment in ("dev", "prod", "local"):
        TableNames(in_environment(environment), {"silver.crm": each}, local)
    with pytest.raises(PipelineError, match=r"perEnvironment\(\.\.\.\)"):
        TableNames(in_environment("lab"), {"silver.crm": each}, local)


@pytest.mark.parametrize(
    "name", ["crm.customers", "a.b.c.d", "a..c", "`a.b.c", "a.{catalog}.c", "{catalog}_old.b.c"]
)
def test_a_wrong_external_name_is_refused(name: str) -> None:
    with pytest.raises(PipelineError, match=r"silver\.crm"):
        TableNames(config(), {"silver.crm": name}, local=False).resolve("silver.crm")


@given(st.sets(st.text(min_size=1, max_size=200), min_size=2, max_size=20))
def test_local_names_are_plain_and_never_meet(names: set[str]) -> None:
    local = {local_identifier(name) for name in names}
    assert len(local) == len(names)
    assert all(name.isascii() and name.replace("_", "a").isalnum() for name in local)
