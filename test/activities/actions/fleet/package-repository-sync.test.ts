import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ActionGround, openActionGround } from '../../../support/fleet-actions.js';
import { aptOf, LIST, paragraph, PRIMARY, rpmOf } from '../../../support/repositories.js';
import { openStaticServer, type StaticServer } from '../../../support/static-server.js';

const action = 'package-repository-sync';
const apt = { kind: 'repository', name: 'apt' };

describe('package-repository-sync', () => {
  let ground: ActionGround;
  let server: StaticServer;
  beforeAll(async () => {
    [ground, server] = await Promise.all([openActionGround({ privateHosts: ['127.0.0.1'] }), openStaticServer()]);
  });
  afterAll(async () => {
    server?.close();
    await ground?.close();
  });
  beforeEach(async () => {
    await ground.sql('DELETE FROM reeve.package');
    await ground.sql('DELETE FROM reeve.repository');
    await ground.put(
      'repository',
      { id: 'apt', kind: 'apt', url: server.url, suite: 'stable' },
      { id: 'rpm', kind: 'rpm', url: server.url },
    );
    server.serve({});
  });
  const offered = async () =>
    (await ground.sql<{ name: string; version: string }>('SELECT name, version FROM reeve.package ORDER BY name')).map(
      ({ name, version }) => `${name} ${version}`,
    );

  it('says what it would read and from where, and changes nothing by that', async () => {
    const plan = await ground.planOf(action, apt);
    expect(plan).toMatchObject({ touches: [apt], blast: { count: 1 }, inverse: null });
    expect(plan.effects).toContainEqual({ path: 'index', before: null, after: `apt ${server.url} stable` });
    expect(plan).not.toHaveProperty('impossible');
    expect(await ground.row('repository', { id: 'apt' })).toMatchObject({ tried_at: null });
  });

  it('reads an index of apt, and is verified by that it was read', async () => {
    server.serve(aptOf(LIST));
    const begun = await ground.applied(action, apt);
    expect(await offered()).toEqual(['openssl 3.0.10-1', 'tzdata 2026a-1']);
    expect(await begun.look()).toMatchObject({ says: 'yes', because: expect.stringContaining('offers 2 packages') });
    server.serve(aptOf(paragraph('openssl', '3.0.11-1')));
    await ground.applied(action, apt);
    expect(await offered()).toEqual(['openssl 3.0.11-1']);
    expect(await begun.undo()).toMatchObject({ state: 'none' });
  });

  it('reads an index of rpm', async () => {
    server.serve(rpmOf(PRIMARY));
    const begun = await ground.applied(action, { kind: 'repository', name: 'rpm' });
    expect(await offered()).toEqual(['openssl 3.0.10-1.el9', 'vim 2:8.2-1']);
    expect(await begun.look()).toMatchObject({ says: 'yes' });
  });

  it('fails where it can not be read, leaves what was known, and is not verified', async () => {
    server.serve(aptOf(LIST));
    await ground.applied(action, apt);
    server.serve({});
    const begun = await ground.begin(action, apt);
    expect(await begun.apply()).toEqual({
      ...{ state: 'failed', fromOutside: true },
      because: 'apt can not be read: there is neither InRelease nor Release in dists/stable/',
    });
    expect(await begun.look()).toMatchObject({ says: 'no', because: expect.stringContaining('could not be read') });
    expect(await offered()).toHaveLength(2);
  });

  it('is not verified where it was not read since', async () => {
    server.serve(aptOf(LIST));
    await ground.applied(action, apt);
    const begun = await ground.begin(action, apt);
    expect(await begun.look()).toMatchObject({ says: 'no', because: expect.stringContaining('was not read since') });
  });

  it.each([
    ['that is not there', 'UPDATE reeve.repository SET id = id', { kind: 'repository', name: 'other' }, 'there is no'],
    ['that is switched off', 'UPDATE reeve.repository SET enabled = false', apt, 'is switched off'],
    ['of another protocol', `UPDATE reeve.repository SET url = 'file:///etc'`, apt, 'only http:// and https://'],
    ['with a password', `UPDATE reeve.repository SET url = 'https://a:b@c.example'`, apt, 'a name or a password'],
  ])('is impossible for a repository %s', async (_what, sql, target, because) => {
    await ground.sql(sql);
    const plan = await ground.planOf(action, target);
    expect(plan.impossible).toContain(because);
    expect(JSON.stringify(plan)).not.toContain('a:b@');
  });
});

it('leads into no private network that nobody named', async () => {
  const [ground, server] = await Promise.all([openActionGround(), openStaticServer()]);
  try {
    server.serve(aptOf(LIST));
    await ground.put('repository', { id: 'apt', kind: 'apt', url: server.url, suite: 'stable' });
    const begun = await ground.begin(action, apt);
    expect(await begun.apply()).toMatchObject({ because: expect.stringContaining('add it to fleet.privateHosts') });
  } finally {
    server.close();
    await ground.close();
  }
});
