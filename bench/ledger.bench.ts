import { openAccount } from '../activities/store/accept/accounts.js';
import { verifyStored } from '../activities/ledger/verify.js';
import type { EntryDraft } from '../domain/ledger.js';
import { type Ground, openGround } from './ground.js';
import { percentile } from './percentile.js';

const ACCOUNT = 'bench';
const WRITERS = 8;
const FILL = 5_000;

const draft = (key: string): EntryDraft => ({
  kind: 'receipt',
  key,
  actor: 'agent/fleet-autonomy',
  subject: 'instance/i-0123456789abcdef',
  correlation: key,
  agent: 'fleet-autonomy',
  action: 'restart',
  data: { note: 'x'.repeat(120), attempt: 1 },
});

export const benchmark = {
  about: `Ledger: ${WRITERS} writers on one account, each awaiting its durable commit; then a whole book verified`,
  knobs: {
    seconds: { about: 'how long the writers write', standard: 10, most: 600 },
    entries: { about: 'how long the book is that is verified', standard: 1_000_000, most: 10_000_000 },
  },
  async run(
    say: (text: string) => void,
    { seconds = 10, entries = 1_000_000 }: { seconds?: number; entries?: number },
  ) {
    const ground = await openGround();
    try {
      await openAccount(ground, { id: ACCOUNT, name: 'Bench', admin: { id: 'admin', name: 'Admin' }, tokens: [] });
      say('warming up …');
      await write(ground, 'warm', Math.min(2, seconds));
      say(`${WRITERS} writers for ${seconds} s …`);
      const { appends, latencies } = await write(ground, 'w', seconds);
      say(`filling the book to ${entries.toLocaleString('en')} entries …`);
      await fill(ground, entries, say);
      say('verifying …');
      const started = performance.now();
      const report = await verifyStored(ground.db, ACCOUNT, { keys: ground.keys, witnessDir: ground.witnessDir });
      const verifySeconds = (performance.now() - started) / 1000;
      if (!report.whole) throw new Error(`the book is not whole: ${JSON.stringify(report.fault)}`);
      return {
        postgres: ground.postgres,
        settings: 'fsync on, row-level security on, login app',
        writers: WRITERS,
        appendsPerSecond: Math.round(appends / seconds),
        appendP50Ms: percentile(latencies, 0.5),
        appendP99Ms: percentile(latencies, 0.99),
        verifiedEntries: report.entries,
        verifySeconds: Number(verifySeconds.toFixed(2)),
        peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
      };
    } finally {
      await ground.close();
    }
  },
};

async function write({ ledger }: Ground, prefix: string, seconds: number) {
  const until = performance.now() + seconds * 1000;
  const latencies: number[] = [];
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let n = 0; performance.now() < until; n += 1) {
        const started = performance.now();
        await ledger.append(ACCOUNT, draft(`${prefix}/${writer}/${n}`));
        latencies.push(performance.now() - started);
      }
    }),
  );
  return { appends: latencies.length, latencies };
}

async function fill({ db, ledger }: Ground, entries: number, say: (text: string) => void): Promise<void> {
  const rows = await db.withAccount(ACCOUNT, (tx) => tx.query<{ n: number }>('SELECT count(*)::int AS n FROM ledger'));
  let said = performance.now();
  for (let n = rows[0]?.n ?? 0; n < entries;) {
    const drafts = Array.from({ length: Math.min(FILL, entries - n) }, (_, index) => draft(`fill/${n + index}`));
    await db.withAccount(ACCOUNT, (tx) => ledger.appendIn(tx, ACCOUNT, drafts));
    n += drafts.length;
    if (performance.now() - said > 10_000) {
      said = performance.now();
      say(`  ${n.toLocaleString('en')}`);
    }
  }
}
