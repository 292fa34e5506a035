import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { ENTRY_KINDS } from '../../../domain/ledger.js';
import { count, plural } from '../../../domain/wording.js';
import { assertReadable, oneOf, textUpTo, wholeNumber } from '../allowed.js';
import { openApi, type Api } from '../api.js';
import { type AddCommand, AnswerIsNo, type CommonFlags, type Desk, Misused } from '../command.js';
import { fail, ok, type Paint } from '../paint.js';
import { openProgress } from '../progress.js';
import { assertMayWrite, saveLines } from '../save-lines.js';
import { harmless, table } from '../table.js';

interface Flags extends CommonFlags {
  readonly url?: string;
}
interface TailFlags extends Flags {
  readonly limit: number;
  readonly follow?: boolean;
  readonly kind?: string;
  readonly actor?: string;
  readonly subject?: string;
  readonly correlation?: string;
}
interface ExportFlags extends Flags {
  readonly out?: string;
  readonly force?: boolean;
}
interface VerifyFlags extends Flags {
  readonly file?: string;
  readonly key?: string;
}
interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly subject: string;
  readonly hash: string;
  readonly sealed: boolean;
  readonly outcome?: string;
  readonly data: Readonly<Record<string, unknown>>;
}
export interface Report {
  readonly account: string;
  readonly whole: boolean;
  readonly entries: number;
  readonly head: { readonly seq: number };
  readonly checkpoints: number;
  readonly witnessedSeq: number;
  readonly witnessed: boolean;
  readonly unwitnessedBecause?: string;
  readonly fault?: { readonly kind: string; readonly seq: number; readonly because: string };
}

export const ledger: AddCommand = (program, desk) => {
  const group = program.command('ledger').description('the book of everything decided and done');
  const command = (name: string, about: string, example: string) =>
    group
      .command(name)
      .description(about)
      .option('--url <url>', 'the Reeve to ask')
      .addHelpText('after', `\nExample:\n  reeve ledger ${example}`);

  command('tail', 'the newest entries', 'tail --follow --kind outcome')
    .option('--limit <number>', 'how many, up to 500', wholeNumber('--limit', 1, 500), 20)
    .option('--follow', 'go on as entries are written')
    .option('--kind <kind>', ENTRY_KINDS.join(', '), oneOf('--kind', ENTRY_KINDS))
    .option('--actor <actor>', 'only of this actor, such as person/ada', textUpTo('--actor', 200))
    .option('--subject <subject>', 'only about this subject', textUpTo('--subject', 400))
    .option('--correlation <id>', 'only of this correlation', textUpTo('--correlation', 200))
    .action((flags: TailFlags) => tail(flags, desk));
  command('export', 'the whole book as JSON lines, to verify it anywhere', 'export --out book.jsonl')
    .option('--out <file>', 'write there instead of to the screen')
    .option('--force', 'write over a file that is there')
    .action((flags: ExportFlags) => exportBook(flags, desk));
  command('key', 'the public key, for whoever verifies an export', 'key > reeve-ledger.pub.pem').action(
    async (flags: Flags) => {
      const body = await (await openApi(desk.config({ ...flags }))).stream('/api/v1/ledger/key');
      const pem = await new Response(body).text();
      desk.print(flags, { pem }, () => pem.trimEnd());
    },
  );
  command('checkpoint', 'sign the head of the book now', 'checkpoint').action(async (flags: Flags) => {
    const api = await openApi(desk.config({ ...flags }));
    const accepted = await api.send<{ id: string }>('POST', '/api/v1/ledger/checkpoints');
    desk.print(
      flags,
      accepted,
      () => `accepted as ${accepted.id}; "reeve ledger tail --kind checkpoint" shows it when it is signed`,
    );
  });
  command(
    'verify',
    'read the whole book and name the first fault; exit 1 when there is one, or no witness',
    'verify --file book.jsonl --key reeve-ledger.pub.pem',
  )
    .option('--file <file>', 'an export, verified offline')
    .option('--key <file>', 'the public key, with --file')
    .action((flags: VerifyFlags) => verify(flags, desk));
};

