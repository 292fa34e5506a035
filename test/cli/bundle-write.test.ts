import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFiles } from '../../activities/bundle/files.js';
import { cleanValue } from '../../activities/bundle/clean.js';
import { parseBundle } from '../../activities/bundle/parse.js';
import { redactFiles, writeBundle } from '../../activities/bundle/write.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reeve-bundle-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const long = `logs/${'n'.repeat(63)}/${'p'.repeat(200)}/${'c'.repeat(63)}.previous.log`;
const files = new Map([
  ['bundle.json', '{"capturedAt":"2026-10-06T05:00:00Z"}'],
  ['objects.json', '{"kind":"List","items":[]}'],
  ['logs/shop/web-0/app.log', 'ready\n'],
  [long, 'ä panic\n'],
]);

describe('writing a bundle', () => {
  it.each(['folder', 'one.tar', 'one.tgz', 'one.tar.gz'])('%s is read again as it was', async (name) => {
    const path = join(dir, name);
    await writeBundle(path, files);
    expect(await readFiles(path)).toEqual(files);
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it('makes archives that tar reads too', async () => {
    await writeBundle(join(dir, 'two.tgz'), files);
    const listed = execFileSync('tar', ['-tzf', join(dir, 'two.tgz')], { encoding: 'utf8' });
    expect(listed.trim().split('\n')).toEqual([...files.keys()]);
  });

  it('writes over nothing, follows no path out, and leaves no half', async () => {
    await writeFile(join(dir, 'there'), 'mine');
    await expect(writeBundle(join(dir, 'there'), files)).rejects.toThrow(
      'is there already, and nothing is written over',
    );
    expect(readFileSync(join(dir, 'there'), 'utf8')).toBe('mine');
    const out = new Map([...files, ['logs/../../../evil.log', 'x'], ['../evil.json', 'x']]);
    await writeBundle(join(dir, 'out'), out);
    expect(await readFiles(join(dir, 'out'))).toEqual(files);
    const tooLong = new Map([...files, [`logs/a/${'b'.repeat(300)}/c.log`, 'x']]);
    await expect(writeBundle(join(dir, 'half'), tooLong)).rejects.toThrow("can't be written (ENAMETOOLONG)");
    expect(await readdir(dir)).not.toContain('half');
  });

  it('takes secrets out of everything that is text', () => {
    const pod = {
      kind: 'Pod',
      spec: { containers: [{ args: ['--api-token', 's3cr3t1', '-v'], env: [{ name: 'API_KEY', value: 's3cr3t2' }] }] },
    };
    const secret = { kind: 'Secret', metadata: { name: 'a' }, data: { key: 's3cr3t3' }, stringData: { b: 's3cr3t4' } };
    const redacted = redactFiles(
      new Map([
        ['objects.json', JSON.stringify({ kind: 'List', items: [pod, secret] })],
        ['alert.json', JSON.stringify({ alerts: [{ labels: {}, annotations: { a: 'password=s3cr3t5' } }] })],
        ['logs/a/b/c.log', '-----BEGIN RSA PRIVATE KEY-----\nMIIs3cr3t6\n-----END RSA PRIVATE KEY-----\nready\n'],
      ]),
    );
    const text = [...redacted.values()].join('\n');
    expect(text).not.toContain('s3cr3t');
    for (const kept of ['"-v"', '"data":{"key":""}', 'ready']) expect(text).toContain(kept);
    expect(redactFiles(redacted)).toEqual(redacted);
  });
});

describe('what is a secret in an object', () => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzM2NyM3QifQ.c2lnbmF0dXJl';
  it.each([
    ['a bare token that stands alone', { env: [{ name: 'GITHUB', value: `ghp_${'s3cr3t'.repeat(6)}` }] }],
    ['a bare JWT', { args: [jwt] }],
    ['a variable with a short name', { env: [{ name: 'DB_PASS', value: 's3cr3t' }] }],
    [
      'what mysql logs in with',
      { containers: [{ name: 'db', command: ['mysqladmin'], args: ['-uroot', '-ps3cr3t'] }] },
    ],
    ['what a probe logs in with', { exec: { command: ['redis-cli', '-a', 's3cr3t', 'ping'] } }],
    ['a command of a shell', { command: ['sh', '-c', 'mysqldump -uroot -ps3cr3t shop > /dump'] }],
    [
      'a file of settings',
      { data: { 'app.yaml': 'db:\n  user: a\n  password: |\n    the s3cr3t\n  token: a s3cr3t\n' } },
    ],
    ['a number', { password: 53_737_437 }],
    ['a list', { apiKey: ['s3cr3t'] }],
    [
      'a Secret in a list',
      { kind: 'List', items: [{ kind: 'Secret', data: { a: 's3cr3t' }, binaryData: { b: 's3cr3t' } }] },
    ],
    ['a copy of an object', { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"a":"s3cr3t"}' } }],
  ])('%s', (_what, spec) => {
    const object = { kind: 'Pod', metadata: { name: 'web' }, spec };
    const text = JSON.stringify(cleanValue(object));
    expect(text).not.toMatch(/s3cr3t|53737437|c2lnbmF0dXJl/);
    expect(text).toContain('"name":"web"');
  });

  it('a key in a log goes with all of its lines', () => {
    const text = 'ready\n-----BEGIN RSA PRIVATE KEY-----\nMIIs3cr3t\ns3cr3t==\n-----END RSA PRIVATE KEY-----\ndone';
    const [log] = parseBundle(new Map([['logs/a/b/c.log', text]])).logs;
    expect(log?.lines).toEqual(['ready', '[redacted private key]', 'done']);
  });

  it('a block of YAML in a log goes with all of its lines', () => {
    const text = 'ready\n  password: |-\n    s3cr3t of\n    two lines\nlisten: 80';
    const [log] = parseBundle(new Map([['logs/a/b/c.log', text]])).logs;
    expect(log?.lines).toEqual(['ready', '  password: |-', '    [redacted]', 'listen: 80']);
  });

  it('what moves a cursor reaches neither names nor sources', () => {
    const odd = parseBundle(
      new Map([
        ['bundle.json', '{"sources":{"a\\u0000\\u001b[2J":"denied"}}'],
        ['logs/a\u001b[2J/b/c.log', 'x'],
      ]),
    );
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    expect(JSON.stringify([odd.sources, odd.logs])).not.toMatch(/\\u00|[\u0000-\u001f]/);
  });
});

it('an offline diagnosis loads nothing that talks to a cluster', () => {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const follow = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, to = ''] of readFileSync(file, 'utf8').matchAll(
      /^(?:import|export) (?!type\b)[^;']*?from '([^']+)'/gm,
    ))
      if (to.startsWith('.')) follow(normalize(join(dirname(file), to)).replace(/\.js$/, '.ts'));
      else packages.add(to);
  };
  follow('client/cli/commands/diagnose.ts');
  follow('workers/main/diagnose.ts');
  expect([...packages].filter((name) => !name.startsWith('node:')).toSorted()).toEqual(['zod']);
});
