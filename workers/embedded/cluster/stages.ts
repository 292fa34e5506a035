import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const STAGES = join(import.meta.dirname, 'stages');

/**
 * One file of kwok's configuration from all stages: a new one, such as a fault, is one more file in `stages/`. The stages of
 * healthy life leave alone whatever carries the label `reeve.dev/fault`, so a fault's stage only has to select its value.
 */
export async function writeStages(file: string): Promise<string> {
  const names = (await readdir(STAGES)).filter((name) => name.endsWith('.yaml')).toSorted();
  const stages = await Promise.all(names.map((name) => readFile(join(STAGES, name), 'utf8')));
  await writeFile(file, stages.join('---\n'), { mode: 0o600 });
  return file;
}
