import { openApi } from '../api.js';
import { type AddCommand, type CommonFlags, Misused } from '../command.js';
import { table } from '../table.js';

interface Flags extends CommonFlags {
  readonly url?: string;
}
interface IssueFlags extends Flags {
  readonly for: string;
  readonly name: string;
  readonly roles: string;
  readonly days?: string;
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

export const tokens: AddCommand = (program, { config, print }) => {
  const group = program.command('tokens').description('API tokens: who may come in');
  group
    .command('list')
    .description('all tokens, without their secrets')
    .option('--url <url>', 'the Reeve to ask')
    .addHelpText('after', '\nExample:\n  reeve tokens list')
    .action(async (flags: Flags) => {
      const listed = await (await openApi(config({ ...flags }))).get<readonly Token[]>('/api/v1/tokens');
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
        ),
      );
    });
  group
    .command('issue')
    .description('issue a token for a person or an agent; its text is shown this once')
    .requiredOption('--for <id>', 'the person or agent')
    .requiredOption('--name <text>', 'what it is for')
    .option('--roles <list>', 'viewer, operator, approver, admin', 'viewer')
    .option('--days <number>', 'how long it is good')
    .option('--url <url>', 'the Reeve to ask')
    .addHelpText(
      'after',
      '\nExample:\n  reeve tokens issue --for ada --name "ada\'s laptop" --roles operator --days 90',
    )
    .action(async (flags: IssueFlags) => {
      const { for: principal, name, roles, days, ...rest } = flags;
      const expiresInDays = days === undefined ? undefined : Number(days);
      // Zero would be left out further on, and the token would never end.
      if (expiresInDays !== undefined && !(Number.isInteger(expiresInDays) && expiresInDays > 0))
        throw new Misused('--days takes a whole number of days, 1 or more');
      const api = await openApi(config({ ...rest }));
      const body = {
        principal,
        name,
        roles: roles.split(',').map((role) => role.trim()),
        ...(expiresInDays && { expiresInDays }),
      };
      const issued = await api.send<{ id: string; token: string; expiresAt?: string }>('POST', '/api/v1/tokens', body);
      print(
        flags,
        issued,
        () => `${issued.token}\n(shown this once; revoke it with "reeve tokens revoke ${issued.id}")`,
      );
    });
  group
    .command('revoke <id>')
    .description('revoke a token: it is refused from the next request on')
    .option('--url <url>', 'the Reeve to ask')
    .addHelpText('after', '\nExample:\n  reeve tokens revoke 3k9x0q2v7b1c')
    .action(async (id: string, flags: Flags) => {
      await (await openApi(config({ ...flags }))).send('DELETE', `/api/v1/tokens/${encodeURIComponent(id)}`);
      print(flags, { revoked: id }, () => `token ${id} is revoked`);
    });
};

function stateOf({ revokedAt, expiresAt }: Token): string {
  if (revokedAt) return 'revoked';
  return expiresAt && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'good';
}