async function tail(
  { limit, follow, kind, actor, subject, correlation, ...flags }: TailFlags,
  { config, print, io }: Desk,
): Promise<void> {
  const api = await openApi(config({ ...flags }));
  const wanted = Object.entries({ kind, actor, subject, correlation }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  const look = (most: number) =>
    api.get<readonly Entry[]>(`/api/v1/ledger?${new URLSearchParams([...wanted, ['limit', String(most)]]).toString()}`);
  const entries = (await look(limit)).toReversed();
  if (!follow) return print(flags, entries, () => shown(entries));
  for (let last = 0, fresh = entries; ; fresh = (await look(100)).filter(({ seq }) => seq > last).toReversed()) {
    for (const entry of fresh) io.out(flags.json ? JSON.stringify(entry) : harmless(line(entry).join('  ')));
    last = fresh.at(-1)?.seq ?? last;
    await pause(1_000);
  }
}

async function exportBook({ out, force = false, ...flags }: ExportFlags, { config, io, print }: Desk): Promise<void> {
  const settings = config({ ...flags });
  if (out === undefined && force)
    throw new Misused('--force goes with --out: it writes over the file that --out names');
  if (out !== undefined) await assertMayWrite(out, { force });
  const source = Readable.fromWeb((await (await openApi(settings)).stream('/api/v1/ledger/export')) as never);
  if (out === undefined) {
    for await (const line of createInterface({ input: source, crlfDelay: Infinity })) io.out(line);
    return;
  }
  const { lines: entries, bytes } = await saveLines(source, out, { force });
  print(
    flags,
    { file: out, entries, bytes },
    () => `${out}: ${plural(entries, 'entry', 'entries')}, ${count(bytes)} bytes`,
  );
}

async function verify(flags: VerifyFlags, { config, paint, print, io }: Desk): Promise<void> {
  const { file, key, ...rest } = flags;
  if (!file && key)
    throw new Misused('--key goes with --file: without a file the running Reeve verifies with its own keys');
  if (file && !key) throw new Misused('--file needs --key: get the public key with "reeve ledger key"');
  if (file && key) {
    await assertReadable('--file', file, 'an export, as "reeve ledger export --out FILE" writes it');
    await assertReadable('--key', key, 'the public key, as "reeve ledger key > FILE" writes it');
  }
  const settings = config({ ...rest });
  const progress = openProgress(io);
  progress.step('reading the book');
  try {
    const report = file && key ? await verifyFile(file, key) : await verifyRunning(await openApi(settings));
    progress.end();
    print(flags, { ...report, offline: file !== undefined }, () =>
      verdict(report, { offline: file !== undefined, paint: paint(settings) }),
    );
    // Whoever gave a witness and finds nothing in it can't know whether the end is missing: that is no yes.
    if (!report.whole || (!file && !report.witnessed)) throw new AnswerIsNo();
  } finally {
    progress.end();
  }
}

async function verifyFile(file: string, key: string): Promise<Report> {
  const offline = await import('../../../workers/main/verify-file.js');
  return offline.verifyFile(file, key).catch((error: unknown) => {
    throw error instanceof offline.NoPublicKey ? new Misused(`--key: ${error.message}`) : error;
  });
}

function verifyRunning(api: Api): Promise<Report> {
  return api.send<Report>('POST', '/api/v1/ledger/verify');
}

function verdict(
  { account, whole, entries, head, checkpoints, witnessedSeq, witnessed, unwitnessedBecause, fault }: Report,
  { offline, paint }: { readonly offline: boolean; readonly paint: Paint },
): string {
  if (whole) {
    const witness = witnessed
      ? `witnessed to entry ${witnessedSeq}`
      : offline
        ? unwitnessedBecause
        : `${paint(fail('NOT WITNESSED'))}: ${unwitnessedBecause}, see docs/runbooks/ledger-broken.md`;
    return `the ledger of ${account} is ${paint(ok('whole'))}: ${plural(entries, 'entry', 'entries')} to ${head.seq}, ${plural(checkpoints, 'checkpoint')}, ${witness}`;
  }
  const found = `${paint(fail('BROKEN'))} at entry ${fault?.seq} (${fault?.kind}): ${fault?.because}`;
  return offline
    ? `this file is not the book of ${account} as it was exported, it is ${found}
export it again; the running Reeve's own book is looked at by "reeve ledger verify" without --file`
    : `the ledger of ${account} is ${found}
nothing is written there until it is mended: see docs/runbooks/ledger-broken.md`;
}

function shown(entries: readonly Entry[]): string {
  return entries.length === 0
    ? 'no entry matches'
    : table(['entry', 'at', 'kind', 'actor', 'subject', 'what'], entries.map(line));
}

function line({ seq, at, kind, actor, subject, outcome, data }: Entry): readonly string[] {
  const said = [
    data['change'],
    data['says'],
    data['decision'],
    data['summary'],
    data['reason'],
    data['because'],
  ].filter((word) => typeof word === 'string');
  return [String(seq), at, kind, actor, subject, [outcome ?? '', ...said].filter(Boolean).join(': ')];
}
