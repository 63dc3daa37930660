"""Loading the configuration."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from databricks_utils import ConfigurationError, load_config
from databricks_utils.config_loader import OVERRIDE_PREFIX

PROJECT = """
spark:
  app_name: shop
  config: {spark.sql.shuffle.partitions: 8, spark.sql.ansi.enabled: true}
catalog: {name: ops, schema_prefix: shop}
"""
LOCAL = "environment_type: local\nspark: {master: 'local[2]'}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    write(folder, project=PROJECT, local=LOCAL, prod="environment_type: prod\n")
    return folder


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def problems(folder: Path, environment: str = "local") -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load_config(environment, folder)
    return [str(problem) for problem in caught.value.problems]


def test_the_environment_is_merged_over_the_project_key_by_key(folder: Path) -> None:
    config = load_config("local", folder)
    assert (config.spark.app_name, config.spark.master) == ("shop", "local[2]")
    assert config.environment == "local"
    assert config.project_directory == folder.parent


def test_values_for_spark_become_texts_as_spark_writes_them(folder: Path) -> None:
    assert load_config("local", folder).spark.config == {
        "spark.sql.shuffle.partitions": "8",
        "spark.sql.ansi.enabled": "true",
    }


def test_a_variable_overrides_the_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAKEWRIGHT__SPARK__MASTER", "local[4]")
    monkeypatch.setenv("LAKEWRIGHT__CATALOG__LAYERS__PII", "vault")
    monkeypatch.setenv("LAKEWRIGHT__SPARK__CONFIG__spark.sql.ansi.enabled", "false")
    config = load_config("local", folder)
    assert config.spark.master == "local[4]"
    assert config.catalog.layers == {"pii": "vault"}
    assert config.spark.config["spark.sql.ansi.enabled"] == "false"


def test_a_wrong_variable_is_named_as_the_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAKEWRIGHT__OBSERVABILITY__LOG_LEVEL", "VERBOSE")
    monkeypatch.setenv("LAKEWRIGHT__ENVIRONMENT_TYPE__X", "1")
    assert problems(folder) == [
        'LAKEWRIGHT__ENVIRONMENT_TYPE__X: environment_type.x: "environment_type" is a value and '
        "has no keys below it\n    Remove the variable or correct its name."
    ]
    monkeypatch.delenv("LAKEWRIGHT__ENVIRONMENT_TYPE__X")
    (only,) = problems(folder)
    assert only.startswith("LAKEWRIGHT__OBSERVABILITY__LOG_LEVEL: observability.log_level: ")


def test_every_problem_is_reported_at_once_with_file_key_cause_and_cure(folder: Path) -> None:
    write(
        folder,
        project="spark: {app_nme: x, master: 5}\ncatalog: {name: ops}\nobservability: 3\n",
        local="environment_type: local\nobservability: {log_format: jsn}\nextra: 1\n",
    )
    text = "\n".join(problems(folder))
    for expected in (
        'project.yaml: spark.app_nme: the key "app_nme" is unknown\n    Did you mean "app_name"?',
        'project.yaml: spark.master: must be a string, not a number\n    Write it in quotes: "5".',
        "local.yaml: catalog.schema_prefix: is missing",
        'must be one of text, json, not "jsn"\n    Did you mean "json"?',
        'local.yaml: extra: the key "extra" is unknown\n    Keys here: ',
    ):
        assert expected in text


def test_an_unknown_environment_gets_a_suggestion(folder: Path) -> None:
    (only,) = problems(folder, "porod")
    assert 'there is no environment "porod"\n    Did you mean "prod"?' in only


def test_an_unknown_environment_of_a_variable_names_the_variable(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENV", "ci")
    with pytest.raises(ConfigurationError, match=r'no environment "ci" \(from ENV\)'):
        load_config(None, folder)


def test_the_common_file_is_no_environment(folder: Path) -> None:
    (only,) = problems(folder, "project")
    assert 'there is no environment "project"' in only


def test_catalogs_of_other_environments_are_known_whatever_else_is_wrong_there(
    folder: Path,
) -> None:
    write(
        folder,
        dev="catalog: {name: Shop, layers: {pii: vault}}\nnonsense: 1\n",
        broken="catalog: [\n",
        odd="catalog: {layers: 3}\n",
    )
    assert load_config("prod", folder).foreign_catalogs == {
        "broken_ops": "broken",
        "dev_shop": "dev",
        "dev_vault": "dev",
        "local_ops": "local",
        "odd_ops": "odd",
    }


def test_a_key_given_twice_is_an_error_with_its_line(folder: Path) -> None:
    write(folder, local="environment_type: local\nspark: {master: a}\nspark: {master: b}\n")
    assert problems(folder) == [
        'local.yaml: line 3, column 1: the key "spark" is given twice\n'
        "    Correct the YAML at this place."
    ]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("a: [1", "line 1, column"),
        ("- 1\n", "is not a mapping of keys to values"),
        ("a: !!python/object/apply:os.system ['true']\n", "could not determine a constructor"),
        ("\x00", "special characters are not allowed"),
    ],
)
def test_broken_yaml_is_reported_and_never_executed(folder: Path, text: str, cause: str) -> None:
    write(folder, local=text)
    (only,) = problems(folder)
    assert only.startswith("local.yaml: ")
    assert cause in only


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    (only,) = problems(tmp_path / "nowhere")
    assert "there is no folder with configuration files" in only


def test_the_folder_is_found_from_below_the_project(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = folder.parent / "src" / "deep"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert load_config("prod").environment_type == "prod"


def test_a_reference_to_a_secret_is_kept_as_it_is(folder: Path) -> None:
    write(folder, local=LOCAL + "workspace_host: ${secrets/scope/host}\n")
    assert load_config("local", folder).workspace_host == "${secrets/scope/host}"


def test_a_secret_is_not_printed_in_a_problem(folder: Path) -> None:
    write(folder, local=LOCAL + "token: dapi0123456789abcdef\nstorage: {root: 1}\n")
    text = "\n".join(problems(folder))
    assert "token" in text
    assert "dapi" not in text


def test_relative_roots_start_at_the_project(folder: Path) -> None:
    assert load_config("local", folder).storage_root == str(folder.parent)
    write(folder, local=LOCAL + "storage: {root: data}\n")
    assert load_config("local", folder).storage_root == str(folder.parent / "data")
    write(folder, local=LOCAL + "storage: {root: 's3://bucket/x'}\n")
    assert load_config("local", folder).storage_root == "s3://bucket/x"


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")))
def test_any_value_of_a_variable_is_taken_or_reported(
    tmp_path_factory: pytest.TempPathFactory, value: str
) -> None:
    folder = tmp_path_factory.mktemp("any") / "config"
    folder.mkdir()
    write(folder, project=PROJECT, local=LOCAL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(f"{OVERRIDE_PREFIX}SPARK__APP_NAME", value)
        try:
            outcome = load_config("local", folder).spark.app_name
        except ConfigurationError as error:
            outcome = str(error)
    assert "spark.app_name" in outcome or outcome == value or outcome == yaml.safe_load(value)
