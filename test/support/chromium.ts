import { type Browser, chromium, type Page } from 'playwright-core';
import { searchPath } from '../../config/environment.js';
import { findChromium } from '../../tools/tasks/chromium.js';

const FLAGS = ['no-sandbox', 'disable-gpu', 'disable-quic', 'no-first-run', 'disable-background-networking'];

/** The Chromium of this machine, without a window. */
export async function openChromium(): Promise<Browser> {
  const executablePath = (await findChromium(searchPath())) ?? '';
  return chromium.launch({ executablePath, args: FLAGS.map((flag) => `--${flag}`) });
}

/** Comes to a page of the console by its sign-in. */
export async function signInAt(page: Page, address: string, token: string): Promise<void> {
  await page.goto(address);
  const field = page.locator('input[name=token]');
  await field.fill(token);
  await field.press('Enter');
  await field.waitFor({ state: 'detached' });
}
