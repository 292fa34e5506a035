import { createHash, randomUUID } from 'node:crypto';
import { fold, type Folded, packagesText } from '../../../domain/fleet/fold.js';
import { namesThings, NOTHING_OWN, type Own, ownRows, type OwnRows } from '../../../domain/fleet/own.js';
import { type NodeReport, type ReportReply, skewOf } from '../../../domain/fleet/report.js';
import type { Database, Transaction } from '../database.js';
import { holdHeard, knownSets, readOwn, writeBeats } from '../fleet/known.js';
import { type Row, writeObserved } from '../fleet/observed.js';
import { groupWriter } from '../group.js';

export { Crowded } from '../group.js';

/** Small enough that nobody waits long for the commit, large enough that it costs little for each. */
const GROUP_MAX = 250;
const WAITING_MAX = 2_000;
const LINGER_MS = 4;

/** What one node sent at once. */
export interface SentReports {
  readonly instance: string;
  readonly reports: readonly NodeReport[];
}

type News = NonNullable<Folded['news']> & { readonly instance: string; readonly begins: boolean };
interface Heard extends Folded {
  readonly instance: string;
}

/** Takes reports. Those of an account that come together are written by one transaction; an answer means that it is durable. */
export function openReports(db: Database): (account: string, sent: SentReports) => Promise<ReportReply> {
  return groupWriter(
    (account, sent: readonly SentReports[]) =>
      db.withAccount(account, (tx) => writeReports(tx, account, { sent, now: Date.now() })),
    { groupMax: GROUP_MAX, waitingMax: WAITING_MAX, lingerMs: LINGER_MS },
  );
}

async function writeReports(
  tx: Transaction,
  account: string,
  { sent, now }: { readonly sent: readonly SentReports[]; readonly now: number },
): Promise<readonly ReportReply[]> {
  const instances = [...new Set(sent.map(({ instance }) => instance))].toSorted();
  const known = await holdHeard(tx, account, instances);
  const heard: readonly Heard[] = instances.map((instance) => ({
    instance,
    ...fold(
      known.get(instance),
      sent.filter((one) => one.instance === instance).flatMap(({ reports }) => reports),
    ),
  }));
  const news = heard.flatMap(({ instance, news: found }) =>
    found ? [{ instance, begins: known.get(instance)?.boot !== found.heard.boot, ...found }] : [],
  );
  const waiting =
    news.length > 0
      ? await writeBeats(
          tx,
          account,
          news.map((one) => beatOf(one, now)),
        )
      : new Map();
  const own = await ownOf(tx, account, news);
  const { ignored, wants } = await writeNews(tx, account, { news, own, now });
  return repliesTo(sent, heard, (instance) => ({
    ignored: ignored.get(instance) ?? 0,
    tasks: waiting.get(instance) ?? 0,
    at: now,
    ...(wants.has(instance) && { wants: { packages: wants.get(instance) ?? '' } }),
  }));
}

function beatOf({ instance, beats, heard, report }: News, now: number) {
  return { instance, beats, ...heard, report: report.id ?? randomUUID(), skew: skewOf(report, now) };
}

async function ownOf(tx: Transaction, account: string, news: readonly News[]): Promise<ReadonlyMap<string, Own>> {
  const named = news.filter(({ report }) => namesThings(report));
  if (named.length === 0) return new Map();
  return readOwn(
    tx,
    account,
    named.map(({ instance, report }) => [instance, report] as const),
  );
}

interface Writing {
  readonly news: readonly News[];
  readonly own: ReadonlyMap<string, Own>;
  readonly now: number;
}

async function writeNews(tx: Transaction, account: string, { news, own, now }: Writing) {
  const ignored = new Map<string, number>();
  const each = news.map(({ instance, report, begins }) => {
    const mine = own.get(instance) ?? NOTHING_OWN;
    const found = ownRows(instance, report, mine, now);
    ignored.set(instance, found.ignored);
    return { instance, begins, report, own: mine, rows: found.rows };
  });
  const { sets, wants, settled } = await packagesOf(tx, account, news, ignored);
  await writeObserved(tx, account, 'packageSets', sets);
  await writeObserved(
    ...([tx, account, 'instances'] as const),
    each.flatMap((one) => instanceRow(one, settled.get(one.instance))),
  );
  const part = (key: keyof OwnRows) => each.flatMap(({ rows }) => (rows[key] ?? []) as readonly Row[]);
  await writeObserved(tx, account, 'peers', unique(part('peers')));
  await writeObserved(tx, account, 'bgp', part('bgp'));
  await writeObserved(tx, account, 'storages', unique(part('storages')));
  await writeObserved(tx, account, 'credentials', part('credentials'));
  await writeObserved(tx, account, 'vips', vipRows(each));
  await writeObserved(tx, account, 'lures', part('lures').map(withOwnId));
  const listed = each.filter(({ report }) => report.certificates !== undefined);
  const certificates = listed.map((one) => ({ instance: one.instance, rows: certificateRows(one) }));
  await writeObserved(
    tx,
    account,
    'certificates',
    certificates.flatMap(({ rows }) => rows),
  );
  await writeObserved(
    ...([tx, account, 'gone'] as const),
    certificates.map(({ instance, rows }) => ({ instance, kept: rows.map(({ id }) => id) })),
  );
  return { ignored, wants };
}

