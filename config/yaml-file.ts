import { readFileSync } from 'node:fs';
import { isMap, isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { Mistake } from './mistake.js';

export interface YamlFile {
  readonly values: Record<string, unknown>;
  /** The line on which the innermost known part of a path stands, as `file:line`. */
  readonly place: (path: readonly PropertyKey[]) => string;
}

export type YamlAnswer = { readonly ok: YamlFile } | { readonly mistakes: readonly Mistake[] };

const bytesMax = 1_048_576;

export function readYaml(file: string): YamlAnswer {
  try {
    const content = readFileSync(file, 'utf8');
    if (content.length > bytesMax) return wrong(file, 'is larger than 1 MiB, so it is no configuration of Reeve');
    return parseYaml(file, content);
  } catch (error) {
    return wrong(file, `cannot be read: ${whyUnreadable(error)}`);
  }
}

function whyUnreadable(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    ENOTDIR: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'this user may not read it',
  };
  return reasons[code] ?? message;
}

export function parseYaml(file: string, content: string): YamlAnswer {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const mistakes = document.errors.map(({ pos, message }) => {
      const { line, col } = lines.linePos(pos[0]);
      return { path: file, problem: `is not valid YAML at line ${line}, column ${col}: ${message}`, from: file };
    });
    return { mistakes };
  }
  const values: unknown = document.toJS() ?? {};
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    return wrong(file, 'must be a mapping of settings, such as "gateway:" with "port: 7420" beneath it');
  }
  return { ok: { values: values as Record<string, unknown>, place: (path) => placeOf(document, lines, file, path) } };
}

function placeOf(document: Document, lines: LineCounter, file: string, path: readonly PropertyKey[]): string {
  for (let length = path.length; length > 0; length -= 1) {
    const start = startOf(document, path.slice(0, length).map(String));
    if (start !== undefined) return `${file}:${lines.linePos(start).line}`;
  }
  return file;
}

/** Where the key itself stands, since a value may begin some lines below it. */
function startOf(document: Document, names: readonly string[]): number | undefined {
  const parent = names.length === 1 ? document.contents : document.getIn(names.slice(0, -1), true);
  const last = names.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => String(key) === last);
    return pair && isNode(pair.key) ? pair.key.range?.[0] : undefined;
  }
  const node = document.getIn(names, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

function wrong(file: string, problem: string): YamlAnswer {
  return { mistakes: [{ path: file, problem, from: file }] };
}
