import type { Model } from '../../model/model.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { shellWord } from '../../utils/shell-text.ts';
import { APP_KEY, appKey } from '../databricks/keys.ts';
import { HEADER } from '../header.ts';

/** scripts/deploy.sh: validates and deploys one environment. */
export const deployScript = (model: Model): OutputFile => ({
  path: 'scripts/deploy.sh',
  executable: true,
  content: model.environments.length > 0 ? toEnvironment(model) : NOWHERE,
});

const NOWHERE = `#!/usr/bin/env bash
# ${HEADER}
echo 'The definition declares no environment, so there is nowhere to deploy to.' >&2
exit 1
`;

const toEnvironment = (model: Model): string => {
  const names = model.environments.map(({ name }) => shellWord(name));
  const apps = [APP_KEY, ...model.apps.map(appKey)];
  return `#!/usr/bin/env bash
# ${HEADER}
# Validates the bundle strictly, then deploys it to one environment, with its apps.
set -euo pipefail

usage() {
  {
    echo 'usage: scripts/deploy.sh ENVIRONMENT [options of databricks bundle deploy]'
    printf 'environment: %s\\n' ${names.join(' ')}
  } >&2
  exit 2
}

[ "$#" -gt 0 ] || usage
environment=$1
shift
case "$environment" in
  ${names.join(' | ')}) ;;
  *) usage ;;
esac

for tool in databricks uv; do
  if ! command -v "$tool" > /dev/null; then
    printf '%s is not installed; docs/deployment.md says what a deployment needs\\n' "$tool" >&2
    exit 1
  fi
done

cd -- "$(dirname -- "\${BASH_SOURCE[0]}")/../databricks"
# Absolute, because a wheel cannot be built from a relative one; set at all, because a databricks.yml in a folder above would win.
DATABRICKS_BUNDLE_ROOT=$PWD
export DATABRICKS_BUNDLE_ROOT

databricks bundle validate --strict --target "$environment"
databricks bundle deploy --target "$environment" "$@"
# A deployment starts apps, and restarts those whose settings have changed; where only files have, they would still run the old ones.
for app in ${apps.join(' ')}; do
  databricks bundle run "$app" --target "$environment"
done
`;
};
