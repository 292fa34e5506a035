import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { rowsOfYaml, YAML_BYTES_MAX, YamlMisfit } from '../fleet/yaml-document.js';

export { openYamlWriter, YamlMisfit } from '../fleet/yaml-document.js';

const compress = promisify(gzip);
const BYTES_MAX = 1024 * 2 ** 20;

/** A document as it is sent, and where its lines stood in what people wrote. */
export interface FleetFile {
  readonly gzipped: Uint8Array<ArrayBuffer>;
  readonly lineOf: (line: number) => number;
}

/** Reads YAML or JSON lines from a file, or from what is piped in where the file is "-". */
export async function readFleetFile(file: string): Promise<FleetFile> {
  const bytes = await wholeOf(file);
  if (!isYaml(file, bytes)) return { gzipped: await small(bytes), lineOf: (line) => line };
  if (bytes.length > YAML_BYTES_MAX)
    throw new YamlMisfit(`${file} is over 16 MiB of YAML: write it as JSON lines, as "reeve fleet export" does`);
  const { text, from } = rowsOfYaml(bytes.toString('utf8'));
  return { gzipped: await small(Buffer.from(text)), lineOf: (line) => from[line - 1] ?? line };
}

async function small(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await compress(bytes, { level: 3 }));
}

function isYaml(file: string, bytes: Buffer): boolean {
  if (/\.ya?ml$/i.test(file)) return true;
  if (/\.(?:jsonl|ndjson|json)$/i.test(file)) return false;
  // JSON lines begin with a row, and a row with a brace.
  return !bytes.subarray(0, 4096).toString('utf8').trimStart().startsWith('{');
}

async function wholeOf(file: string): Promise<Buffer> {
  const there = file === '-' ? undefined : await stat(file).catch(() => undefined);
  if (file !== '-' && !there) throw new YamlMisfit(`there is no file ${file}: name one, or "-" for what is piped in`);
  if (there?.isDirectory()) throw new YamlMisfit(`${file} is a folder: name a file in it`);
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of file === '-' ? process.stdin : createReadStream(file)) {
    bytes += (part as Buffer).length;
    if (bytes > BYTES_MAX) throw new YamlMisfit(`${file} is over 1 GiB: import it in parts`);
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}
