import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealerOf, sha256 } from '../../activities/ledger/seal.js';
import { chain, type EntryDraft, GENESIS, readyDraft } from '../../domain/ledger.js';
import { run } from './run.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reeve-cli-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));
const keep = async (name: string, text: string) => {
  await writeFile(join(dir, name), text);
  return join(dir, name);
};

describe('ledger verify --file', () => {
  const sealer = sealerOf(
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  const draft = (key: string): EntryDraft => ({ kind: 'trust', key, actor: 'a', subject: 'b', data: { note: key } });
  const lines = chain(
    ['1', '2', '3'].map(draft).map(readyDraft),
    { account: 'home', head: GENESIS, at: 1 },
    sha256,
  ).map((entry) => JSON.stringify({ body: entry.body, hash: entry.hash, seal: sealer.seal('home', entry) }));
  const verify = async (text: string, ...flags: readonly string[]) =>
    run(
      'ledger',
      'verify',
      '--file',
      await keep('book.jsonl', text),
      '--key',
      await keep('key.pem', sealer.publicPem),
      ...flags,
    );

  it('needs no server: 0 when it is whole, 1 and the entry when it is not', async () => {
    expect(await verify(lines.join('\n'))).toMatchObject({
      code: 0,
      out: expect.stringContaining('is whole: 3 entries'),
    });
    const broken = lines.join('\n').replace('\\"note\\":\\"2\\"', '\\"note\\":\\"7\\"');
    expect(await verify(broken)).toMatchObject({
      code: 1,
      out: expect.stringContaining('it is BROKEN at entry 2 (changed)'),
    });
    const { code, out } = await verify(broken, '--json');
    expect([code, JSON.parse(out)]).toMatchObject([
      1,
      { whole: false, offline: true, fault: { kind: 'changed', seq: 2 } },
    ]);
  });

  it('says which file is not there, and what it should be', async () => {
    const none = join(dir, 'none');
    const key = await keep('key.pem', sealer.publicPem);
    expect(await run('ledger', 'verify', '--file', none, '--key', key)).toEqual({
      ...{ code: 2, out: '' },
      err: `--file ${none}: there is no such file; it takes an export, as "reeve ledger export --out FILE" writes it`,
    });
    expect(await run('ledger', 'verify', '--file', key, '--key', none)).toEqual({
      ...{ code: 2, out: '' },
      err: `--key ${none}: there is no such file; it takes the public key, as "reeve ledger key > FILE" writes it`,
    });
    expect(await run('ledger', 'verify', '--file', key, '--key', dir)).toMatchObject({
      code: 2,
      err: expect.stringContaining(`--key ${dir}: it is a folder`),
    });
  });

  it('counts one as one', async () => {
    expect((await verify(lines.slice(0, 1).join('\n'))).out).toContain('is whole: 1 entry to 1, 0 checkpoints');
  });

  it('says what it can not read', async () => {
    expect(await verify('')).toMatchObject({ code: 1, err: expect.stringContaining('holds no ledger entry') });
    const noKey = await run('ledger', 'verify', '--file', join(dir, 'book.jsonl'), '--key', join(dir, 'book.jsonl'));
    expect(noKey).toMatchObject({ code: 2, err: expect.stringMatching(/book\.jsonl is no public key of a ledger/) });
  });
});
