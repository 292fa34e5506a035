import { type Browser, chromium } from 'playwright-core';
import { searchPath } from '../../config/environment.js';
import { findChromium } from '../../tools/tasks/chromium.js';

const FLAGS = ['no-sandbox', 'disable-gpu', 'disable-quic', 'no-first-run', 'disable-background-networking'];

/** The Chromium of this machine, without a window. */
export async function openChromium(): Promise<Browser> {
  const executablePath = (await findChromium(searchPath())) ?? '';
  return chromium.launch({ executablePath, args: FLAGS.map((flag) => `--${flag}`) });
}
