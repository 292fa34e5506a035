import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../config/environment.js';
import { eventually } from './cluster.js';
import type { TestStore } from './store.js';
import type { TestTemporal } from './temporal.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A worker of the product in a process of its own, to be killed; resolves once it serves. */
export async function startWorkerChild(
  store: TestStore,
  { address, namespace }: Pick<TestTemporal, 'address' | 'namespace'>,
  env: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(root, 'bin', 'reeve.js'), 'worker'], {
    cwd: store.dir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment({
      DATABASE_URL: store.urls.app,
      REEVE_DATABASE_RELAY_URL: store.urls.relay,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      REEVE_LEDGER_SIGNING_KEY_FILE: join(store.dir, 'ledger.pem'),
      REEVE_LEDGER_WITNESS_DIR: store.witnessDir,
      REEVE_DATA: join(store.dir, 'data'),
      ...env,
    }),
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (said += text.toString()));
  try {
    await eventually(async () => child.exitCode !== null || said.includes('worker serves'));
    if (child.exitCode !== null) throw new Error(`the worker ended: ${said}`);
    return child;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}
