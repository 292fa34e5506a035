import { PROMOTIONS, RUNGS } from '../../../domain/fleet/promotion.js';
import { type Allowed, oneOf, textUpTo, wholeNumber } from '../allowed.js';
import { openApi } from '../api.js';
import type { AddCommand, Desk } from '../command.js';
import { type Flags, groupOf, send, type Why } from '../group.js';
import { harmless, table } from '../table.js';

interface Listed {
  readonly id: string;
  readonly version: number | null;
  readonly live: number | null;
  readonly blessed: number | null;
  readonly staging: number | null;
  readonly instances: number;
  readonly lure: string | null;
}
interface Shown extends Listed {
  readonly versions: readonly {
    readonly version: number;
    readonly digest: string;
    readonly state: string;
    readonly instances: number;
    readonly changelog: string;
  }[];
  readonly canary: {
    readonly active: boolean;
    readonly lure: string;
    readonly files: readonly string[];
    readonly ports: readonly number[];
  } | null;
}
interface PromoteFlags extends Why {
  readonly to: keyof typeof PROMOTIONS;
}
interface CanaryFlags extends Why {
  readonly lure?: string;
  readonly file?: readonly string[];
  readonly port?: readonly number[];
  readonly off?: boolean;
}
type Group = ReturnType<typeof groupOf>;

const PATH = '/api/v1/modules';
const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

export const modules: AddCommand = (program, desk) => {
  const group = groupOf(program, 'modules', 'what machines run, version by version, and which of it is a lure');
  addLooks(group, desk);
  addPromote(group, desk);
  addCanary(group, desk);
};

const numbered = (version: number | null) => (version === null ? '' : String(version));

function addLooks({ command }: Group, { config, print }: Desk): void {
  command('list', 'all of them, with their newest versions', 'list').action(async (flags: Flags) => {
    const found = await (await openApi(config({ ...flags }))).get<readonly Listed[]>(PATH);
    print(flags, found, () =>
      found.length === 0
        ? 'there is no module: "reeve fleet import FILE" brings some in'
        : table(
            ['module', 'should be', 'live', 'blessed', 'staging', 'instances', 'lure'],
            found.map((one) => [
              ...[harmless(one.id), numbered(one.version), numbered(one.live), numbered(one.blessed)],
              ...[numbered(one.staging), String(one.instances), harmless(one.lure ?? '')],
            ]),
          ),
    );
  });
  command('show', 'its versions, and how many instances run each', 'show web-app')
    .argument('<name>', 'which one')
    .action(async (id: string, flags: Flags) => {
      const found = await (await openApi(config({ ...flags }))).get<Shown>(pathOf(id));
      print(flags, found, () => shown(found));
    });
}

function shown({ id, version, versions, canary }: Shown): string {
  return [
    `${harmless(id)}${version === null ? '' : `, which should be at version ${version}`}`,
    ...(canary?.active === true
      ? [
          `a lure (${harmless(canary.lure)}): ${harmless([...canary.files, ...canary.ports].join(', ')) || 'nothing named'}`,
        ]
      : []),
    versions.length === 0
      ? 'it has no version'
      : table(
          ['version', 'state', 'instances', 'digest', 'changes'],
          versions.map((one) => [
            ...[String(one.version), one.state, String(one.instances), harmless(one.digest.slice(0, 19))],
            harmless(one.changelog.split('\n')[0] ?? ''),
          ]),
        ),
  ].join('\n');
}

function addPromote({ because }: Group, desk: Desk): void {
  because('promote', 'wish that a version moves up: from staging to blessed, or to live', 'promote web-app')
    .argument('<name>', 'which module')
    .argument('[version]', 'which version; else the newest below', wholeNumber('[version]', 1, 2_147_483_647))
    .option('--to <state>', 'blessed or live', oneOf('--to', RUNGS), 'blessed' as const)
    .action(async (name: string, version: number | undefined, { to, reason, ...flags }: PromoteFlags) => {
      const api = await openApi(desk.config({ ...flags }));
      const wish = {
        ...{ action: PROMOTIONS[to], target: { kind: 'module', name }, summary: reason },
        parameters: version === undefined ? {} : { version },
      };
      const made = await api.send<{ readonly key: string }>('POST', '/api/v1/proposals', wish);
      desk.print(
        flags,
        made,
        () => `proposed as ${made.key}: "reeve interventions show ${made.key}" shows how it goes`,
      );
    });
}

/** One more of those that were given before. */
function and<T>(read: Allowed<T>) {
  return (one: string, before: readonly T[] | undefined): readonly T[] => [...(before ?? []), read(one)];
}

function addCanary({ because }: Group, desk: Desk): void {
  because('mark-canary', 'make it a lure: every touch of it is seen from now on', 'mark-canary vault')
    .argument('<name>', 'which module')
    .option('--lure <what>', 'what it lures with; credential_store, where nothing else is said', textUpTo('--lure', 60))
    .option(
      '--file <path>',
      'a file that nobody has a reason to read; may be given several times',
      and(textUpTo('--file', 300)),
    )
    .option(
      '--port <n>',
      'a port that nobody has a reason to open; may be given several times',
      and(wholeNumber('--port', 1, 65_535)),
    )
    .option('--off', 'it is a module like any other again')
    .action(async (name: string, { lure, file, port, off, reason, ...flags }: CanaryFlags) => {
      const canary = {
        ...(lure !== undefined && { lure }),
        ...(file && { files: file }),
        ...(port && { ports: port }),
      };
      if (off) await send(desk, flags, ['DELETE', `${pathOf(name)}/canary`], { reason });
      else await send(desk, flags, ['PUT', `${pathOf(name)}/canary`], { ...canary, reason });
      desk.print(flags, { module: name, lure: !off }, () =>
        off ? `${harmless(name)} is no lure any more` : `${harmless(name)} is a lure: every touch of it is seen`,
      );
    });
}
