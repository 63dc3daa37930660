import type { Model } from '../../model/model.ts';
import { pythonString } from '../../utils/python-text.ts';
import { tomlKey, tomlList, tomlString } from '../../utils/toml-text.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { entryPoint, notifyEntryPoint } from '../databricks/keys.ts';
import { RUNTIME_WHEEL, WHEELS_FOLDER } from '../databricks/wheel.ts';
import { HEADER } from '../header.ts';
import { layerModule, ownLayers } from '../physical.ts';

const VERSION_FILE = 'scripts/version.py';

/** Folders and files of the project's own Python; what lies below `src/` is imported without it. */
const packagesOf = (model: Model): readonly string[] => {
  const bodies = model.tables.flatMap(({ body }) => {
    if (body.kind !== 'python') return [];
    const [top = '', below] = body.file.replace(/^(?:\.\/)+/, '').split('/');
    return [top === 'src' && below !== undefined ? `src/${below}` : top];
  });
  const rules = model.tables.some((table) => table.rules.length > 0);
  return [...new Set([`src/${model.project.package}`, 'pipelines', ...(rules ? ['data_validation'] : []), ...bodies])].toSorted();
};

/** Whether a job notifies a webhook of failed runs. */
const notifies = (model: Model): boolean => model.jobs.some(({ webhook }) => webhook !== undefined);

const pyproject = (model: Model): string => {
  const { project } = model;
  const packages = packagesOf(model);
  return `# ${HEADER}
[build-system]
requires = ["hatchling==1.33.0"]
build-backend = "hatchling.build"

[project]
name = ${tomlString(project.package)}
${project.description === undefined ? '' : `description = ${tomlString(project.description.replace(/\s+/g, ' '))}\n`}dynamic = ["version"]
requires-python = ">=3.10"
# None by name: clusters bring PySpark and Delta, and the runtime comes by file, see requirements.txt.
dependencies = []

[project.scripts]
${ownLayers(model)
  .map((layer) => `${tomlKey(entryPoint(model, layer))} = ${tomlString(`pipelines.${layerModule(layer)}:main`)}\n`)
  .join('')}${notifies(model) ? `${tomlKey(notifyEntryPoint(model))} = "databricks_utils.alert:main"\n` : ''}
[tool.hatch.version]
source = "code"
path = ${tomlString(VERSION_FILE)}

[tool.hatch.build.targets.wheel]
only-include = ${tomlList(packages)}
sources = ["src"]

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = [".", "src"]

[tool.ruff]
line-length = 100
target-version = "py310"
src = [".", "src"]

[tool.ruff.lint]
select = ["E", "F", "W", "I", "B", "UP"]

[tool.mypy]
strict = true
python_version = "3.10"
mypy_path = ["src", "."]
explicit_package_bases = true
namespace_packages = true
`;
};

/** A version that follows the code: compute that has cached a wheel of the same name would keep running the old one. */
const versionPy = (model: Model): string => `# ${HEADER}
"""The wheel's version: it changes whenever the code does, so that no compute runs an old copy."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = [
${packagesOf(model)
  .map((path) => `    ${pythonString(path)},\n`)
  .join('')}]


def content_version() -> str:
    """0.1.0 and a digest of all Python files of the wheel."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        start = ROOT / package
        files = [start] if start.is_file() else sorted(start.rglob("*.py"))
        for file in files:
            digest.update(file.relative_to(ROOT).as_posix().encode())
            digest.update(file.read_bytes())
    return f"0.1.0+c{digest.hexdigest()[:12]}"


__version__ = content_version()
`;

const REQUIREMENTS = `# ${HEADER}
# For this machine and for tests; on Databricks the bundle installs the two wheels, and compute brings the rest.
pyspark>=4.0,<5
delta-spark>=4.0,<5
./${WHEELS_FOLDER}/${RUNTIME_WHEEL}
`;
const DEVELOPMENT = `# ${HEADER}
-r requirements.txt
chispa>=0.12,<1
mypy>=2.4,<3
pytest>=9.2,<10
ruff>=0.17,<0.18
uv>=0.13,<0.14
`;

/** What Python needs to know about the project. */
export const pythonFiles = (model: Model): readonly OutputFile[] => [
  { path: 'pyproject.toml', content: pyproject(model) },
  { path: 'requirements-dev.txt', content: DEVELOPMENT },
  { path: 'requirements.txt', content: REQUIREMENTS },
  { path: VERSION_FILE, content: versionPy(model) },
];
