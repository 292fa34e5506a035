import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChromium, signInAt } from '../support/chromium.js';
import { type FleetGround, furnishFleet } from '../support/fleet.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { tokenWith } from '../client/console-browser.js';

const MINUTE = 60_000;

describe('the board in a browser', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let ground: FleetGround;
  let browser: Browser;
  let token: string;
  beforeAll(async () => {
    [store, browser] = await Promise.all([openTestStore(), openChromium()]);
    gateway = await openTestGateway(store);
    ground = await furnishFleet(store, 'home');
    ({ token } = await tokenWith(gateway, ground.token, 'viewer'));
    const names = Array.from({ length: 60 }, (_one, at) => `web-${String(at).padStart(2, '0')}`);
    await ground.put('template', { id: 'web' });
    await ground.put('node', ...names.map((id) => ({ id, template: 'web' })));
    await ground.put('instance', ...names.map((id) => ({ id, node: id, template: 'web' })));
    await ground.put('heartbeat', ...names.map((instance) => ({ instance, at: ground.ago(1_000), former: [] })));
    await ground.tick();
  });
  afterAll(async () => {
    await browser?.close();
    await gateway?.close();
    await store?.close();
  });

  async function signedIn(width: number): Promise<Page> {
    const page = await (await browser.newContext({ viewport: { width, height: 800 } })).newPage();
    await signInAt(page, `${gateway.url}/console`, token);
    return page;
  }

  it('is drawn anew as soon as something happens, long before its clock', async () => {
    const page = await signedIn(1280);
    const listening = page.waitForResponse('**/console/happenings');
    await page.goto(`${gateway.url}/console/fleet`);
    await listening;
    await page.getByText('Nothing is wrong with 60 instances').waitFor();
    await ground.sql(`UPDATE reeve.heartbeat SET at = $2 WHERE account = $1 AND instance = 'web-07'`, [
      ground.account,
      ground.ago(6 * MINUTE),
    ]);
    const began = Date.now();
    await ground.tick();
    await page.locator('[data-said]', { hasText: '1 warning; 1 of them silent' }).waitFor({ timeout: 12_000 });
    expect(Date.now() - began).toBeLessThan(12_000);
    await page.context().close();
  });

  it('says what a cell is where it is pointed at, and is walked by arrows', async () => {
    const page = await signedIn(1280);
    await page.goto(`${gateway.url}/console/fleet`);
    const cells = page.locator('[data-cells] p.cells > a');
    await cells.nth(3).hover();
    expect(await page.locator('.tip').textContent()).toContain(await cells.nth(3).textContent());
    expect(await page.locator('[data-cells] a[tabindex="0"]').count()).toBe(1);
    await cells.first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('document.activeElement.textContent')).toBe(await cells.nth(1).textContent());
    await page.keyboard.press('Enter');
    await page.waitForURL('**/console/fleet/web-*');
    await page.context().close();
  });

  it.each([
    'fleet',
    'fleet/web-07',
    'conditions',
    'sensors',
    'sensors/instance_status_sensor',
    'decisions',
    'slos',
    'projects',
  ])('/console/%s fits a phone', async (path) => {
    const page = await signedIn(390);
    await page.goto(`${gateway.url}/console/${path}`);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await page.context().close();
  });
});
