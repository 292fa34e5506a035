import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { ENTITIES } from '../../domain/fleet/estate.js';

export const YAML_BYTES_MAX = 16 * 2 ** 20;
const ALIASES_MAX = 100;

/** The document can't be read as lists of a fleet; each mistake says its line. */
export class YamlMisfit extends Error {
  override name = 'YamlMisfit';
}

export interface RowLines {
  /** One row a line. */
  readonly text: string;
  /** Where each of these lines stood in the document. */
  readonly from: readonly number[];
}

/** A document of lists by name, as the same rows one a line. */
export function rowsOfYaml(source: string): RowLines {
  const counter = new LineCounter();
  const document = parseDocument(source, { lineCounter: counter, uniqueKeys: true, version: '1.2' });
  const lineAt = (range: readonly number[] | null | undefined) => counter.linePos(range?.[0] ?? 0).line;
  const [error] = document.errors;
  if (error) throw new YamlMisfit(`line ${counter.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`);
  if (document.contents === null) return { text: '', from: [] };
  if (!isMap(document.contents)) throw new YamlMisfit('line 1: it must be lists by their names, such as "instances:"');
  const lines: string[] = [];
  const from: number[] = [];
  for (const { key, value } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const line = isScalar(key) ? lineAt(key.range) : 1;
    const entity = ENTITIES.find(({ list }) => list === name);
    if (!entity)
      throw new YamlMisfit(
        `line ${line}: ${JSON.stringify(name)} must be one of ${ENTITIES.map(({ list }) => list).join(', ')}`,
      );
    if (isScalar(value) && value.value === null) continue;
    if (!isSeq(value)) throw new YamlMisfit(`line ${line}: ${name} must be a list`);
    for (const item of value.items) {
      const at = lineAt((item as { range?: readonly number[] }).range);
      if (!isMap(item)) throw new YamlMisfit(`line ${at}: an entry of ${name} must be a row, such as "- id: web"`);
      const row = item.toJS(document, { maxAliasCount: ALIASES_MAX }) as object;
      lines.push(JSON.stringify({ ...row, kind: entity.kind }));
      from.push(at);
    }
  }
  return { text: lines.map((line) => `${line}\n`).join(''), from };
}

/** Writes rows, which come kind by kind, as lists by name; each row is one line, so that no document has to be held. */
export function openYamlWriter(): (line: string) => readonly string[] {
  let open = '';
  return (line) => {
    const { kind, ...row } = JSON.parse(line) as { readonly kind: string };
    const entry = `  - ${JSON.stringify(row)}`;
    if (kind === open) return [entry];
    open = kind;
    return [`${ENTITIES.find((one) => one.kind === kind)?.list ?? kind}:`, entry];
  };
}
