import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { type Client, Connection, Client as TemporalClient } from '@temporalio/client';
import { historyText } from './history-json.js';

export const HISTORIES = fileURLToPath(new URL('histories/', import.meta.url));

/** Writes the history of a run beside the others. What is there already stays as it is: they only ever gain files. */
export async function record(client: Client, workflowId: string, name: string): Promise<string> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const file = join(HISTORIES, `${name}.json`);
  await writeFile(file, historyText(history), { flag: 'wx' });
  return file;
}

// npx tsx test/replay/record.ts <data folder of a running Reeve> <workflow id> <name of the file>
if (argv[1] === fileURLToPath(import.meta.url)) {
  const [, , data = '', workflowId = '', name = ''] = argv;
  const state = JSON.parse(await readFile(join(data, 'run', 'state.json'), 'utf8')) as { temporalAddress: string };
  const connection = await Connection.connect({ address: state.temporalAddress });
  const file = await record(new TemporalClient({ connection }), workflowId, name);
  await connection.close();
  process.stdout.write(`${file}\n`);
}
