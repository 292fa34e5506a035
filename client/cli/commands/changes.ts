import { CHANGE_KINDS, HOOK_PROVIDERS } from '../../../domain/change.js';
import { moment, oneOf, textUpTo, wholeNumber } from '../allowed.js';
import { type Api, openApi } from '../api.js';
import type { AddCommand, Desk } from '../command.js';
import { type Flags, groupOf } from '../group.js';
import { harmless, table } from '../table.js';

interface Listed {
  readonly at: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly revision: string;
  readonly status: string;
  readonly source: string;
}
interface ListFlags extends Flags {
  readonly namespace?: string;
  readonly since?: string;
  readonly limit?: number;
}
interface AddFlags extends Flags {
  readonly kind: string;
  readonly namespace?: string;
  readonly revision?: string;
  readonly status?: string;
  readonly at?: string;
  readonly id?: string;
}
interface HookFlags extends Flags {
  readonly renew?: boolean;
  readonly reason?: string;
}
type Group = ReturnType<typeof groupOf>;

const PATH = '/api/v1/changes';
const HOW: Readonly<Record<string, string>> = {
  github: 'as the secret of a webhook with the content type application/json and the event "Deployment statuses"',
  gitlab: 'as the secret token of a webhook for "Deployment events"',
  teamcity: 'as teamcity.internal.webhooks.password, with BUILD_FINISHED among the events',
};

export const changes: AddCommand = (program, desk) => {
  const group = groupOf(program, 'changes', 'what was changed where, as pipelines and people tell it');
  addList(group, desk);
  addAdd(group, desk);
  addHook(group, desk);
};

function addList({ command }: Group, { config, print }: Desk): void {
  command('list', 'the newest first', 'list --namespace shop')
    .option('-n, --namespace <name>', 'of this namespace alone')
    .option('--since <time>', 'since when, such as 2026-03-04T10:00:00Z or 2h', moment('--since'))
    .option('--limit <n>', 'how many', wholeNumber('--limit', 1, 500))
    .action(async ({ namespace, since, limit, ...flags }: ListFlags) => {
      const query = new URLSearchParams({
        ...(namespace !== undefined && { namespace }),
        ...(since !== undefined && { since }),
        limit: String(limit ?? 50),
      });
      const found = await (await openApi(config({ ...flags }))).get<readonly Listed[]>(`${PATH}?${query.toString()}`);
      print(flags, found, () =>
        found.length === 0
          ? 'no change was told of: "reeve changes hook --help", "reeve changes add --help"'
          : table(
              ['at', 'kind', 'what', 'revision', 'status', 'told by'],
              found.map(({ at, kind, namespace: of, name, revision, status, source }) => [
                ...[at, kind, harmless(of === '' ? name : `${of}/${name}`)],
                ...[harmless(revision), harmless(status), source],
              ]),
            ),
      );
    });
}

function addAdd({ command }: Group, { config, print }: Desk): void {
  command(
    'add',
    'tell of a change, such as from a deploy script',
    'add web --namespace shop --kind deploy --revision 1.4.2',
  )
    .argument('<name>', 'what was changed')
    .requiredOption('--kind <kind>', CHANGE_KINDS.join(', '), oneOf('--kind', CHANGE_KINDS))
    .option('-n, --namespace <name>', 'where')
    .option('--revision <text>', 'to what', textUpTo('--revision', 200))
    .option('--status <text>', 'succeeded, where nothing else is said', textUpTo('--status', 60))
    .option(
      '--at <time>',
      'when it was, such as 2026-03-04T10:00:00Z, or 15m for a quarter of an hour ago; else now',
      moment('--at'),
    )
    .option('--id <id>', 'told again under the same id it is the same change', textUpTo('--id', 120))
    .action(async (name: string, { kind, namespace, revision, status, at, id, ...flags }: AddFlags) => {
      const said = { kind, namespace, revision, status, at, id, name };
      const change = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
      const api = await openApi(config({ ...flags }));
      const told = await api.send<{ recorded: number }>('POST', PATH, { changes: [change] });
      print(flags, told, () => (told.recorded === 1 ? 'recorded' : 'it was recorded already'));
    });
}

function addHook({ command }: Group, desk: Desk): void {
  command('hook', 'where a provider sends its deploy events to, and with which secret', 'hook github')
    .argument('<provider>', HOOK_PROVIDERS.join(', '), oneOf('<provider>', HOOK_PROVIDERS))
    .option('--renew', 'make the secret anew; the one before is refused from then on')
    .option('--reason <text>', 'why, with --renew', textUpTo('--reason', 500))
    .action(async (provider: string, { renew, reason, ...flags }: HookFlags) => {
      const api = await openApi(desk.config({ ...flags }));
      if (renew === true) await api.send('POST', `/api/v1/hooks/${provider}/renew`, { reason: reason ?? 'renewed' });
      const hook = await hookOf(api, provider);
      desk.print(flags, hook, () =>
        [
          `address: ${hook.url}?namespace=NAMESPACE&name=WORKLOAD`,
          `secret:  ${hook.secret}`,
          ...(renew === true ? ['the secret before is refused from now on: give this one to who sends'] : []),
          `give the secret ${HOW[provider]}; without namespace and name the names of the sender are taken`,
        ].join('\n'),
      );
    });
}

async function hookOf(api: Api, provider: string) {
  const { path, secret } = await api.get<{ path: string; secret: string }>(`/api/v1/hooks/${provider}`);
  return { url: new URL(path, api.url).href, secret };
}
