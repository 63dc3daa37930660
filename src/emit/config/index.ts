import type { EnvironmentModel, Model } from '../../model/model.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { isYamlMap, type YamlMap, type YamlValue, yamlDocument } from '../../utils/yaml-text.ts';
import { HEADER } from '../header.ts';
import { settingIn, storageRoot } from '../physical.ts';

const LOCAL = 'local';

const layerCatalogs = (model: Model, environment: string): YamlMap | undefined => {
  const entries = model.layers.flatMap(({ name, catalog }) => (catalog ? [[name, settingIn(catalog, environment)] as const] : []));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

/** All that an environment says, shared or not, in the order in which the files say it. */
const settingsOf = (model: Model, name: string, environment: EnvironmentModel | undefined): YamlMap => ({
  environment_type: name,
  spark: { app_name: model.project.package, master: environment ? undefined : 'local[*]', config: undefined },
  catalog: {
    // Locally any name does: that of the first environment keeps local names close to the real ones.
    name: (environment ?? model.environments[0])?.catalog ?? model.project.package,
    schema_prefix: model.project.package,
    layers: layerCatalogs(model, name),
  },
  storage: { root: environment && storageRoot(model, environment) },
  observability: { log_level: 'INFO', log_format: environment ? 'json' : 'text' },
  workspace_host: environment?.host,
});

/** What all maps have in common, key by key. */
const sharedBy = (maps: readonly YamlMap[]): YamlMap => {
  const [first = {}] = maps;
  const shared = Object.entries(first).flatMap(([key, value]): readonly (readonly [string, YamlValue])[] => {
    const others = maps.map((map) => map[key]);
    if (others.every(isYamlMap)) {
      const below = sharedBy(others);
      return Object.keys(below).length > 0 ? [[key, below]] : [];
    }
    return value !== undefined && others.every((other) => other === value) ? [[key, value]] : [];
  });
  return Object.fromEntries(shared);
};

/** What a map has beyond the shared part. */
const ownPart = (map: YamlMap, shared: YamlMap): YamlMap => {
  const own = Object.entries(map).flatMap(([key, value]): readonly (readonly [string, YamlValue])[] => {
    if (value === undefined) return [];
    const common = shared[key];
    if (!isYamlMap(value)) return common === undefined ? [[key, value]] : [];
    const below = ownPart(value, isYamlMap(common) ? common : {});
    return Object.keys(below).length > 0 ? [[key, below]] : [];
  });
  return Object.fromEntries(own);
};

/** config/: what all environments share in project.yaml, and what is particular to each in a file of its name. */
export const emitConfig = (model: Model): readonly OutputFile[] => {
  const environments = [{ name: LOCAL, settings: settingsOf(model, LOCAL, undefined) }].concat(
    model.environments.map((environment) => ({ name: environment.name, settings: settingsOf(model, environment.name, environment) })),
  );
  // Names the environment even if there is only one.
  const shared = sharedBy(environments.map(({ settings: { environment_type: _, ...rest } }) => rest));
  return [
    { path: 'config/project.yaml', content: yamlDocument(shared, { header: HEADER }) },
    ...environments.map(({ name, settings }) => ({ path: `config/${name}.yaml`, content: yamlDocument(ownPart(settings, shared), { header: HEADER }) })),
  ];
};
