import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ActionGround, openActionGround } from '../../../support/fleet-actions.js';

const at = { kind: 'instance', name: 'web-1' };
const DAY = 86_400_000;

describe('certificates', () => {
  let ground: ActionGround;
  beforeAll(async () => {
    ground = await openActionGround();
  });
  beforeEach(async () => {
    await ground.sql('DELETE FROM reeve.node_task');
    await ground.sql('DELETE FROM reeve.certificate');
    await ground.put('certificate', {
      ...{
        id: 'old',
        instance: 'web-1',
        subject: 'x',
        not_before: ground.ago(80 * DAY),
        not_after: ground.ago(-10 * DAY),
      },
    });
  });
  afterAll(() => ground?.close());

  it('is rotated once there is a newer one with another number, reported by a node that lives', async () => {
    const node = ground.node('web-1');
    expect(await ground.planOf('cert-rotate', at)).toMatchObject({
      effects: [{ path: 'certificate', before: 'old' }, {}, {}, {}],
    });
    const begun = await ground.applied('cert-rotate', at);
    expect(await begun.look()).toMatchObject({ says: 'not-yet' });
    expect(await node.turn()).toEqual(['certificate.rotate']);
    expect(await begun.look()).toMatchObject({ says: 'yes', because: expect.stringContaining('which ends later') });
  });

  it.each([
    ['one of something else', { id: 'new', subject: 'y', not_after: -90 }],
    ['one that ends sooner', { id: 'new', subject: 'x', not_after: -5 }],
    ['one that is revoked', { id: 'new', subject: 'x', not_after: -90, revoked_at: '2026-01-01T00:00:00Z' }],
    ['one that it always had', { id: 'old', subject: 'x', not_after: -10 }],
  ])('is not rotated by %s', async (_what, { not_after: days, ...row }) => {
    const node = ground.node('web-1');
    node.is('lies');
    const begun = await ground.applied('cert-rotate', at);
    if (row.id !== 'old')
      await ground.put('certificate', {
        ...row,
        instance: 'web-1',
        not_before: ground.ago(DAY),
        not_after: ground.ago(days * DAY),
      });
    await node.turn();
    expect(await begun.look()).toMatchObject({ says: 'not-yet', because: 'web-1 reports no newer certificate' });
  });

  it('is impossible where there is none, or none of that number', async () => {
    expect((await ground.planOf('cert-rotate', { kind: 'instance', name: 'web-2' })).impossible).toContain(
      'has no certificate',
    );
    expect((await ground.planOf('cert-rotate', at, { certificate: 'other' })).impossible).toContain(
      'has no certificate other',
    );
  });

  it('is revoked with its reason, for good', async () => {
    const begun = await ground.applied('cert-revoke', at, { certificate: 'old', reason: 'its key was copied' });
    expect(await ground.row('certificate', { id: 'old' })).toMatchObject({ revoked_because: 'its key was copied' });
    expect(await begun.look()).toEqual({ says: 'yes', because: 'certificate old is revoked' });
    expect(await begun.undo()).toMatchObject({ state: 'none' });
    expect(
      (await ground.planOf('cert-revoke', { kind: 'instance', name: 'web-2' }, { certificate: 'old', reason: 'x' }))
        .impossible,
    ).toContain('has no certificate old');
  });
});
