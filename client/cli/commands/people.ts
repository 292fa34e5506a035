import type { Command } from 'commander';
import { IDENTITY_PROVIDERS, PRINCIPAL_STATES } from '../../../domain/principal.js';
import { ROLES } from '../../../domain/roles.js';
import { oneOf, principalId, someOf, teamName, textUpTo } from '../allowed.js';
import { openApi } from '../api.js';
import { type AddCommand, type CommonFlags, type Desk, Misused } from '../command.js';
import { fail, ok, warn } from '../paint.js';
import { type Cell, table } from '../table.js';

interface Flags extends CommonFlags {
  readonly url?: string;
  readonly name?: string;
  readonly roles?: readonly string[];
  readonly state?: string;
  readonly team?: string;
}
interface Principal {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly state: string;
  readonly team: string;
  readonly identities: readonly { readonly provider: string; readonly subject: string }[];
  readonly tokens: number;
}
type Add = (name: string, about: string, usage: string) => Command;

export const people: AddCommand = principals('people', 'person', 'ada');
export const agents: AddCommand = principals('agents', 'agent', 'night-watch');

/** People and agents are the same kind of row, so they have the same commands. */
function principals(plural: 'people' | 'agents', noun: string, example: string): AddCommand {
  return (program, desk) => {
    const group = program.command(plural).description(`${plural}: their roles, state and identities`);
    const command: Add = (name, about, usage) =>
      group
        .command(name)
        .description(about)
        .option('--url <url>', 'the Reeve to ask')
        .addHelpText('after', `\nExample:\n  reeve ${plural} ${usage}`);
    addList(command, plural, desk);
    addChanges(command, { plural, noun, example }, desk);
    addLinks(command, plural, example, desk);
  };
}

function addList(command: Add, plural: string, { config, paint, print }: Desk): void {
  command('list', `all ${plural}`, 'list').action(async (flags: Flags) => {
    const settings = config({ ...flags });
    const listed = await (await openApi(settings)).get<readonly Principal[]>(`/api/v1/${plural}`);
    print(flags, listed, () =>
      listed.length === 0
        ? `there are no ${plural} yet: add one with "reeve ${plural} add"`
        : table(
            ['id', 'name', 'roles', 'state', 'team', 'tokens', 'identities'],
            listed.map(({ id, name, roles, state, team, tokens, identities }) => [
              id,
              name,
              roles.join(','),
              stateWord(state),
              team,
              String(tokens),
              identities.map(({ provider, subject }) => `${provider}:${subject}`).join(' '),
            ]),
            paint(settings),
          ),
    );
  });
}

function addChanges(
  command: Add,
  { plural, noun, example }: { readonly plural: string; readonly noun: string; readonly example: string },
  { config, print }: Desk,
): void {
  const base = `/api/v1/${plural}`;
  const about = plural === 'people' ? 'a person' : 'an agent';
  // A person without a role can't even see; an agent may be a mere name for now.
  const least = plural === 'people' ? 1 : 0;
  command('add', `add ${about}`, `add ${example} --name "Ada" --roles operator`)
    .argument('<id>', 'what others call it by, such as ada', principalId('<id>'))
    .option('--name <text>', 'the name that people read', textUpTo('--name', 200))
    .option('--roles <list>', ROLES.join(', '), someOf('--roles', ROLES, { least }), ['viewer'] as never)
    .action(async (id: string, flags: Flags) => {
      const { name = id, roles, ...rest } = flags;
      await (await openApi(config({ ...rest }))).send('POST', base, { id, name, roles });
      print(
        flags,
        { added: id },
        () => `${noun} ${id} is added; give it a token with "reeve tokens issue --for ${id} --name …"`,
      );
    });
  command('change', 'change roles, state or team', `change ${example} --state suspended`)
    .argument('<id>', 'whose', principalId('<id>'))
    .option('--roles <list>', ROLES.join(', '), someOf('--roles', ROLES, { least: 0 }))
    .option('--state <state>', PRINCIPAL_STATES.join(', '), oneOf('--state', PRINCIPAL_STATES))
    .option('--team <name>', 'messages are routed by it; empty for none', teamName('--team'))
    .action(async (id: string, flags: Flags) => {
      const { roles, state, team, ...rest } = flags;
      const body = { ...(roles && { roles }), ...(state && { state }), ...(team !== undefined && { team }) };
      if (Object.keys(body).length === 0)
        throw new Misused('nothing is to be changed: give --roles, --state or --team');
      await (await openApi(config({ ...rest }))).send('PATCH', `${base}/${encodeURIComponent(id)}`, body);
      print(flags, { changed: id, ...body }, () => `${noun} ${id} is changed`);
    });
}

function addLinks(command: Add, plural: string, example: string, { config, print }: Desk): void {
  const provider = oneOf('<provider>', IDENTITY_PROVIDERS);
  const subject = textUpTo('<subject>', 300);
  command('link', 'link an identity: oidc, slack or discord', `link ${example} oidc 00u1a2b3`)
    .argument('<id>', 'whose', principalId('<id>'))
    .argument('<provider>', IDENTITY_PROVIDERS.join(', '), provider)
    .argument('<subject>', 'what the provider calls it', subject)
    .action(async (id: string, from: string, as: string, flags: Flags) => {
      const api = await openApi(config({ ...flags }));
      const body = { provider: from, subject: as };
      await api.send('POST', `/api/v1/${plural}/${encodeURIComponent(id)}/identities`, body);
      print(flags, { linked: id, ...body }, () => `${from} identity ${as} is ${id}`);
    });
  command('unlink', 'unlink an identity', 'unlink oidc 00u1a2b3')
    .argument('<provider>', IDENTITY_PROVIDERS.join(', '), provider)
    .argument('<subject>', 'what the provider calls it', subject)
    .action(async (from: string, as: string, flags: Flags) => {
      const query = new URLSearchParams({ provider: from, subject: as });
      await (await openApi(config({ ...flags }))).send('DELETE', `/api/v1/identities?${query.toString()}`);
      print(flags, { unlinked: as, provider: from }, () => `${from} identity ${as} is linked to nobody now`);
    });
}

function stateWord(state: string): Cell {
  if (state === 'active') return ok(state);
  if (state === 'paused') return warn(state);
  return state === 'suspended' ? fail(state) : state;
}
