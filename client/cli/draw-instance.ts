import { harmless, table } from './table.js';

type Row = Readonly<Record<string, unknown>>;

export interface ShownInstance {
  readonly id: string;
  readonly node: string;
  readonly template: string;
  readonly provider: string;
  readonly simulated: boolean;
  readonly status: string;
  readonly architecture: string;
  readonly agent: string;
  readonly enrolledAt: string | null;
  readonly facts: Readonly<Record<string, string>>;
  readonly desired: Row;
  readonly observed: Row;
  readonly heartbeat: Row | null;
  readonly modules: readonly Row[];
  readonly certificates: readonly Row[];
  readonly endpoints: readonly Row[];
  readonly peers: readonly Row[];
  readonly bgp: readonly Row[];
  readonly storages: readonly Row[];
  readonly tasks: readonly Row[];
}

/** Minutes between two clocks are worth a word; seconds are not. */
const SKEW_SHOWN_MS = 60_000;

export function drawInstance(shown: ShownInstance): string {
  const { id, simulated, status, template, provider, observed, desired } = shown;
  const lines: readonly (readonly [string, string])[] = [
    ['status', status],
    ['template', template],
    ['provider', providerSaid(provider, observed)],
    ['architecture', shown.architecture],
    ['agent', shown.agent],
    ['enrolled', shown.enrolledAt ?? 'never'],
    ['last heard', heard(shown.heartbeat)],
    [
      'packages',
      observed['packageSet'] === null ? '' : `${said(observed['packages'])}, ${said(observed['packageSet'])}`,
    ],
    ['config', beside(desired['configHash'], observed['configHash'])],
    ...Object.entries(shown.facts)
      .filter(([name]) => name !== 'architecture')
      .map(([name, value]) => [name, said(value)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return [
    simulated ? `${id} (simulated)` : id,
    ...lines.filter(([, value]) => value !== '').map(([name, value]) => `  ${name.padEnd(width)}  ${harmless(value)}`),
    ...part('modules', shown.modules, ['module', 'desired', 'observed', 'since']),
    ...part('certificates', shown.certificates, ['id', 'subject', 'source', 'notAfter', 'revokedBecause']),
    ...part('endpoints', shown.endpoints, ['id', 'host', 'port', 'notAfter', 'distrust', 'error']),
    ...part('networks', shown.peers, ['id', 'network', 'up', 'handshakeAt']),
    ...part('sessions', shown.bgp, ['neighbor', 'state', 'since', 'error']),
    ...part('storage', shown.storages, ['id', 'mountPath', 'status', 'error']),
    ...part('tasks', shown.tasks, ['id', 'kind', 'state', 'attempts', 'endsAt']),
  ].join('\n');
}

function part(title: string, rows: readonly Row[], columns: readonly string[]): readonly string[] {
  if (rows.length === 0) return [];
  const text = table(
    columns.map((name) => name.replaceAll(/[A-Z]/g, ' $&')),
    rows.map((row) => columns.map((name) => said(row[name]))),
  );
  return ['', `${title}:`, ...text.split('\n').map((line) => `  ${line}`)];
}

function heard(heartbeat: Row | null): string {
  if (!heartbeat) return 'never';
  const skew = Number(heartbeat['skewMs']);
  const clock =
    Math.abs(skew) < SKEW_SHOWN_MS
      ? ''
      : `, its clock is ${Math.round(Math.abs(skew) / 60_000)} min ${skew > 0 ? 'ahead' : 'behind'}`;
  return `${said(heartbeat['at'])}${clock}`;
}

/** What it says, since when, and when it was asked: an old word is shown as one. */
function providerSaid(provider: string, observed: Row): string {
  const status = observed['providerStatus'];
  const { place, says, since, awaySince, answeredAt, error } = (observed['provided'] ?? {}) as Row;
  const words = (says as Row | null | undefined)?.['says'];
  const where = typeof place === 'string' && place !== '' ? `${provider} ${place}` : provider;
  if (status === null || status === undefined)
    return provider === 'none' ? provider : `${where}, which has said nothing`;
  if (typeof awaySince === 'string')
    return `${where} can not be asked since ${when(awaySince)}${error === null ? '' : `: ${said(error)}`}; before that: ${said(words)}`;
  return [
    `${where} says ${said(status)} since ${when(since)}`,
    ...(typeof words === 'string' ? [`: ${words}`] : []),
    ...(typeof answeredAt === 'string' ? [`, asked at ${when(answeredAt)}`] : []),
  ].join('');
}

/** The database writes times into JSON with more digits than anybody reads, and with an offset. */
const TIME_OF_DATABASE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00$/;

function when(value: unknown): string {
  const at = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? '-' : new Date(at).toISOString();
}

function beside(desired: unknown, observed: unknown): string {
  if (desired === null && observed === null) return '';
  return desired === observed ? said(observed) : `${said(observed)}, and should be ${said(desired)}`;
}

function said(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-';
  return typeof value === 'string' ? value.replace(TIME_OF_DATABASE, when) : JSON.stringify(value);
}
