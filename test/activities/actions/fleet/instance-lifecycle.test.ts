import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ActionGround, openActionGround } from '../../../support/fleet-actions.js';

const at = { kind: 'instance', name: 'web-1' };

describe('the life of an instance', () => {
  let ground: ActionGround;
  beforeAll(async () => {
    ground = await openActionGround();
  });
  beforeEach(async () => {
    await ground.sql('DELETE FROM reeve.node_task');
    await ground.sql(
      `UPDATE reeve.instance SET busy_until = NULL, draining_until = NULL, facts = '{}', provider_status = NULL, status = 'running', enrolled_at = NULL`,
    );
  });
  afterAll(() => ground?.close());
  const instance = () => ground.row('instance', { id: 'web-1' });

  describe('instance-reboot', () => {
    it('is verified by another boot id, and by nothing else', async () => {
      const node = ground.node('web-1');
      const begun = await ground.applied('instance-reboot', at);
      expect(await instance()).toMatchObject({ busy_until: expect.any(Date) });
      await node.report();
      expect(await begun.look()).toMatchObject({ says: 'not-yet', because: 'web-1 reports under the same boot' });
      expect(await node.turn()).toEqual(['instance.reboot']);
      expect(await begun.look()).toMatchObject({ says: 'yes', because: expect.stringContaining('under the new boot') });
      expect(await instance()).toMatchObject({ busy_until: null });
    });

    it('starts what its provider has stopped, where somebody hears of it', async () => {
      await ground.sql(`UPDATE reeve.instance SET provider_status = 'stopped'`);
      await ground.applied('instance-reboot', at);
      expect(await ground.node('web-1').turn()).toEqual(['instance.start']);
    });

    it('does not believe a node that calls it done, and has nothing to put back', async () => {
      const node = ground.node('web-1');
      node.is('lies');
      const begun = await ground.applied('instance-reboot', at);
      await node.turn();
      await node.later(90_000);
      await node.report();
      expect(await begun.look()).toMatchObject({ says: 'no', because: expect.stringContaining('do not show it') });
      expect(await begun.undo()).toMatchObject({ state: 'none' });
    });
  });

  describe('instance-reprovision', () => {
    it('always asks, says what is lost, and needs a new enrolment beside the new boot', async () => {
      const node = ground.node('web-1');
      const plan = await ground.planOf('instance-reprovision', at);
      expect(plan).toMatchObject({
        inverse: null,
        effects: [{ path: 'boot' }, { path: 'machine', after: 'a new one of template web' }],
      });
      const begun = await ground.applied('instance-reprovision', at);
      await ground.sql(`UPDATE reeve.heartbeat SET boot = 'by itself', at = now() WHERE instance = 'web-1'`);
      expect(await begun.look()).toMatchObject({
        says: 'not-yet',
        because: expect.stringContaining('not enrolled anew'),
      });
      expect(await node.turn()).toEqual(['instance.reprovision']);
      expect(await begun.look()).toMatchObject({ says: 'yes' });
      expect(await begun.undo()).toMatchObject({ state: 'none' });
    });
  });

  describe('instance-drain', () => {
    it('is not missed while it drains, and takes work again when that is put back', async () => {
      const node = ground.node('web-1');
      const begun = await ground.applied('instance-drain', at, { seconds: 300 });
      expect(await instance()).toMatchObject({ draining_until: expect.any(Date), busy_until: null });
      await node.turn();
      expect(await begun.look()).toMatchObject({ says: 'yes', because: 'web-1 reports that it drains' });
      expect(await begun.undo()).toEqual({ state: 'undone' });
      expect(await instance()).toMatchObject({ draining_until: null });
      await node.turn();
      expect(await begun.look('undo')).toMatchObject({ says: 'yes', because: 'web-1 reports that it takes work' });
    });
  });

  describe('instance-terminate', () => {
    it('takes away what it could sign in with, and is verified by silence', async () => {
      const old = { kind: 'instance', name: 'web-5' };
      await ground.put('node_credential', {
        ...{ instance: 'web-5', hash: 'h', made_at: ground.ago(0), ends_at: ground.ago(-86_400_000) },
      });
      await ground.put('certificate', {
        id: 'c-5',
        instance: 'web-5',
        not_before: ground.ago(0),
        not_after: ground.ago(-86_400_000),
      });
      const begun = await ground.applied('instance-terminate', old);
      expect(await ground.row('instance', { id: 'web-5' })).toMatchObject({ status: 'terminated' });
      expect(await ground.row('node_credential', { instance: 'web-5' })).toMatchObject({
        revoked_at: expect.any(Date),
      });
      expect(await ground.row('certificate', { id: 'c-5' })).toMatchObject({ revoked_at: expect.any(Date) });
      expect(await begun.look()).toMatchObject({ says: 'not-yet', againMs: 15_000 });
      await ground.sql(`UPDATE reeve.effect SET begun_at = begun_at - interval '91 seconds'`);
      await ground.sql(`UPDATE reeve.heartbeat SET at = now() - interval '60 seconds' WHERE instance = 'web-5'`);
      expect(await begun.look()).toMatchObject({ says: 'yes' });
      await ground.sql(`UPDATE reeve.heartbeat SET at = now() WHERE instance = 'web-5'`);
      expect(await begun.look()).toMatchObject({ says: 'no', because: expect.stringContaining('still reported') });
    });

    it('leaves to people what belongs to a provider that it can not tell', async () => {
      await ground.sql(`UPDATE reeve.instance SET provider = 'cloud' WHERE id = 'web-4'`);
      const plan = await ground.planOf('instance-terminate', { kind: 'instance', name: 'web-4' });
      expect(plan.impossible).toContain('belongs to provider cloud');
    });
  });

  describe('honeypot-quarantine', () => {
    it('cuts off, watches on, and opens again when that is put back', async () => {
      const node = ground.node('web-2');
      const begun = await ground.applied('honeypot-quarantine', { kind: 'instance', name: 'web-2' });
      expect(await node.turn()).toEqual(['instance.isolate']);
      expect(await begun.look()).toMatchObject({ says: 'yes', because: 'web-2 reports that it is cut off' });
      await begun.undo();
      await node.turn();
      expect(await begun.look('undo')).toMatchObject({ says: 'yes', because: 'web-2 reports that it is open' });
    });
  });

  describe('observation', () => {
    it('notes a reason and asks nobody', async () => {
      const begun = await ground.applied('observation', at, { reason: 'it is being moved' });
      expect(await begun.look()).toEqual({ says: 'yes', because: 'it is noted: it is being moved' });
      expect(await begun.undo()).toMatchObject({ state: 'none' });
    });

    it('takes the word of the provider for the row, and gives it back', async () => {
      await ground.sql(`UPDATE reeve.instance SET provider_status = 'stopped', provider_odd = 3`);
      const begun = await ground.applied('observation', at, { reason: 'we stopped it', take: 'provider-status' });
      expect(await instance()).toMatchObject({ status: 'stopped', provider_odd: 0 });
      expect(await begun.look()).toMatchObject({ says: 'yes' });
      await begun.undo();
      expect(await instance()).toMatchObject({ status: 'running' });
    });

    it.each([
      [null, 'no provider has said anything'],
      ['levitating', 'calls it "levitating"'],
    ])('is impossible where the provider says %s', async (says, because) => {
      await ground.sql('UPDATE reeve.instance SET provider_status = $1', [says]);
      const plan = await ground.planOf('observation', at, { reason: 'x', take: 'provider-status' });
      expect(plan.impossible).toContain(because);
    });
  });
});