interface Each {
  readonly instance: string;
  readonly begins: boolean;
  readonly report: NodeReport;
  readonly own: Own;
  readonly rows: OwnRows;
}

/** Nothing where a report says nothing but that it lives; the first of a boot says that it runs. */
function instanceRow({ instance, begins, report, rows }: Each, packageSet: string | undefined): readonly Row[] {
  const { status, agent, architecture, facts, configHash } = report;
  const { running } = rows;
  const all = { status, agent, architecture, facts, running, config_hash: configHash, package_set: packageSet };
  const said = Object.entries(all).filter(([, value]) => value !== undefined);
  return begins || said.length > 0 ? [{ instance, ...Object.fromEntries(said) }] : [];
}

/** A list says which it holds; one that it may hold and does not name is one that it holds no more. */
function vipRows(each: readonly Each[]): readonly Row[] {
  const changes = new Map<string, { gained: string[]; lost: string[] }>();
  for (const { report, own, rows } of each) {
    if (report.vips === undefined) continue;
    const held = new Set(rows.vips);
    for (const [vip, peer] of own.vips) {
      const change = changes.get(vip) ?? { gained: [], lost: [] };
      (held.has(vip) ? change.gained : change.lost).push(peer);
      changes.set(vip, change);
    }
  }
  return [...changes].map(([vip, change]) => ({ vip, ...change }));
}

/** Two nodes may show the same certificate, and one may claim the number of another's: each row is its instance's. */
function certificateRows({ instance, report }: Each) {
  return (report.certificates ?? []).map(({ serial, subject, fingerprint, notBefore, notAfter }) => ({
    ...{ id: `${serial}@${shortHash(`${instance}/${fingerprint}`)}`, instance, serial, subject, fingerprint },
    ...{ from_ms: notBefore, until_ms: notAfter },
  }));
}

async function packagesOf(
  tx: Transaction,
  account: string,
  news: readonly News[],
  ignored: Map<string, number>,
): Promise<{ sets: readonly Row[]; wants: ReadonlyMap<string, string>; settled: ReadonlyMap<string, string> }> {
  const told = news.flatMap(({ instance, report: { packages } }) => (packages ? [{ instance, ...packages }] : []));
  const known = await knownSets(
    tx,
    account,
    told.map(({ digest }) => digest),
  );
  const sets = new Map<string, Row>();
  const wants = new Map<string, string>();
  const settled = new Map<string, string>();
  for (const { instance, digest, packages } of told) {
    // A set is shared, so its name must be what it holds, whoever says so.
    const holds = packages !== undefined && `sha256:${sha256(packagesText(packages))}` === digest;
    if (packages && !holds) ignored.set(instance, (ignored.get(instance) ?? 0) + 1);
    if (packages && holds && !known.has(digest)) sets.set(digest, { digest, packages });
    if (known.has(digest) || holds) settled.set(instance, digest);
    else if (!packages) wants.set(instance, digest);
  }
  return { sets: [...sets.values()], wants, settled };
}

/** Answers in the order in which they were sent: each report of each sender by what became of it. */
function repliesTo(
  sent: readonly SentReports[],
  heard: readonly Heard[],
  rest: (instance: string) => Omit<ReportReply, 'reports'> & { readonly ignored: number },
): readonly ReportReply[] {
  const left = new Map(heard.map(({ instance, taken }) => [instance, [...taken]]));
  return sent.map(({ instance, reports }) => {
    const { ignored, ...reply } = rest(instance);
    const taken = reports.map(() => left.get(instance)?.shift() ?? false);
    const last = taken.lastIndexOf(true);
    return {
      ...reply,
      reports: reports.map(({ seq }, place) => ({
        ...{ seq, taken: taken[place] === true ? ('new' as const) : ('duplicate' as const) },
        ignored: place === last ? ignored : 0,
      })),
    };
  });
}

function unique(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.map((row) => [row['id'], row])).values()];
}

function withOwnId(row: Row): Row {
  return { ...row, id: sha256(`${String(row['instance'])}/${String(row['id'])}`).slice(0, 40) };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
function shortHash(text: string): string {
  return sha256(text).slice(0, 16);
}
