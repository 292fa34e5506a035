import { openApi } from '../api.js';
import type { Command } from 'commander';
import type { AddCommand, CommonFlags, Desk } from '../command.js';
import { table } from '../table.js';

interface Flags extends CommonFlags {
  readonly url?: string;
  readonly name?: string;
  readonly roles?: string;
  readonly state?: string;
}
interface Principal {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly state: string;
  readonly identities: readonly { readonly provider: string; readonly subject: string }[];
  readonly tokens: number;
}

export const people: AddCommand = principals('people', 'person', 'ada');
export const agents: AddCommand = principals('agents', 'agent', 'night-watch');

/** People and agents are the same kind of row, so they have the same commands. */
function principals(plural: 'people' | 'agents', noun: string, example: string): AddCommand {
  return (program, { config, print }) => {
    const base = `/api/v1/${plural}`;
    const group = program.command(plural).description(`${plural}: their roles, state and identities`);
    const command = (name: string, about: string, usage: string) =>
      group
        .command(name)
        .description(about)
        .option('--url <url>', 'the Reeve to ask')
        .addHelpText('after', `\nExample:\n  reeve ${plural} ${usage}`);

    command('list', `all ${plural}`, 'list').action(async (flags: Flags) => {
      const listed = await (await openApi(config({ ...flags }))).get<readonly Principal[]>(base);
      print(flags, listed, () =>
        listed.length === 0
          ? `there are no ${plural} yet: add one with "reeve ${plural} add"`
          : table(
              ['id', 'name', 'roles', 'state', 'tokens', 'identities'],
              listed.map(({ id, name, roles, state, tokens, identities }) => [
                id,
                name,
                roles.join(','),
                state,
                String(tokens),
                identities.map(({ provider, subject }) => `${provider}:${subject}`).join(' '),
              ]),
            ),
      );
    });
    command(
      'add <id>',
      `add ${plural === 'people' ? 'a person' : 'an agent'}`,
      `add ${example} --name "Ada" --roles operator`,
    )
      .option('--name <text>', 'the name that people read')
      .option('--roles <list>', 'viewer, operator, approver, admin', 'viewer')
      .action(async (id: string, flags: Flags) => {
        await (
          await openApi(config({ ...flags }))
        ).send('POST', base, { id, name: flags.name ?? id, roles: listOf(flags.roles) });
        print(
          flags,
          { added: id },
          () => `${noun} ${id} is added; give it a token with "reeve tokens issue --for ${id} --name …"`,
        );
      });
    command('change <id>', 'change roles or state', `change ${example} --state suspended`)
      .option('--roles <list>', 'viewer, operator, approver, admin')
      .option('--state <state>', 'active, paused, suspended, revoked')
      .action(async (id: string, flags: Flags) => {
        const body = {
          ...(flags.roles !== undefined && { roles: listOf(flags.roles) }),
          ...(flags.state && { state: flags.state }),
        };
        await (await openApi(config({ ...flags }))).send('PATCH', `${base}/${encodeURIComponent(id)}`, body);
        print(flags, { changed: id, ...body }, () => `${noun} ${id} is changed`);
      });
    addLinks(command, plural, example, { config, print });
  };
}

function addLinks(
  command: (name: string, about: string, usage: string) => Command,
  plural: string,
  example: string,
  { config, print }: Pick<Desk, 'config' | 'print'>,
): void {
  const base = `/api/v1/${plural}`;
  command(
    'link <id> <provider> <subject>',
    'link an identity: oidc, slack or discord',
    `link ${example} oidc 00u1a2b3`,
  ).action(async (id: string, provider: string, subject: string, flags: Flags) => {
    await (
      await openApi(config({ ...flags }))
    ).send('POST', `${base}/${encodeURIComponent(id)}/identities`, { provider, subject });
    print(flags, { linked: id, provider, subject }, () => `${provider} identity ${subject} is ${id}`);
  });
  command('unlink <provider> <subject>', 'unlink an identity', 'unlink oidc 00u1a2b3').action(
    async (provider: string, subject: string, flags: Flags) => {
      const query = new URLSearchParams({ provider, subject });
      await (await openApi(config({ ...flags }))).send('DELETE', `/api/v1/identities?${query.toString()}`);
      print(flags, { unlinked: subject, provider }, () => `${provider} identity ${subject} is linked to nobody now`);
    },
  );
}

function listOf(roles = ''): readonly string[] {
  return roles
    .split(',')
    .map((role) => role.trim())
    .filter(Boolean);
}
