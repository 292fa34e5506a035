import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { settings, type Setting } from '../config/settings.js';

/** Where the document lies; `npx tsx tools/write-configuration-doc.ts` writes it anew. */
export const CONFIGURATION_DOC = fileURLToPath(new URL('../docs/configuration.md', import.meta.url));

const START = '<!-- settings: written by tools/write-configuration-doc.ts -->';
const END = '<!-- /settings -->';
const TITLES: Readonly<Record<string, string>> = {
  '': 'Everywhere',
  database: 'PostgreSQL',
  temporal: 'Temporal',
  gateway: 'The gateway',
  worker: 'The workers',
  ledger: 'The ledger',
  encryption: 'Encryption of payloads',
  actions: 'Actions',
  webhook: 'The webhook',
  oidc: 'OpenID Connect',
  telemetry: 'Traces',
  log: 'Logs',
  parts: 'Parts that Reeve runs',
  cli: 'The command line',
};

/** The document with its tables made from the settings; what people wrote around them stays. */
export function withSettings(text: string): string {
  const [before, rest] = text.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/configuration.md lost its marks: put "${START}" and "${END}" around the tables again`);
  }
  return `${before}${START}\n\n${tables()}\n\n${END}${after}`;
}

function tables(): string {
  const names = [...new Set(settings.map(sectionOf))];
  return names.map((name) => `${titleOf(name)}\n\n${tableOf(settings.filter(inSection(name)))}`).join('\n\n');
}

function sectionOf({ key }: Setting): string {
  return key.includes('.') ? (key.split('.')[0] ?? '') : '';
}

function inSection(name: string): (setting: Setting) => boolean {
  return (setting) => sectionOf(setting) === name;
}

function titleOf(name: string): string {
  return `### ${TITLES[name] ?? name}`;
}

function tableOf(rows: readonly Setting[]): string {
  const head = ['key', 'variable', 'default', 'what it is'];
  const cells = [head, ...rows.map(rowOf)];
  const widths = head.map((_name, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[], fill = ' ') =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const [first = head, ...others] = cells;
  return [line(first), line(['', '', '', ''], '-'), ...others.map((row) => line(row))].join('\n');
}

function rowOf({ key, variables, flag, secret, standard, about }: Setting): readonly string[] {
  const names = variables.map((name) => (secret ? `\`${name}\`, \`${name}_FILE\`` : `\`${name}\``));
  const option = flag === undefined ? '' : `; on the command line \`--${dashed(flag)}\``;
  return [`\`${key}\``, names.join(', '), standardOf(standard), `${about}${option}`].map(escaped);
}

function standardOf(standard: unknown): string {
  if (standard === undefined) return '';
  const text = Array.isArray(standard) ? standard.join(', ') : JSON.stringify(standard).replaceAll('"', '');
  return text === '' || text === '{}' ? 'none' : `\`${text}\``;
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function escaped(cell: string): string {
  return cell.replaceAll('|', String.raw`\|`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(CONFIGURATION_DOC, withSettings(readFileSync(CONFIGURATION_DOC, 'utf8')));
}
