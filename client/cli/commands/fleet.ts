import { INSTANCE_STATES } from '../../../domain/fleet/instance.js';
import { oneOf, textUpTo, wholeNumber } from '../allowed.js';
import { openApi } from '../api.js';
import { type AddCommand, type Desk, Misused } from '../command.js';
import { drawInstance, type ShownInstance } from '../draw-instance.js';
import { type Flags, groupOf, type Why } from '../group.js';
import { table } from '../table.js';

interface Listed {
  readonly id: string;
  readonly template: string;
  readonly status: string;
  readonly provider: string;
  readonly simulated: boolean;
  readonly heartbeatAt: string | null;
}
interface Certificate {
  readonly id: string;
  readonly instance: string;
  readonly source: string;
  readonly notAfter: string;
  readonly revokedAt: string | null;
  readonly revokedBecause: string | null;
}
interface Endpoint {
  readonly id: string;
  readonly instance: string;
  readonly host: string;
  readonly port: number;
  readonly enabled: boolean;
  readonly triedAt: string | null;
  readonly notAfter: string | null;
  readonly distrust: string;
  readonly error: string;
}
interface PageFlags extends Flags {
  readonly after?: string;
  readonly limit?: number;
}
interface ListFlags extends PageFlags {
  readonly template?: string;
  readonly status?: string;
}
interface EnrolFlags extends Flags {
  readonly template?: string;
  readonly minutes?: number;
}
interface CertificateFlags extends Flags {
  readonly reason?: string;
  readonly limit?: number;
}
type Group = ReturnType<typeof groupOf>;

const PATH = '/api/v1/fleet';
const at = (id: string) => `${PATH}/instances/${encodeURIComponent(id)}`;

export const fleet: AddCommand = (program, desk) => {
  const group = groupOf(
    program,
    'fleet',
    'the instances of a fleet: what they should be and what they were seen to be',
  );
  addList(group, desk);
  addShow(group, desk);
  addEnrol(group, desk);
  addRevoke(group, desk);
  addCertificates(group, desk);
  addEndpoints(group, desk);
};

function addList({ command }: Group, { config, print }: Desk): void {
  command('list', 'instances by name, with when each was last heard', 'list --status running')
    .option('--template <name>', 'of this template alone', textUpTo('--template', 120))
    .option('--status <status>', INSTANCE_STATES.join(', '), oneOf('--status', INSTANCE_STATES))
    .option('--after <name>', 'those after this one', textUpTo('--after', 120))
    .option('--limit <n>', 'how many', wholeNumber('--limit', 1, 1000))
    .action(async ({ template, status, after, limit, ...flags }: ListFlags) => {
      const query = new URLSearchParams({
        ...(template !== undefined && { template }),
        ...(status !== undefined && { status }),
        ...(after !== undefined && { after }),
        limit: String(limit ?? 100),
      });
      const api = await openApi(config({ ...flags }));
      const found = await api.get<readonly Listed[]>(`${PATH}/instances?${query.toString()}`);
      print(flags, found, () => {
        if (found.length > 0) return drawInstances(found, query.get('limit'));
        if (template !== undefined || status !== undefined || after !== undefined)
          return 'no instance is like that: "reeve fleet list" shows all';
        return 'there is no instance: "reeve fleet enrol NAME --template hosts" makes the first';
      });
    });
}

/** Who sees as many as were asked for must not take them for all. */
function drawInstances(found: readonly Listed[], limit: string | null): string {
  const drawn = table(
    ['name', 'template', 'status', 'provider', 'last heard'],
    found.map(({ id, template: of, status: is, provider, simulated, heartbeatAt }) => [
      ...[simulated ? `${id} (simulated)` : id, of, is, provider, heartbeatAt ?? 'never'],
    ]),
  );
  return found.length < Number(limit) ? drawn : `${drawn}\n\nthere may be more: --after ${found.at(-1)?.id ?? ''}`;
}

function addShow({ command }: Group, { config, print }: Desk): void {
  command('show', 'one instance with everything that is known of it', 'show web-1')
    .argument('<name>', 'which')
    .action(async (name: string, flags: Flags) => {
      const found = await (await openApi(config({ ...flags }))).get<ShownInstance>(at(name));
      print(flags, found, () => drawInstance(found));
    });
}

