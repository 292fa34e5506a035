import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type PartSettings, PartMissing } from '../parts/index.js';

const run = promisify(execFile);
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

export async function findChromium(searchPath: readonly string[]): Promise<string | undefined> {
  for (const folder of searchPath) {
    for (const name of NAMES) {
      const file = join(folder, name);
      const there = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (there) return file;
    }
  }
  return undefined;
}

/** The browser of the console's tests: the one of this machine, or the distribution's package where we may install it. */
export async function ensureChromium(
  { searchPath, childEnv }: PartSettings,
  onLine: (text: string) => void,
): Promise<string> {
  const found = await findChromium(searchPath);
  if (found) return found;
  const wayOut = 'install it with your package manager (Debian: apt-get install chromium)';
  if (process.getuid?.() !== 0)
    throw new PartMissing(`Chromium, which tests the console, is not on this machine: ${wayOut}`);
  const env = { ...childEnv, DEBIAN_FRONTEND: 'noninteractive' };
  onLine('installing the Debian package (about a minute, once)');
  try {
    await run('apt-get', ['update', '-qq'], { env, timeout: 300_000 });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      env,
      timeout: 900_000,
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    throw new PartMissing(
      `Chromium, which tests the console, could not be installed (${(error as Error).message.slice(0, 200)}): ${wayOut}`,
    );
  }
  const installed = await findChromium(searchPath);
  if (!installed) throw new PartMissing(`Chromium was installed but is not on the PATH: ${wayOut}`);
  return installed;
}
