import { generateKeyPairSync, hash, randomBytes } from 'node:crypto';
import type { HtmlEscapedString } from 'hono/utils/html';
import { describe, expect, it } from 'vitest';
import { sealerOf } from '../../activities/ledger/seal.js';
import { count, duration, plural, relative, safeHref, visible } from '../../client/console/elements/text.js';
import { EntryView } from '../../client/console/pages/ledger-entry.js';
import { ledgerPath, ledgerQuery, newer, older } from '../../client/console/pages/ledger-query.js';
import { ReportView } from '../../client/console/pages/ledger-report.js';
import { isProven, type Neighbours, prove } from '../../client/console/pages/proof.js';
import { overall, type Standing, StandingView } from '../../client/console/pages/status.js';
import type { Status } from '../../client/reeve.js';
import { chain, type EntryDraft, GENESIS, type Head, readyDraft } from '../../domain/ledger.js';

const NOON = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;

async function drawn(view: HtmlEscapedString | Promise<HtmlEscapedString>): Promise<string> {
  return (await view).toString();
}

describe('text', () => {
  it.each([
    ['plain wörds, 漢字 and\nlines\t', 'plain wörds, 漢字 and\nlines\t'],
    ['invoice\u202Efdp.exe', 'invoice\\u{202e}fdp.exe'],
    ['ad\u200Bmin\uFEFF', 'ad\\u{200b}min\\u{feff}'],
    ['\u001B[31mred', '\\u{1b}[31mred'],
  ])('%j is shown as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it.each([
    ['/console/ledger', true],
    ['https://temporal.example/ui', true],
    ['http://127.0.0.1:8233', true],
    ['//evil.example', false],
    ['/\\evil.example', false],
    ['javascript:alert(1)', false],
    [' javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['ledger', false],
  ])('a link to %s is taken: %s', (url, taken) => {
    expect(safeHref(url)).toBe(taken ? url : undefined);
  });

  it.each([
    [NOON - 1_400, 'just now'],
    [NOON - 42_000, '42 s ago'],
    [NOON - 59 * MINUTE, '59 min ago'],
    [NOON - 25 * 60 * MINUTE, '1 d ago'],
    [NOON + 90 * MINUTE, 'in 1 h'],
  ])('%d is %s', (at, words) => {
    expect(relative(at, NOON)).toBe(words);
  });

  it('counts as people do', () => {
    expect([count(1_234_567), plural(1, 'entry', 'entries'), plural(0, 'token'), duration(61)]).toEqual([
      '1,234,567',
      '1 entry',
      '0 tokens',
      '1 min',
    ]);
  });
});

describe('the query of the ledger', () => {
  const parsed = (text: string) => ledgerQuery(new URLSearchParams(text));

  it('takes what fits and leaves out the rest', () => {
    expect(parsed('kind=trust&actor=+person/ana+&subject=&before=12&trail=40.30')).toEqual({
      filter: { kind: 'trust', actor: 'person/ana' },
      before: 12,
      trail: [40, 30],
    });
    expect(parsed('kind=nonsense&before=-3&trail=x.1e99&limit=9')).toEqual({ filter: {}, trail: [] });
  });

  it('finds the way back down to the newest page', () => {
    const first = parsed('actor=person/ana');
    const second = parsed(older(first, 88).split('?')[1] ?? '');
    const third = parsed(older(second, 38).split('?')[1] ?? '');
    expect(third).toEqual({ filter: { actor: 'person/ana' }, before: 38, trail: [88] });
    expect(newer(third)).toBe(ledgerPath(second));
    expect(newer(second)).toBe(ledgerPath(first));
  });

  it('keeps a bounded trail', () => {
    let query = parsed('');
    for (let page = 100; page > 0; page -= 1) query = parsed(older(query, page * 50).split('?')[1] ?? '');
    expect(query.trail).toHaveLength(20);
  });
});

