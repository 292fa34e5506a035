import { type Family, seen } from './family.js';
import type { Thing } from './bundle.js';
import type { Clue } from './fact.js';
import { holding } from './ingredients.js';
import { podSpecOf } from './graph.js';
import { at, listAt, recordAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { reloads } from './reloads.js';
import { monitorsWithoutTargets } from './scraping.js';
import { blamedSettings } from './settings.js';

const NAME = '[A-Z][A-Z0-9]*_[A-Z0-9_]{1,80}';
const ABSENT =
  '(?:not set|not configured|not present|has no value|without a value|found none|must not be empty|should not be empty|not found|not defined|is undefined|undefined|unset|must be set|must be provided|(?:is |are )?required|is missing|missing value|missing|is empty|unbound variable|parameter (?:null or )?not set|cannot be (?:empty|blank|null)|not provided|not specified|is blank)';

/** How programs say that a variable is not there: beside the words for it, or by a name in its spelling. */
const ENV_MISSING = new RegExp(
  [
    String.raw`(?:[Ee]nvironment [Vv]ariables?|[Ee]nv(?:ironment)? [Vv]ars?)\W{1,4}["'\`]?(\w{2,80})["'\`]?.{0,40}${ABSENT}`,
    String.raw`(?:[Mm]issing|[Rr]equired|[Uu]ndefined|[Uu]nset|[Nn]o)(?: required| mandatory)? (?:environment|env)(?:ironment)?[- ]?var(?:iable)?(?:s|\(s\))?:?\s*["'\`\[]{0,2}(\w{2,80})?`,
    String.raw`[Ee]nvironment variables? (?:are |is )?not (?:found|set):?\s*["'\`]?(\w{2,80})`,
    String.raw`KeyError: (?:key not found: )?['":]{1,2}([A-Z][A-Z0-9_]{2,80})\b`,
    String.raw`\b(${NAME})['"\`]?\W{0,3}(?:is |are |was |environment variable is |env var is )?${ABSENT}`,
    String.raw`(?:must (?:set|specify|provide|define)|[Pp]lease (?:set|provide|specify)|[Ss]et the|[Mm]issing|could not read|requires?|required (?:key|setting|option|parameter|config\w{0,8})) (?:the )?["'\`$]?\{?(${NAME})`,
    String.raw`fetch environment variable "(\w{2,80})" because it is not set`,
    String.raw`Could not resolve placeholder '([^']{1,120})'`,
    String.raw`\b(${NAME})\b.{0,60}\b(?:not (?:set|configured|present|provided|defined|specified)|unset|undefined|has no value|found none|is (?:required|missing)|must (?:not be empty|be set|be provided))`,
    String.raw`\b(?:no|nothing (?:is )?set for|without) (${NAME})\b`,
    String.raw`(?:missing|required|absent|empty).{0,40}\((?:env|ENV)\W{1,3}(${NAME})\)`,
    String.raw`(?:config )?property ([\w.-]{2,80}) is required but|Failed to load config value .{0,120} for: ([\w.-]{2,80})`,
    String.raw`\$(${NAME}|[A-Z]{4,40})['"\`]? (?:is )?${ABSENT}`,
    String.raw`(?:[Mm]issing (?:config\w{0,8}|settings?|variables?|value)|[Mm]andatory|[Ee]xpected env\w{0,8}|[Nn]eed(?:s)? to specify|[Nn]o value for)\b.{0,40}["'\`:=\s](${NAME})\b`,
    String.raw`\b[Ee]nv(?:ironment)?(?: var(?:iable)?)?\b.{0,10}["'\`:\s](${NAME}).{0,30}${ABSENT}`,
  ].join('|'),
  'm',
);
/** A name in its spelling and that it is absent, in any order: weaker than the set phrases. */
const ENV_ABSENT = new RegExp(
  `^(?=[^]{0,2000}\\b(${NAME})\\b)(?=[^]{0,2000}(?:[Mm]issing|[Bb]lank|[Ee]mpty|[Nn]ot (?:set|found|given|provided|defined|present|configured)|[Uu]nset|[Uu]ndefined|[Uu]nspecified|[Cc]ould not find|[Cc]annot find|[Ll]acks|[Nn]ot supplied|\\bset \\w+ before|must be (?:set|given|provided|specified)|[Rr]equired|[Mm]andatory))`,
);
/** Codes of errors are spelled like names of variables. */
const NO_NAME =
  /GLIBC_|\b(?:NET|SYS|CAP)_[A-Z]|\b(?:ERR|E)_[A-Z]|\b[A-Z_]{2,60}_(?:ERROR|NOT_FOUND|FAILED|EXCEPTION|REFUSED|DENIED|REVOKED|EXPIRED|INVALID|UNAVAILABLE)\b/;

const PARSED =
  '(?:config(?:uration)?|settings|options|yaml|json|toml|value|flag|env(?:ironment)?|url|uri|dsn|duration|port|address|properties|[A-Z][A-Z0-9]*_[A-Z0-9_]{1,80})';
/** How programs say that a value is there and wrong: of parsers, of configuration loaders, of flags and addresses. */
const INVALID_VALUE = new RegExp(
  [
    String.raw`invalid (?:value|config(?:uration)?|port|url|uri|duration|format|boolean|integer|number|log ?level|argument value|setting|cron|address|time ?zone|character|option value|environment)`,
    String.raw`(?:failed|unable|could not|cannot|can't|error) (?:to )?(?:pars(?:e|ing)|load(?:ing)?|unmarshal(?:ling)?|decod(?:e|ing)|read(?:ing)?|initiali[sz](?:e|ing)|bind) (?:the )?(?:\w{1,20} )?${PARSED}`,
    String.raw`(?:loading|reading|parsing) (?:the )?(?:\w{1,20} )?config(?:uration)?(?: file)?.{0,120}(?:fail|error)|(?:config|configuration) file "?[^" ]{0,200}"? contains errors`,
    String.raw`yaml: (?:line|unmarshal|mapping)|ScannerException|ParserException|JsonParseException|toml: line|json: cannot unmarshal|Expecting property name|Unexpected token .{1,40} in JSON`,
    String.raw`strconv\.\w{1,20}: parsing|time: (?:unknown|missing|invalid) |parse "[^"]{1,200}": |first path segment in URL|too many colons in address|missing port in address`,
    String.raw`(?:config(?:uration)?|settings) (?:validation|error|is invalid|file error)|bad config|Bad directive|unknown directive|unknown keyword|unrecognized configuration parameter|\[emerg\]|config : parsing`,
    String.raw`could not convert string|invalid literal for int|NumberFormatException|No enum constant|Failed to bind properties|ValidationError|has an invalid|is not a valid|must be (?:a |an |one of |between |positive|greater|less)`,
    String.raw`unsupported (?:value|scheme|protocol)|unknown (?:configuration )?(?:key|field|property|setting|unit|variable|parameter|time ?zone|option value|log ?level)\b|no such field|field \w{1,60} not found in type|[Nn]o time zone found|quantities must match|Unable to parse`,
  ].join('|'),
  'i',
);

export const config: Family = {
  name: 'config',
  reads: ['objects', 'events', 'logs'],
  sayings: [
    {
      code: 'config.configmap_missing',
      find: /configmaps? "([^"]{1,253})" not found/i,
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
      find: ENV_MISSING,
      not: NO_NAME,
      weight: 0.93,
      where: ['log'],
      atStart: true,
      says: (found) =>
        `stops because the environment variable ${found.slice(1).find(Boolean) ?? 'it needs'} is not set (missing)`,
    },
    {
      code: 'config.env_missing',
      find: ENV_ABSENT,
      not: new RegExp(`${NO_NAME.source}|invalid|[Pp]ars|missing unit|[Cc]onnect|table|column|relation|file|module`),
      weight: 0.8,
      where: ['log'],
      atStart: true,
      says: ([, name]) => `stops because ${name} is not set (missing): its environment variable or setting is absent`,
    },
    {
      code: 'config.env_missing',
      // A settings class names the field on one line and that it is missing on the next.
      find: /^\s{0,4}["'`]?([A-Za-z][A-Za-z0-9_.]{2,80})["'`]?:?\n\s{0,8}(?:Field required|field required|Missing required|Required\b|Value required)/m,
      weight: 0.92,
      where: ['log'],
      lines: 2,
      atStart: true,
      says: ([, name]) =>
        `stops because the setting ${name} is not given: its environment variable is not set (missing)`,
    },
    {
      code: 'config.invalid_value',
      find: holding(
        /\b(?:config(?:uration)?|settings?|option|parameter|property|value|key|flag|yaml|json|toml|ur[li]|address|interval|duration|timeout|list|port|size|level|mode|format|schedule|pattern|expression)\b/,
        /\binvalid\b|(?:not|n't|unable to|failed to) parse|parse error|ScannerError|ParserError|\bbad (?!request|gateway|credentials)|malformed|(?:should|must) be (?:an?|one)\b|is not (?:an?|one|valid|allowed)\b|unexpected (?:token|character|value)|not allowed here|illegal/,
      ),
      weight: 0.74,
      where: ['log'],
      atStart: true,
      not: /invalid (?:memory|pointer|instruction|signature|credentials|token|api)|key was|KeyError|permission denied|refused|unauthor|checksum|version|--help/i,
      says: () => 'can not work with a value of its configuration, which is invalid',
    },
    {
      code: 'config.invalid_value',
      // Of a program that does not start, and weaker than what names a parser or a configuration.
      find: /\b(?:is not an? \w{3,20}|out of range|malformed|has no (?:scheme|host|port)|is none of|can(?:no|')t be parsed to|not in a correct format|[\w./-]{2,200}\.(?:ya?ml|json|toml|conf|ini|cfg|properties|hcl)(?::\d+\b|\b.{0,120}\bline \d+)|no such time ?zone|is not (?:known|registered)|(?:larger|smaller|greater|less|higher|lower) than|cannot use .{1,40} as|parsing regexp|PatternSyntax|missing scheme|duplicate key|field not found|configuration failed|cannot parse|expected (?:exactly )?\w{1,10} (?:fields|parts|values)|has to be (?:at|an?|between|one)|(?:option|setting|value|config\w{0,8})\b.{0,60}\b(?:rejected|refused|wrong|bad)|config\w{0,8} (?:was )?rejected|choose one of|one of \[|not one of|refers to (?:an )?(?:unknown|undefined|missing)|(?:unknown|undefined|unsupported|unrecogni[sz]ed) [\w -]{2,30} ["'`“]|loading of config|expected an? \w+ (?:for|at|in)\b|expected .{1,40}, got)/i,
      weight: 0.74,
      where: ['log'],
      atStart: true,
      not: /--help|undefined (?:method|function|symbol|variable|local|property|constant)|(?:index|bounds) out of range|slice bounds|version|magic|checksum|segment|permission denied|read-only file ?system|refused by|connection refused/i,
      says: () => 'can not work with a value of its configuration, which is invalid',
    },
    {
      code: 'config.invalid_value',
      find: INVALID_VALUE,
      weight: 0.86,
      where: ['log'],
      atStart: true,
      not: /propert(?:y|ies) of|permission denied|read-only file ?system|address (?:already )?in use|no space left|host not found in upstream|connection refused|no such file or directory/i,
      says: () => 'can not work with a value of its configuration, which is invalid',
    },
  ],
  rules: [missingReferences, monitorsWithoutTargets, blamedSettings, reloads],
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
