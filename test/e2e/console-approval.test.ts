import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChromium, signInAt } from '../support/chromium.js';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';

describe('a change that somebody asks for and somebody else allows, in a browser', () => {
  let door: SpineDoor;
  let browser: Browser;
  let pat: string;
  beforeAll(async () => {
    [door, browser] = await Promise.all([openSpineDoor(), openChromium()]);
    const roles = ['operator', 'approver'];
    await door.ask('admin', 'POST', '/api/v1/people', { id: 'pat', name: 'Pat', roles });
    pat = await door.issue('pat', roles);
  });
  afterAll(async () => {
    await browser?.close();
    await door?.close();
  });

  /** A browser of its own for each person, as at two desks. */
  async function signedIn(token: string): Promise<Page> {
    const context = await browser.newContext({ baseURL: door.gateway.url });
    const page = await context.newPage();
    page.on('pageerror', (error) => expect.unreachable(`the page broke: ${error.message}`));
    await signInAt(page, '/console', token);
    return page;
  }

  it('is refused to who asked, with that reason, is done once another says yes, shows as verified, and is put back', async () => {
    await door.world.run(async () => {
      const proposed = await door.gateway.call('POST', '/api/v1/proposals', {
        token: pat,
        body: {
          ...{ action: 'feature-flag', target: { kind: 'flag', name: 'checkout.new' }, parameters: { value: true } },
          ...{ as: 'demo-agent', summary: 'turn the new checkout on' },
        },
      });
      const key = String(proposed.json['key']);
      const { id, planHash } = await door.asked(key);

      const asker = await signedIn(pat);
      await asker.goto(`/console/approvals/${String(id)}`);
      await asker.getByText('You proposed this yourself').first().waitFor();
      expect(await asker.getByRole('button', { name: 'Approve' }).count()).toBe(0);
      const own = await door.gateway.call('POST', `/api/v1/approvals/${String(id)}/approve`, {
        ...{ token: pat, body: { planHash } },
      });
      expect([own.status, own.json['detail']]).toEqual([403, expect.stringContaining('you proposed this yourself')]);
      expect(await door.world.flag()).toBe(false);

      const admin = await signedIn(door.tokens.admin);
      await admin.getByRole('link', { name: 'Approvals' }).first().click();
      await admin.getByRole('link', { name: 'turn the new checkout on', exact: true }).click();
      await admin.getByText('it can be put back').waitFor();
      await admin.getByRole('button', { name: 'Approve' }).first().click();
      await admin.getByRole('button', { name: 'Approve this plan' }).click();
      await admin.getByText('Your answer stands: approve.').waitFor();
      await admin.getByRole('link', { name: 'The whole story' }).click();
      // The page looks again by itself.
      await admin.getByText('It stands at verified.').first().waitFor({ state: 'attached' });
      expect(await admin.locator('main').innerText()).toContain('checkout.new is true');
      expect(await door.world.flag()).toBe(true);

      await admin.getByRole('button', { name: /^Undo/ }).click();
      await admin.getByLabel('Reason').fill('orders fall');
      await admin.getByRole('button', { name: 'Put it back' }).click();
      await admin.getByText('Proposed in your name.').waitFor();
      await admin.getByText('It stands at verified.').first().waitFor({ state: 'attached' });
      expect(await door.world.flag()).toBe(false);
      await admin.getByRole('link', { name: key }).click();
      await admin.getByText('Put back by').waitFor();
      expect(await admin.getByRole('button', { name: /^Undo/ }).count()).toBe(0);
    });
  });
});