function addEnrol({ command }: Group, { config, print }: Desk): void {
  command('enrol', 'a token with which a host becomes this instance, once', 'enrol web-1 --template hosts')
    .argument('<name>', 'which')
    .option(
      '--template <name>',
      'make the instance with this template where there is none',
      textUpTo('--template', 120),
    )
    .option(
      '--minutes <n>',
      'how long the token is good; an hour, where nothing else is said',
      wholeNumber('--minutes', 1, 10_080),
    )
    .action(async (name: string, { template, minutes, ...flags }: EnrolFlags) => {
      const api = await openApi(config({ ...flags }));
      const wish = { ...(template !== undefined && { template }), ...(minutes !== undefined && { minutes }) };
      const offered = await api.send<{ token: string; endsAt: string }>('POST', `${at(name)}/enrolment`, wish);
      print(flags, offered, () =>
        [`on that host, before ${offered.endsAt}:`, `  reeve node --server ${api.url} --token ${offered.token}`].join(
          '\n',
        ),
      );
    });
}

function addRevoke({ because }: Group, { config, print }: Desk): void {
  because('revoke', 'end the credentials of a node: it is nobody until it is enrolled again', 'revoke web-1')
    .argument('<name>', 'which')
    .action(async (name: string, { reason, ...flags }: Why) => {
      const api = await openApi(config({ ...flags }));
      const ended = await api.send<{ credentials: number }>('POST', `${at(name)}/revoke`, { reason });
      print(flags, ended, () => (ended.credentials > 0 ? 'revoked' : 'it had no credential that was still good'));
    });
}

function addCertificates({ command }: Group, desk: Desk): void {
  command(
    'certificates',
    'certificates of nodes, those that end first',
    'certificates revoke 4f0c… --reason "key lost"',
  )
    .argument('[what]', 'list, or revoke', oneOf('<what>', ['list', 'revoke']), 'list')
    .argument('[serial]', 'which, to revoke it')
    .option('--reason <text>', 'why it is revoked', textUpTo('--reason', 500))
    .option('--limit <n>', 'how many', wholeNumber('--limit', 1, 1000))
    .action(async (what: string, serial: string | undefined, { reason, limit, ...flags }: CertificateFlags) => {
      const api = await openApi(desk.config({ ...flags }));
      if (what === 'revoke') {
        if (serial === undefined || reason === undefined)
          throw new Misused('say which and why: reeve fleet certificates revoke SERIAL --reason "…"');
        const done = await api.send('POST', `${PATH}/certificates/${encodeURIComponent(serial)}/revoke`, { reason });
        desk.print(flags, done, () => 'revoked');
        return;
      }
      const found = await api.get<readonly Certificate[]>(`${PATH}/certificates?limit=${limit ?? 100}`);
      desk.print(flags, found, () =>
        found.length === 0
          ? 'there are none yet: a node that is enrolled gets one'
          : table(
              ['serial', 'instance', 'from', 'ends', 'state'],
              found.map(({ id, instance, source, notAfter, revokedAt, revokedBecause }) => [
                ...[id, instance, source, notAfter, revokedAt === null ? 'good' : `revoked: ${revokedBecause ?? ''}`],
              ]),
            ),
      );
    });
}

function addEndpoints({ command }: Group, { config, print }: Desk): void {
  command('endpoints', 'places where certificates are served, as they were probed last', 'endpoints')
    .option('--after <name>', 'those after this one', textUpTo('--after', 120))
    .option('--limit <n>', 'how many', wholeNumber('--limit', 1, 1000))
    .action(async ({ after, limit, ...flags }: PageFlags) => {
      const query = new URLSearchParams({ ...(after !== undefined && { after }), limit: String(limit ?? 100) });
      const api = await openApi(config({ ...flags }));
      const found = await api.get<readonly Endpoint[]>(`${PATH}/endpoints?${query.toString()}`);
      print(flags, found, () =>
        found.length === 0
          ? 'there are none: bring them in as tlsEndpoints (reeve fleet import)'
          : table(
              ['name', 'instance', 'at', 'ends', 'found'],
              found.map((one) => [one.id, one.instance, `${one.host}:${one.port}`, one.notAfter ?? '', foundAt(one)]),
            ),
      );
    });
}

function foundAt({ enabled, triedAt, error, distrust }: Endpoint): string {
  if (!enabled) return 'switched off';
  if (triedAt === null) return 'not probed yet';
  if (error !== '') return `can not be probed: ${error}`;
  return distrust === '' ? 'trusted' : `not trusted: ${distrust}`;
}
