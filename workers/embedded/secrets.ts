import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { DataFolder } from './data-folder.js';

export interface DatabasePasswords {
  readonly superuser: string;
  readonly owner: string;
  readonly app: string;
  readonly relay: string;
}

/** The passwords of the embedded database: made once, readable by this user alone. */
export async function databasePasswords(folder: DataFolder): Promise<DatabasePasswords> {
  const file = folder.path('secrets', 'database.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return JSON.parse(text) as DatabasePasswords;
  const [superuser, owner, app, relay] = Array.from({ length: 4 }, () => randomBytes(24).toString('base64url')) as [
    string,
    string,
    string,
    string,
  ];
  const made = { superuser, owner, app, relay };
  await writeSecret(file, JSON.stringify(made));
  return made;
}

export async function writeSecret(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
}
