import { execFile } from 'node:child_process';
import { chown, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const NOBODY = 65_534;

/** How to run a program that refuses to run as root, without making a user. */
export interface Unprivileged {
  /** Goes before the command. */
  readonly prefix: readonly string[];
  /** Hands the folder to whoever the program will run as. */
  readonly give: (folder: string) => Promise<void>;
}

const AS_WE_ARE: Unprivileged = { prefix: [], give: async () => undefined };

export async function unprivileged(env: Readonly<Record<string, string>>): Promise<Unprivileged> {
  if (process.getuid?.() !== 0) return AS_WE_ARE;
  // Inside its own user namespace the program sees user 1000, while its files stay root's: folders under 0700 work.
  const namespace = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
  if (await works(namespace, env)) return { prefix: namespace, give: async () => undefined };
  const caps = '+dac_override,+dac_read_search';
  const nobody = [
    'setpriv',
    `--reuid=${NOBODY}`,
    `--regid=${NOBODY}`,
    '--clear-groups',
    `--inh-caps=${caps}`,
    `--ambient-caps=${caps}`,
  ];
  if (await works(nobody, env)) return { prefix: nobody, give: (folder) => giveTo(folder, NOBODY) };
  throw new Error(
    'PostgreSQL refuses to run as root, and neither user namespaces nor setpriv work here: start Reeve as an ordinary user, or set DATABASE_URL to a PostgreSQL that runs elsewhere',
  );
}

async function works([command, ...args]: readonly string[], env: Readonly<Record<string, string>>): Promise<boolean> {
  // This very Node: the one program that is certainly there, whatever PATH says.
  return run(command ?? '', [...args, process.execPath, '--version'], { env: { ...env }, timeout: 5_000 }).then(
    () => true,
    () => false,
  );
}

async function giveTo(path: string, uid: number): Promise<void> {
  await chown(path, uid, uid);
  if (!(await lstat(path)).isDirectory()) return;
  for (const name of await readdir(path)) await giveTo(join(path, name), uid);
}
