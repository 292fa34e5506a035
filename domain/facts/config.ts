import { type Family, seen } from './family.js';
import type { Thing } from './bundle.js';
import type { Clue } from './fact.js';
import { podSpecOf } from './graph.js';
import { at, listAt, recordAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { selects } from './selectors.js';
import { pairsAt } from './reading.js';
import { seriesLike } from './series.js';

export const config: Family = {
  name: 'config',
  reads: ['objects', 'events', 'logs'],
  sayings: [
    {
      code: 'config.configmap_missing',
      find: /configmaps? "([^"]{1,253})" not found|configmap references non-existent config key/i,
      weight: 0.96,
      where: ['event', 'status'],
      says: ([, name]) => `can not start because the ConfigMap ${name ?? ''} does not exist (not found)`,
    },
    {
      code: 'config.secret_missing',
      find: /(?<!imagePullSecrets.{0,60})secrets? "([^"]{1,253})" not found/i,
      weight: 0.96,
      where: ['event', 'status'],
      says: ([, name]) => `can not start because the Secret ${name ?? ''} does not exist (not found)`,
    },
    {
      code: 'config.key_missing',
      find: /couldn't find key (\S{1,253}) in (Secret|ConfigMap) (\S{1,300})|references non-existent (?:secret|config) key: (\S{1,253})/i,
      weight: 0.97,
      where: ['event', 'status'],
      says: ([, key, kind, name, other]) =>
        `can not start because the key ${key ?? other ?? ''} is missing in ${kind ?? 'its configuration'} ${name ?? ''}`,
    },
    {
      code: 'config.env_missing',
      find: /(?:environment variable|env(?:ironment)? var)\W{1,4}["'`]?(\w{2,80})["'`]?.{0,40}(?:not set|is not defined|undefined|missing|required|empty|unset)|(?:missing|required|undefined|unset|no) (?:required )?(?:environment|env)(?:ironment)? ?var(?:iable)?s?:?\s*["'`]?(\w{2,80})?|KeyError: ['"]([A-Z][A-Z0-9_]{2,80})['"]|\b([A-Z][A-Z0-9]*_[A-Z0-9_]{1,80})['"`]? (?:is |environment variable is |env var is )?(?:not set|undefined|unset|must be set|is required|missing|required but|not defined)|(?:must set|please set|set the)\s["'`$]?([A-Z][A-Z0-9]*_[A-Z0-9_]{1,80})/,
      weight: 0.93,
      where: ['log'],
      says: (found) =>
        `stops because the environment variable ${found.slice(1).find(Boolean) ?? 'it needs'} is not set (missing)`,
    },
    {
      code: 'config.invalid_value',
      find: /invalid (?:value|config(?:uration)?|port|url|uri|duration|format|boolean|integer|number|log level|argument value|setting|cron|address)|(?:failed|unable|could not|cannot|can't|error) (?:to )?(?:pars(?:e|ing)|load(?:ing)?|unmarshal(?:ling)?|decod(?:e|ing)|read(?:ing)?) (?:the )?(?:config|configuration|settings|yaml|json|toml|value|flag|env|url|duration|port)|yaml: (?:line|unmarshal|mapping)|strconv\.\w{1,20}: parsing|(?:config(?:uration)?|settings) (?:validation|error|is invalid)|unknown directive|\[emerg\]|could not convert string|invalid literal for int|NumberFormatException|ValidationError|has an invalid|is not a valid|unsupported (?:value|scheme|protocol)|missing port in address|unknown (?:configuration )?(?:key|field|property|setting)/i,
      weight: 0.86,
      where: ['log'],
      not: /host not found in upstream/i,
      says: () => 'can not work with a value of its configuration, which is invalid',
    },
  ],
  rules: [missingReferences, monitorsWithoutTargets],
};

interface Wanted {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly key: string;
  readonly optional: boolean;
}

/** What pods that wait for it name, and their namespace has not. */
function missingReferences(scene: Scene): readonly Clue[] {
  return scene.all('Pod').flatMap((pod) => {
    if (scene.standing(pod) !== 'ailing') return [];
    return wantedBy(pod).flatMap(({ kind, name, key, optional }) => {
      if (optional || name === '') return [];
      const found = scene.find(kind, pod.namespace, name);
      const related = [{ kind, namespace: pod.namespace, name }];
      const code = kind === 'Secret' ? ('config.secret_missing' as const) : ('config.configmap_missing' as const);
      if (!found)
        return scene.knows(kind, pod.namespace)
          ? [
              seen(scene, {
                code,
                about: pod,
                related,
                confidence: 0.72,
                quote: `the pod names ${kind} ${name}`,
                says: `needs the ${kind} ${name}, which does not exist (not found)`,
              }),
            ]
          : [];
      const keys = {
        ...recordAt(found.raw, 'data'),
        ...recordAt(found.raw, 'binaryData'),
        ...recordAt(found.raw, 'stringData'),
      };
      return key === '' || Object.hasOwn(keys, key) || at(found.raw, 'data') === undefined
        ? []
        : [
            seen(scene, {
              code: 'config.key_missing',
              about: pod,
              related,
              confidence: 0.8,
              quote: `${kind} ${name} has the keys ${Object.keys(keys).slice(0, 8).join(', ')}`,
              says: `needs the key ${key}, which is missing in the ${kind} ${name}`,
            }),
          ];
    });
  });
}

