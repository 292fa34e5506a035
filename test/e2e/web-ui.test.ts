import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packFiles } from '../../activities/bundle/pack.js';
import { openChromium, signInAt } from '../support/chromium.js';
import { eventually } from '../support/cluster.js';
import { OOM_FILES } from '../support/oom-bundle.js';
import { emptyFolder, processesOf, reeve, type Started, startReeve } from '../support/reeve.js';

describe('in a browser, with encrypted payloads', () => {
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let running: Started;
  let browser: Browser;
  beforeAll(async () => {
    folder = await emptyFolder();
    const keys = join(folder.path, 'payload-keys');
    await writeFile(keys, `k1:${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
    running = await startReeve(folder.path, { env: { REEVE_ENCRYPTION_KEY_FILE: keys } });
    await reeve(['status', '--roundtrip', '--data', folder.path]);
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await running?.end('SIGTERM');
    await eventually(async () => processesOf(folder.path).length === 0, { withinMs: 30_000 });
    await folder?.remove();
  });

  it('shows them in the Temporal Web UI to who is signed in at the console, and to nobody else', async () => {
    const page = await browser.newPage();
    const look = async () => {
      await page.goto(`${running.ready.temporalUi}/namespaces/default/workflows`);
      const link = page.locator('a[href*="/workflows/roundtrip"]').first();
      await link.waitFor();
      await page.goto(new URL((await link.getAttribute('href')) ?? '', running.ready.temporalUi).toString());
      await page.getByRole('heading', { name: 'Event History', exact: true }).waitFor();
      await page.waitForLoadState('networkidle');
      return page.locator('main').innerText();
    };
    await page.goto(running.ready.temporalUi);
    // What a person sets once in the Web UI's data encoder dialogue: send the console's session along.
    const settings = {
      endpoint: JSON.stringify(`${running.url}/codec`),
      includeCredentials: 'true',
      overrideRemoteCodecConfiguration: 'true',
    };
    await page.evaluate(`Object.assign(localStorage, ${JSON.stringify(settings)})`);
    expect(await look()).not.toContain('answered');

    await signInAt(page, `${running.url}/console`, running.ready.adminToken ?? '');
    await page.getByText('Everything is ready').waitFor();
    // The payloads are asked for when the page stands already.
    await eventually(async () => (await look()).includes('answered'), { withinMs: 90_000 });
    await page.close();
  });

  it('shows what is asked before a token is revoked or a person changed whole, at any width', async () => {
    for (const width of [360, 1280]) {
      const context = await browser.newContext({ viewport: { width, height: 740 } });
      const page = await context.newPage();
      await signInAt(page, `${running.url}/console/people`, running.ready.adminToken ?? '');
      for (const [word, button] of [
        ['Revoke…', 'Revoke it'],
        ['Change…', 'Change'],
      ] as const) {
        await page.getByText(word, { exact: true }).first().click();
        const asked = page.locator('.asked:popover-open');
        const box = await asked.boundingBox();
        expect(box?.x, `${word} at ${width}`).toBeGreaterThanOrEqual(0);
        expect((box?.x ?? 0) + (box?.width ?? width), `${word} at ${width}`).toBeLessThanOrEqual(width);
        await asked.getByRole('button', { name: button, exact: true }).click({ trial: true });
        await page.keyboard.press('Escape');
        expect(await asked.count()).toBe(0);
      }
      await context.close();
    }
  });

  it('serves the console at phone width without sideways scrolling, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ viewport: { width: 360, height: 740 }, colorScheme });
      const page = await context.newPage();
      await signInAt(page, `${running.url}/console`, running.ready.adminToken ?? '');
      await page.getByText('Everything is ready').waitFor();
      const { id, intervention } = await askedIn(running);
      for (const path of [
        ...['/console', '/console/ledger', '/console/ledger/1', '/console/people', '/console/leash', '/api'],
        ...['/console/diagnoses', `/console/diagnoses/${await diagnosedIn(running)}`],
        ...['/console/approvals', `/console/approvals/${id}`],
        ...['/console/interventions', `/console/interventions/${intervention}`],
      ]) {
        await page.goto(`${running.url}${path}`);
        const width = await page.evaluate<number>('document.documentElement.scrollWidth');
        expect(width, `${path} in ${colorScheme}`).toBeLessThanOrEqual(360);
      }
      await context.close();
    }
  });
});

async function diagnosedIn({ url, ready }: Started): Promise<string> {
  const answer = await fetch(`${url}/api/v1/diagnoses`, {
    ...{ method: 'POST', headers: { authorization: `Bearer ${ready.adminToken ?? ''}` } },
    body: packFiles(OOM_FILES),
  });
  return ((await answer.json()) as { id: string }).id;
}

/** A question to people, so that the pages of one have something to show. Asked for again it is the same one. */
async function askedIn({ url, ready }: Started): Promise<Record<'id' | 'intervention', string>> {
  const headers = { authorization: `Bearer ${ready.adminToken ?? ''}`, 'content-type': 'application/json' };
  const send = (method: string, path: string, body: unknown) =>
    fetch(`${url}/api/v1/${path}`, { method, headers, body: JSON.stringify(body) });
  await send('POST', 'flags', { name: 'checkout.new', value: false });
  await send('PUT', 'scopes', { pattern: 'flag/*', stage: 'act', reason: 'a look at the pages' });
  const wish = { key: 'look', action: 'feature-flag', target: { kind: 'flag', name: 'checkout.new' } };
  await send('POST', 'proposals', { ...wish, parameters: { value: 'a-rather-long-value-'.repeat(8) } });
  return eventually(async () => {
    const open = (await (await fetch(`${url}/api/v1/approvals`, { headers })).json()) as Awaited<
      ReturnType<typeof askedIn>
    >[];
    return open[0];
  });
}
