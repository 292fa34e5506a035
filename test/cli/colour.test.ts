import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fail, ok, paintFor } from '../../client/cli/paint.js';
import { runProgram } from '../../client/cli/program.js';
import { table } from '../../client/cli/table.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reeve-cli-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));
const keep = async (name: string, text: string) => {
  await writeFile(join(dir, name), text);
  return join(dir, name);
};

describe('colour', () => {
  const painted = async (color: boolean, configured: string) => {
    const out: string[] = [];
    const file = await keep('colour.yaml', configured);
    const io = { out: (text: string) => void out.push(text), err: () => undefined, live: false, color };
    await runProgram(['config', 'check', '--data', dir, '--config', file], io, '1.2.3');
    return out.join('\n');
  };

  it('is on the word of a state and on nothing else, where it is seen and wanted', async () => {
    expect(await painted(true, 'log: { level: warn }')).toBe('the configuration \u001B[32mcan be read\u001B[39m');
    expect(await painted(true, 'color: false')).toBe('the configuration can be read');
    expect(await painted(false, 'log: { level: warn }')).toBe('the configuration can be read');
  });

  it('does not move the columns of a table', () => {
    const rows = [
      ['a', ok('ready'), ''],
      ['bcd', fail('NOT READY'), 'x'],
    ];
    const bare = (text: string) =>
      ['31', '32', '39'].reduce((rest, code) => rest.replaceAll(`\u001B[${code}m`, ''), text);
    const shown = table(['id', 'state', 'why'], rows, paintFor(true));
    expect(bare(shown)).toBe(table(['id', 'state', 'why'], rows));
    expect(shown).toContain('\u001B[31mNOT READY\u001B[39m  x');
  });
});

it('a table lets nothing that others wrote move the cursor', () => {
  expect(
    table(
      ['id', 'name'],
      [
        ['a', 'x\u001B[2Jy\nz'],
        ['bcd', 'é'],
      ],
    ),
  ).toBe('ID   NAME\na    x\uFFFD[2Jy\uFFFDz\nbcd  é');
});