function wantedBy(pod: Thing): readonly Wanted[] {
  const spec = podSpecOf(pod);
  const wanted = (kind: Wanted['kind'], from: unknown, nameKey = 'name', key = ''): Wanted => ({
    ...{ kind, key, name: textAt(from, nameKey), optional: at(from, 'optional') === true },
  });
  return [
    ...listAt(spec, 'volumes').flatMap((one) => [
      ...(at(one, 'configMap') ? [wanted('ConfigMap', at(one, 'configMap'))] : []),
      ...(at(one, 'secret') ? [wanted('Secret', at(one, 'secret'), 'secretName')] : []),
    ]),
    ...[...listAt(spec, 'initContainers'), ...listAt(spec, 'containers')].flatMap((one) => [
      ...listAt(one, 'envFrom').flatMap((from) => [
        ...(at(from, 'configMapRef') ? [wanted('ConfigMap', at(from, 'configMapRef'))] : []),
        ...(at(from, 'secretRef') ? [wanted('Secret', at(from, 'secretRef'))] : []),
      ]),
      ...listAt(one, 'env').flatMap((env) => {
        const [map, secret] = [at(env, 'valueFrom', 'configMapKeyRef'), at(env, 'valueFrom', 'secretKeyRef')];
        return [
          ...(map ? [wanted('ConfigMap', map, 'name', textAt(map, 'key'))] : []),
          ...(secret ? [wanted('Secret', secret, 'name', textAt(secret, 'key'))] : []),
        ];
      }),
    ]),
  ];
}

/** A monitor that selects no Service, or a port that its Services have not. */
function monitorsWithoutTargets(scene: Scene): readonly Clue[] {
  const monitors = [...scene.all('ServiceMonitor'), ...scene.all('PodMonitor')];
  return monitors.flatMap((monitor) => {
    const kind = monitor.kind === 'PodMonitor' ? 'Pod' : 'Service';
    if (!scene.knows(kind)) return [];
    const any = at(monitor.raw, 'spec', 'namespaceSelector', 'any') === true;
    const named = listAt(monitor.raw, 'spec', 'namespaceSelector', 'matchNames');
    const spaces = any ? undefined : named.length > 0 ? named : [monitor.namespace];
    // What it selects elsewhere was not read.
    const read = scene.bundle.namespaces;
    if (read && (spaces ?? ['']).some((space) => !read.some((one) => one === space))) return [];
    const chosen = scene
      .all(kind)
      .filter(
        (one) =>
          (spaces?.includes(one.namespace) ?? true) && selects({ ...monitor, kind: 'ServiceMonitor' }, one.labels),
      );
    const ports = listAt(monitor.raw, 'spec', 'endpoints')
      .map((one) => textAt(one, 'port'))
      .filter(Boolean);
    const served = chosen.flatMap((one) => listAt(one.raw, 'spec', 'ports').map((port) => textAt(port, 'name')));
    const wrong = kind === 'Service' && chosen.length > 0 ? ports.find((port) => !served.includes(port)) : undefined;
    if (chosen.length > 0 && wrong === undefined) return [];
    const nothingScraped = seriesLike(scene, /\bup\b|scrape|targets/).every(
      ({ points }) => (points.at(-1)?.[1] ?? 0) === 0,
    );
    const labels = Object.entries(pairsAt(monitor.raw, 'spec', 'selector', 'matchLabels')).map((pair) =>
      pair.join('='),
    );
    return [
      seen(scene, {
        code: 'config.scrape_target_missing',
        about: monitor,
        confidence: nothingScraped ? 0.88 : 0.75,
        quote: wrong === undefined ? `selector ${labels.join(',')}` : `port ${wrong}`,
        says:
          wrong === undefined
            ? `selects no ${kind}, so nothing is scraped: the monitoring has no targets, and the service itself is not at fault`
            : `scrapes the port ${wrong}, which its Services do not have: the monitoring has no targets`,
      }),
    ];
  });
}
