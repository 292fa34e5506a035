import { createInterface } from 'node:readline';
import { Readable, Transform } from 'node:stream';
import { ENTITIES } from '../../../domain/fleet/estate.js';
import { count, plural } from '../../../domain/wording.js';
import { oneOf, someOf } from '../allowed.js';
import { ApiError, openApi } from '../api.js';
import { type AddCommand, type Desk, Misused } from '../command.js';
import { type Flags, groupOf } from '../group.js';
import { assertMayWrite, saveLines } from '../save-lines.js';
import { table } from '../table.js';

interface ImportFlags extends Flags {
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly yes?: boolean;
}
interface ExportFlags extends Flags {
  readonly format: 'yaml' | 'jsonl';
  readonly kinds?: readonly string[];
  readonly declared?: boolean;
  readonly out?: string;
  readonly force?: boolean;
}
interface Imported {
  readonly rows: number;
  readonly dryRun: boolean;
  readonly counts: Readonly<Record<string, { readonly new: number; readonly changed: number; readonly gone: number }>>;
  readonly opened: readonly string[];
}

const FORMATS = ['jsonl', 'yaml'] as const;
const KINDS = ENTITIES.map(({ kind }) => kind);

export const fleetEstate: AddCommand = (program, desk) => {
  const { command } = groupOf(program, 'fleet', 'machines, what they should run, and what they are seen to do');
  command('import', 'bring a document of a fleet in: all of it or nothing', 'import fleet.yaml --dry-run')
    .argument('<file>', 'YAML or JSON lines; - for what is piped in')
    .option('--dry-run', 'say what would be new, changed and gone, and change nothing')
    .option('--prune', 'take away what the document does not have')
    .option('--yes', 'with --prune: do not ask')
    .action((file: string, flags: ImportFlags) => bringIn(desk, file, flags));
  command('export', 'the fleet as a document, as import takes it', 'export --format yaml --out fleet.yaml')
    .option('--format <format>', FORMATS.join(' or '), oneOf('--format', FORMATS), 'jsonl' as const)
    .option('--kinds <kinds>', 'of these kinds alone, with commas between them', someOf('--kinds', KINDS, { least: 1 }))
    .option('--declared', 'without what the world told: to be edited and imported again')
    .option('--out <file>', 'write there instead of to the screen')
    .option('--force', 'write over a file that is there')
    .action((flags: ExportFlags) => giveOut(desk, flags));
};

async function bringIn({ config, io, print }: Desk, file: string, given: ImportFlags): Promise<void> {
  const { dryRun = false, prune = false, yes = false, ...flags } = given;
  const api = await openApi(config({ ...flags }));
  if (prune && !dryRun && !yes) await assertMeant(io);
  const { readFleetFile, YamlMisfit } = await import('../../../workers/main/fleet-file.js');
  const { gzipped, lineOf } = await readFleetFile(file).catch((error: Error) => {
    throw error instanceof YamlMisfit ? new Misused(error.message, { cause: error }) : error;
  });
  const query = new URLSearchParams({ dryRun: String(dryRun), prune: String(prune) });
  const found = await api
    .upload<Imported>(`/api/v1/fleet/import?${query.toString()}`, gzipped, {
      ...{ 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' },
    })
    .catch((error: Error) => {
      // The lines of what was sent are told as those of what people wrote.
      const words = error.message.replaceAll(/\bline (\d+)/g, (_all, line) => `line ${lineOf(Number(line))}`);
      throw error instanceof ApiError ? new ApiError(error.status, words) : error;
    });
  print(flags, found, () => shown(found));
}

async function assertMeant({ ask }: Desk['io']): Promise<void> {
  if (!ask) throw new Misused('--prune takes away what the document does not have: say --yes if that is meant');
  const answer = await ask('--prune takes away what the document does not have. Go on? [y/N] ');
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new Misused('nothing was imported');
}

function shown({ rows, dryRun, counts, opened }: Imported): string {
  const lines = Object.entries(counts);
  const would = dryRun ? 'would be ' : '';
  return [
    lines.length === 0
      ? `${plural(rows, 'row', 'rows')} read, and everything is so already`
      : table(
          ['kind', `${would}new`, `${would}changed`, `${would}gone`],
          lines.map(([kind, tally]) => [kind, count(tally.new), count(tally.changed), count(tally.gone)]),
        ),
    ...(opened.length > 0 ? [`agents that ${dryRun ? 'would begin' : 'begin'} with it: ${opened.join(', ')}`] : []),
    ...(dryRun ? ['nothing was changed'] : []),
  ].join('\n');
}

async function giveOut({ config, io, print }: Desk, given: ExportFlags): Promise<void> {
  const { format, kinds, declared = false, out, force = false, ...flags } = given;
  if (out === undefined && force)
    throw new Misused('--force goes with --out: it writes over the file that --out names');
  if (out !== undefined) await assertMayWrite(out, { force });
  const query = new URLSearchParams({ declared: String(declared), ...(kinds && { kinds: kinds.join(',') }) });
  const body = await (await openApi(config({ ...flags }))).stream(`/api/v1/fleet/export?${query.toString()}`);
  const lines = createInterface({ input: Readable.fromWeb(body as never), crlfDelay: Infinity });
  const written =
    format === 'yaml' ? (await import('../../../workers/main/fleet-file.js')).openYamlWriter() : undefined;
  if (out === undefined) {
    for await (const line of lines) for (const text of written?.(line) ?? [line]) io.out(text);
    return;
  }
  const source = Readable.from(lines).pipe(
    new Transform({
      writableObjectMode: true,
      transform(line: string, _encoding, done) {
        done(null, (written?.(line) ?? [line]).map((text) => `${text}\n`).join(''));
      },
    }),
  );
  const { lines: rows, bytes } = await saveLines(source, out, { force });
  print(flags, { file: out, rows, bytes }, () => `${out}: ${plural(rows, 'line', 'lines')}, ${count(bytes)} bytes`);
}