describe('the proof of the chain', () => {
  const sealer = sealerOf(
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  const book = aBook(4);
  const around = (seq: number, change: Partial<Neighbours> = {}) => {
    const [previous, entry, next] = [seq - 1, seq, seq + 1].map((number) => book[number - 1]);
    if (!entry) throw new Error('no such entry');
    return prove({
      ...{ entry, headSeq: 4, keys: sealer.publicPem },
      ...(previous && { previous }),
      ...(next && { next }),
      ...change,
    });
  };
  const entry = (seq: number) => book[seq - 1] ?? { seq, hash: '', body: '' };

  it.each([1, 2, 3, 4])('holds around entry %d', (seq) => {
    const proof = around(seq);
    expect(isProven(proof)).toBe(true);
    expect(proof).toMatchObject({ follows: true, missing: [], seal: 'holds' });
    expect(proof.isFollowed).toBe(seq === 4 ? undefined : true);
  });

  it('names a changed text, and only that', () => {
    const proof = around(2, { entry: { ...entry(2), body: entry(2).body.replace('"n":2', '"n":3') } });
    expect(proof).toMatchObject({ current: { holds: false }, follows: true, isFollowed: true });
    expect(isProven(proof)).toBe(false);
  });

  it('names a link that broke when text and hash were both changed', () => {
    const body = entry(2).body.replace('"n":2', '"n":3');
    const proof = around(2, { entry: { ...entry(2), body, hash: hash('sha256', body, 'hex') } });
    expect(proof).toMatchObject({ current: { holds: true }, isFollowed: false, seal: 'broken' });
  });

  it.each([
    ['the entry before', around(3, { previous: undefined as never }), [2]],
    ['the entry after', around(3, { next: undefined as never }), [4]],
  ])('misses %s', (_name, proof, missing) => {
    expect(proof.missing).toEqual(missing);
    expect(isProven(proof)).toBe(false);
  });

  it('says when it has no key to check the seal with, and when there is no seal', () => {
    expect(around(2, { keys: '' }).seal).toBe('unknown-key');
    const { seq, hash: ofEntry, body } = entry(2);
    expect(around(2, { entry: { seq, hash: ofEntry, body } }).seal).toBe('none');
  });

  it('still shows an entry whose text is no entry any more', async () => {
    const proof = around(2, { entry: { ...entry(2), body: '{"at":1e300,<script>' } });
    const page = await drawn(<EntryView proof={proof} headSeq={4} now={NOON} />);
    expect(page).toContain('not a ledger entry any more');
    expect(page).not.toContain('<script');
  });

  it('is drawn with both links and every hash', async () => {
    const page = await drawn(<EntryView proof={around(2)} headSeq={4} now={NOON} />);
    expect(page).toContain('prev of 2 = hash of 1');
    expect(page).toContain('prev of 3 = hash of 2');
    for (const seq of [1, 2, 3]) {
      for (const group of entry(seq).hash.match(/.{8}/g) ?? []) expect(page).toContain(`<span>${group}</span>`);
    }
  });

  function aBook(length: number) {
    let head: Head = GENESIS;
    return Array.from({ length }, (_none, index) => {
      const draft: EntryDraft = {
        ...{ kind: 'setting', key: `k${index}`, actor: 'person/ana', subject: 's' },
        data: { n: index + 1 },
      };
      const [made] = chain([readyDraft(draft)], { account: 'acme', head, at: NOON }, (text) =>
        hash('sha256', text, 'hex'),
      );
      if (!made) throw new Error('nothing was chained');
      head = { seq: made.seq, hash: made.hash };
      return { ...made, seal: sealer.seal('acme', head) };
    });
  }
});

describe('the status page', () => {
  const READY: Status = {
    ...{ version: '1.2.3', mode: 'embedded', startedAt: new Date(NOON).toISOString(), account: 'acme', ready: true },
    addresses: { console: 'http://127.0.0.1/console', api: 'http://127.0.0.1/api' },
    parts: [{ name: 'postgresql', ready: true, version: '18.4', detail: 'schema 7' }],
    queues: [{ queue: 'act', taskQueue: 'reeve-act', workers: ['1@host'], backlog: 0, oldestSeconds: 0 }],
    inbox: { pending: 0, failed: 0, oldestSeconds: 0 },
  };
  const aPart = (name: string) => ({ name, ready: false, detail: `${name} is away: call it` });
  const aStanding = (change: Partial<Status> = {}): Standing => ({ status: { ...READY, ...change } });

  const aStop = { id: 's1', since: new Date(NOON), reason: 'the sale', by: 'person/ada' };
  const withInbox = (pending: number, failed: number, oldestSeconds: number) =>
    aStanding({ inbox: { pending, failed, oldestSeconds } });

  it.each([
    ['all is well', aStanding(), 'good', 'Everything is ready.'],
    [
      'a freeze is in force',
      { ...aStanding(), stops: { freezes: [aStop] } },
      'wait',
      'Every part is ready. Frozen (1 freeze): nothing may change.',
    ],
    [
      'the kill switch is on',
      { ...aStanding(), stops: { killSwitch: aStop, freezes: [] } },
      'bad',
      'Every part is ready. The kill switch is on: nothing is written, and nothing is put back.',
    ],
    ['one part is out', aStanding({ parts: [aPart('temporal')] }), 'bad', 'Not ready: temporal needs attention.'],
    ['three are out', aStanding({ parts: ['a', 'b', 'c'].map(aPart) }), 'bad', 'Not ready: a, b and c need attention.'],
    ['work waits a minute', withInbox(1, 0, 60), 'good', 'Everything is ready.'],
    ['work waits longer', withInbox(1, 0, 61), 'wait', 'Everything is ready, but work has been waiting for 1 min.'],
    [
      'work was refused',
      withInbox(0, 1, 0),
      'bad',
      'Every part is ready, but Temporal refused accepted work: see the inbox.',
    ],
  ])('says in one sentence that %s', (_name, standing, tone, text) => {
    expect(overall(standing)).toEqual({ tone, text });
  });

  it('says what is wrong and what to do, in words', async () => {
    const page = await drawn(
      <StandingView standing={aStanding({ parts: [aPart('temporal')], queues: [] })} now={NOON} />,
    );
    expect(page).toContain('temporal is away: call it');
    expect(page).toContain('not ready');
    expect(page).toContain('Temporal does not answer');
  });

  it('shows what Temporal refused, why, and what to do', async () => {
    const inbox = { pending: 0, failed: 2, oldestSeconds: 0, lastError: 'Blob data size exceeds limit' };
    const page = await drawn(<StandingView standing={aStanding({ inbox })} now={NOON} />);
    expect(page).toMatch(/refused.*>2<.*Mend the reason.*Blob data size exceeds limit/s);
    expect(await drawn(<StandingView standing={aStanding()} now={NOON} />)).not.toContain('Refused');
  });

  it('escapes what others named, and links only to the web', async () => {
    const hostile = '<img src=x onerror=alert(1)>\u202E"';
    const page = await drawn(
      <StandingView
        standing={aStanding({
          addresses: { ...READY.addresses, temporalUi: 'javascript:alert(1)' },
          queues: [{ queue: 'act', taskQueue: hostile, workers: [hostile], backlog: 1, oldestSeconds: 1 }],
          inbox: { pending: 1, failed: 1, oldestSeconds: 99, lastError: hostile },
        })}
        now={NOON}
      />,
    );
    expect(page).not.toContain('<img');
    expect(page).not.toContain('javascript:');
    expect(page).toContain('\\u{202e}');
  });
});

describe('the report of a verification', () => {
  const report = {
    ...{ account: 'acme', whole: true, entries: 7, from: 1, head: { seq: 7, hash: randomBytes(32).toString('hex') } },
    ...{ seals: 7, checkpoints: 1, witnessedSeq: 7, witnessed: true },
  };

  it('says that the book is whole', async () => {
    const page = await drawn(<ReportView report={report} csrf="x" />);
    expect(page).toContain('The book is whole: 7 entries read');
    expect(page).not.toContain('a missing end would not be seen');
  });

  it('does not call a book good that nothing outside vouches for', async () => {
    const page = await drawn(<ReportView report={{ ...report, witnessedSeq: 0, witnessed: false }} csrf="x" />);
    expect(page).toContain('a missing end would not be seen');
    expect(page).not.toContain('banner good');
  });

  it.each(['changed', 'removed', 'reordered', 'forged', 'unreadable-witness', 'unwitnessed'] as const)(
    'names a %s entry and what to do',
    async (kind) => {
      const fault = { kind, seq: 5, because: 'so it is' };
      const page = await drawn(<ReportView report={{ ...report, whole: false, fault }} csrf="x" />);
      expect(page).toContain('The book is broken: entry 5');
      expect(page).toContain('What to do');
      expect(page).toContain('so it is');
    },
  );
});
