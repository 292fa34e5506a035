import { loadConfig } from '../../config/load.js';
import { childEnvironment, readEnvironment, searchPath } from '../../config/environment.js';
import { type PartName, type PartSettings, PartMissing, resolvePart } from '../parts/index.js';
import { ensureChromium } from './chromium.js';
import { say, seconds } from './stage.js';

const NEEDED: readonly PartName[] = [
  'postgres',
  'temporal',
  'temporal-server',
  'time-skipping-server',
  'etcd',
  'kubernetes',
  'kwok',
];
const SAY_EVERY_MS = 15_000;

/** Gets every part that the tests run against, fetching or building what is missing; answers how many can't be had. */
export async function resolveTestParts(): Promise<number> {
  const settings = testPartSettings();
  let missing = 0;
  for (const name of NEEDED) missing += (await ready(name, () => resolve(name, settings))) ? 0 : 1;
  missing += (await ready('chromium', () => ensureChromium(settings, (line) => say(`chromium: ${line}`)))) ? 0 : 1;
  return missing;
}

function testPartSettings(): PartSettings {
  const { parts } = loadConfig({ env: readEnvironment() });
  const { cacheDir, mirrorUrl, kubebuilderAssets } = parts;
  return {
    cacheRoot: cacheDir,
    explicit: {},
    searchPath: searchPath(),
    childEnv: childEnvironment(),
    ...(mirrorUrl && { mirrorUrl }),
    ...(kubebuilderAssets && { kubebuilderAssets }),
  };
}

async function resolve(name: PartName, settings: PartSettings): Promise<string> {
  let said = performance.now();
  const { version, source } = await resolvePart(name, settings, ({ part, phase, detail, elapsedMs }) => {
    if (phase === 'ready' || performance.now() - said < SAY_EVERY_MS) return;
    said = performance.now();
    say(`${part}: ${phase}${detail ? `, ${detail}` : ''} (${Math.round(elapsedMs / 1000)} s)`);
  });
  return `${version} (${source})`;
}

async function ready(name: string, get: () => Promise<string>): Promise<boolean> {
  const started = performance.now();
  try {
    say(`part ${name}: ${await get()}, ${seconds(started)}`);
    return true;
  } catch (error) {
    if (!(error instanceof PartMissing)) throw error;
    say(`FAILED  part ${name}: ${error.message}`);
    return false;
  }
}
