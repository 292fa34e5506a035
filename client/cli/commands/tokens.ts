import { ROLES } from '../../../domain/roles.js';
import { principalId, someOf, textUpTo, tokenId, wholeNumber } from '../allowed.js';
import { openApi } from '../api.js';
import type { AddCommand, CommonFlags } from '../command.js';
import { ok } from '../paint.js';
import { type Cell, table } from '../table.js';

interface Flags extends CommonFlags {
  readonly url?: string;
}
interface IssueFlags extends Flags {
  readonly for: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly days?: number;
}
interface Token {
  readonly id: string;
  readonly principal: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
}

export const tokens: AddCommand = (program, { config, paint, print }) => {
  const group = program.command('tokens').description('API tokens: who may come in');
  group
    .command('list')
    .description('all tokens, without their secrets')
    .option('--url <url>', 'the Reeve to ask')
    .addHelpText('after', '\nExample:\n  reeve tokens list')
    .action(async (flags: Flags) => {
      const settings = config({ ...flags });
      const listed = await (await openApi(settings)).get<readonly Token[]>('/api/v1/tokens');
      print(flags, listed, () =>
        table(
          ['id', 'of', 'name', 'roles', 'expires', 'state'],
          listed.map((token) => [
            token.id,
            token.principal,
            token.name,
            token.roles.join(','),
            token.expiresAt?.slice(0, 10) ?? 'never',
            stateOf(token),
          ]),
          paint(settings),
        ),
      );
    });
  group
    .command('issue')
    .description('issue a token for a person or an agent; its text is shown this once')
    .requiredOption('--for <id>', 'the person or agent', principalId('--for'))
    .requiredOption('--name <text>', 'what it is for', textUpTo('--name', 200))
    .option('--roles <list>', ROLES.join(', '), someOf('--roles', ROLES, { least: 1 }), ['viewer'] as never)
    .option('--days <number>', 'how long it is good', wholeNumber('--days', 1, 3650))
    .option('--url <url>', 'the Reeve to ask')
    .addHelpText(
      'after',
      '\nExample:\n  reeve tokens issue --for ada --name "ada\'s laptop" --roles operator --days 90',
    )
    .action(async (flags: IssueFlags) => {
      const { for: principal, name, roles, days, ...rest } = flags;
      const api = await openApi(config({ ...rest }));
      const body = { principal, name, roles, ...(days !== undefined && { expiresInDays: days }) };
      const issued = await api.send<{ id: string; token: string; expiresAt?: string }>('POST', '/api/v1/tokens', body);
      print(
        flags,
        issued,
        () => `${issued.token}\n(shown this once; revoke it with "reeve tokens revoke ${issued.id}")`,
      );
    });
  group
    .command('revoke')
    .description('revoke a token: it is refused from the next request on')
    .argument('<id>', 'the id of the token, as the list shows it', tokenId('<id>'))
    .option('--url <url>', 'the Reeve to ask')
    .addHelpText('after', '\nExample:\n  reeve tokens revoke 3k9x0q2v7b1c')
    .action(async (id: string, flags: Flags) => {
      await (await openApi(config({ ...flags }))).send('DELETE', `/api/v1/tokens/${encodeURIComponent(id)}`);
      print(flags, { revoked: id }, () => `token ${id} is revoked`);
    });
};

function stateOf({ revokedAt, expiresAt }: Token): Cell {
  if (revokedAt) return 'revoked';
  return expiresAt && Date.parse(expiresAt) <= Date.now() ? 'expired' : ok('good');
}
