import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type Logger } from '@temporalio/worker';
import { failureConverterPath } from './data-converter.js';
import { workflowInterceptorModules } from './telemetry/temporal-tracing.js';

const workflowsPath = fileURLToPath(new URL(`../workflows/index${extname(import.meta.url)}`, import.meta.url));

export interface WorkflowBundle {
  readonly code: string;
}

/** The workflow code as one file, built once for each state of the sources and kept. */
export async function workflowBundle(
  cacheDir: string,
  { encrypted, logger }: { readonly encrypted: boolean; readonly logger: Logger },
): Promise<WorkflowBundle> {
  const file = join(cacheDir, 'workflow-bundle', `${await sourcesHash()}${encrypted ? '-encrypted' : ''}.js`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return { code: kept };
  const bundle = await bundleWorkflowCode({
    workflowsPath,
    ...(encrypted && { failureConverterPath }),
    workflowInterceptorModules: [...workflowInterceptorModules],
    logger,
  });
  await mkdir(join(file, '..'), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, bundle.code);
  await rename(fresh, file);
  return { code: bundle.code };
}

/** Everything that can change the bundle: our deterministic rooms, and the versions of what they use. */
async function sourcesHash(): Promise<string> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const hash = createHash('sha256').update(process.version);
  for (const room of ['workflows', 'domain']) {
    const names = (await readdir(join(root, room), { recursive: true }))
      .filter((name) => /\.(?:ts|js)$/.test(name))
      .toSorted();
    for (const name of names) hash.update(`${room}/${name}\0`).update(await readFile(join(root, room, name)));
  }
  hash.update(await readFile(failureConverterPath));
  const { version } = createRequire(import.meta.url)('@temporalio/workflow/package.json') as { version: string };
  return hash.update(version).digest('hex').slice(0, 32);
}
