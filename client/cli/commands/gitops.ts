import { plural } from '../../../domain/wording.js';
import { textUpTo } from '../allowed.js';
import { openApi } from '../api.js';
import type { AddCommand, Desk } from '../command.js';
import { type Flags, groupOf, send, type Why } from '../group.js';
import { harmless, table } from '../table.js';

interface Listed {
  readonly id: string;
  readonly url: string;
  readonly branch: string;
  readonly folder: string;
  readonly prune: boolean;
  readonly appliedRevision: string | null;
  readonly at: string | null;
  readonly state: string | null;
  readonly revision: string | null;
  readonly differences: number | null;
  readonly error: string | null;
}
interface Diff {
  readonly does: string;
  readonly kind: string;
  readonly id: string;
  /** What is left has none. */
  readonly fields?: readonly {
    readonly field: string;
    readonly live: unknown;
    readonly wanted: unknown;
    readonly why: string;
  }[];
}
interface Shown extends Listed {
  readonly diffs: readonly Diff[];
  readonly readings: readonly {
    readonly at: string;
    readonly state: string;
    readonly revision: string | null;
    readonly differences: number;
    readonly error: string;
  }[];
}
interface AddFlags extends Flags {
  readonly branch?: string;
  readonly folder?: string;
  readonly prune?: boolean;
}
type Group = ReturnType<typeof groupOf>;

const PATH = '/api/v1/gitops';
const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

export const gitops: AddCommand = (program, desk) => {
  const group = groupOf(program, 'gitops', 'repositories that declare what the fleet should be');
  addLooks(group, desk);
  addChanges(group, desk);
};

function addLooks({ command }: Group, { config, print }: Desk): void {
  command('list', 'all of them, with how the fleet differed last', 'list').action(async (flags: Flags) => {
    const found = await (await openApi(config({ ...flags }))).get<readonly Listed[]>(PATH);
    print(flags, found, () =>
      found.length === 0
        ? 'no repository declares the fleet: "reeve gitops add NAME URL"'
        : table(
            ['name', 'repository', 'branch', 'read at', 'revision', 'stands'],
            found.map((one) => [
              ...[harmless(one.id), harmless(one.url), harmless(one.branch), one.at ?? 'not yet'],
              ...[short(one.revision), standing(one)],
            ]),
          ),
    );
  });
  command('show', 'its readings, and how the fleet differs', 'show fleet')
    .argument('<name>', 'which one')
    .action(async (id: string, flags: Flags) => {
      const found = await (await openApi(config({ ...flags }))).get<Shown>(pathOf(id));
      print(flags, found, () => shown(found));
    });
}

function standing({ state, differences, error }: Pick<Listed, 'state' | 'differences' | 'error'>): string {
  if (state === null) return '';
  if (state === 'failed') return `failed: ${harmless(error ?? '')}`;
  return differences === 0 ? 'as declared' : plural(differences ?? 0, 'difference', 'differences');
}

function short(revision: string | null): string {
  return revision?.slice(0, 12) ?? '';
}

function shown(source: Shown): string {
  return [
    `${harmless(source.id)}  ${harmless(source.url)}  ${harmless(source.branch)}${source.folder === '' ? '' : `  ${harmless(source.folder)}`}`,
    `brought last: ${short(source.appliedRevision) || 'nothing yet'}${source.prune ? '; what is gone from the file may be taken away' : ''}`,
    ...(source.diffs.length === 0 ? [] : ['', ...source.diffs.map(inWords)]),
    ...(source.readings.length === 0
      ? ['', 'it was not read yet']
      : [
          '',
          table(
            ['read at', 'revision', 'stands'],
            source.readings.map((one) => [one.at, short(one.revision), standing(one)]),
          ),
        ]),
  ].join('\n');
}

const DOES: Readonly<Record<string, string>> = {
  create: 'missing',
  update: 'differs',
  destroy: 'not declared any more',
  left: 'not declared any more, and stays: the repository was added without --prune',
};

function inWords({ does, kind, id, fields = [] }: Diff): string {
  const changed = fields.map(
    ({ field, live, wanted }) => `${field}: ${JSON.stringify(live)} → ${JSON.stringify(wanted)}`,
  );
  return harmless(
    `${kind}/${id} ${DOES[does] ?? does}${does === 'update' && changed.length > 0 ? ` (${changed.join(', ')})` : ''}`,
  );
}

function addChanges({ command, because }: Group, desk: Desk): void {
  const { print } = desk;
  command('add', 'compare the fleet with what it declares', 'add fleet https://git.example.org/fleet.git --folder prod')
    .argument('<name>', 'how it is called here', textUpTo('<name>', 120))
    .argument('<url>', 'https:// or ssh://, without a password', textUpTo('<url>', 500))
    .option('--branch <branch>', 'main, where nothing else is said', textUpTo('--branch', 200))
    .option('--folder <folder>', 'where fleet.yaml lies; without it, at the root', textUpTo('--folder', 300))
    .option('--prune', 'what is gone from the file may be taken away')
    .action(async (id: string, url: string, { branch, folder, prune, ...flags }: AddFlags) => {
      const said = { branch, folder, prune };
      const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
      await send(desk, flags, ['POST', PATH], { id, url, ...given });
      print(flags, { id }, () => `${harmless(id)} is read from now on: "reeve gitops show ${harmless(id)}"`);
    });
  because('remove', 'read it no more; what was brought from it stays', 'remove fleet')
    .argument('<name>', 'which one')
    .action(async (id: string, { reason, ...flags }: Why) => {
      await send(desk, flags, ['DELETE', pathOf(id)], { reason });
      print(flags, { id }, () => `${harmless(id)} is not read any more`);
    });
  command('sync', 'read it now', 'sync fleet')
    .argument('<name>', 'which one')
    .action(async (id: string, flags: Flags) => {
      await send(desk, flags, ['POST', `${pathOf(id)}/sync`]);
      print(flags, { id }, () => `a round is asked for: "reeve gitops show ${harmless(id)}" shows what it finds`);
    });
}
