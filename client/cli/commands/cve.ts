import { readFile, stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { CVE_SEVERITIES } from '../../../domain/cve/risk.js';
import { count, plural } from '../../../domain/wording.js';
import { oneOf, textUpTo, wholeNumber } from '../allowed.js';
import { openApi } from '../api.js';
import { type AddCommand, type Desk, Misused } from '../command.js';
import { type Flags, groupOf, type Why } from '../group.js';
import { harmless, table } from '../table.js';

interface Listed {
  readonly id: string;
  readonly severity: string;
  readonly summary: string;
  readonly takenAt: string;
  readonly withdrawnAt: string | null;
  readonly ignoredBecause: string | null;
  readonly open: number;
  readonly instances: number;
}
interface Shown extends Listed {
  readonly source: string;
  readonly publishedAt: string | null;
  readonly ignoredBy: string | null;
  readonly exposures: readonly {
    readonly place: string;
    readonly package: string;
    readonly version: string;
    readonly fixedIn: string | null;
    readonly instances: number;
    readonly state: string;
    readonly note: string;
  }[];
}
interface Taken {
  readonly read: number;
  readonly new: number;
  readonly changed: number;
  readonly same: number;
  readonly refused: number;
  readonly because: readonly string[];
}
interface ListFlags extends Flags {
  readonly severity?: string;
  readonly exposed?: boolean;
  readonly limit?: number;
}
type Group = ReturnType<typeof groupOf>;

const PATH = '/api/v1/cves';
const FILE_BYTES_MAX = 1024 * 2 ** 20;

export const cve: AddCommand = (program, desk) => {
  const group = groupOf(program, 'cve', 'published vulnerabilities, and where the fleet is exposed to them');
  addImport(group, desk);
  addLooks(group, desk);
  addSbom(group, desk);
  addHeeding(group, desk);
};

function addImport({ command }: Group, { config, print }: Desk): void {
  command('import', 'take a file of advisories', 'import osv.jsonl')
    .argument('<file>', 'OSV (one, a list, or one a line) or the answer of the API of NVD')
    .action(async (file: string, flags: Flags) => {
      const api = await openApi(config({ ...flags }));
      const taken = await api.upload<Taken>(PATH, await packed(file), PACKED);
      print(flags, taken, () =>
        [
          `${plural(taken.read, 'entry', 'entries')} read: ${count(taken.new)} new, ${count(taken.changed)} changed, ${count(taken.same)} known already, ${count(taken.refused)} refused`,
          ...taken.because.map((line) => `  ${harmless(line)}`),
        ].join('\n'),
      );
    });
}

const PACKED = { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' } as const;

async function packed(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const { size } = await stat(file).catch((error: Error) => {
    throw new Misused(`${file} can not be read: ${error.message}`, { cause: error });
  });
  if (size > FILE_BYTES_MAX) throw new Misused(`${file} has ${count(size)} bytes: take it in parts`);
  return new Uint8Array(gzipSync(await readFile(file)));
}

function addLooks({ command }: Group, { config, print }: Desk): void {
  command('list', 'the newest first', 'list --severity critical --exposed')
    .option('--severity <severity>', CVE_SEVERITIES.join(', '), oneOf('--severity', CVE_SEVERITIES))
    .option('--exposed', 'only what something is or was exposed to')
    .option('--limit <n>', 'how many', wholeNumber('--limit', 1, 500))
    .action(async ({ severity, exposed, limit, ...flags }: ListFlags) => {
      const query = new URLSearchParams({
        ...(severity !== undefined && { severity }),
        ...(exposed === true && { exposed: 'true' }),
        limit: String(limit ?? 50),
      });
      const found = await (await openApi(config({ ...flags }))).get<readonly Listed[]>(`${PATH}?${query.toString()}`);
      print(flags, found, () =>
        found.length === 0
          ? 'no advisory fits: "reeve cve import FILE" takes some'
          : table(
              ['id', 'severity', 'places', 'instances', 'stands', 'summary'],
              found.map((one) => [
                ...[harmless(one.id), one.severity, count(one.open), count(one.instances), standing(one)],
                harmless(one.summary.slice(0, 80)),
              ]),
            ),
      );
    });
  command('show', 'what it affects, and where it runs', 'show CVE-2026-1234')
    .argument('<id>', 'which one')
    .action(async (id: string, flags: Flags) => {
      const api = await openApi(config({ ...flags }));
      const found = await api.get<Shown>(`${PATH}/${encodeURIComponent(id)}`);
      print(flags, found, () => shown(found));
    });
}

function standing({ withdrawnAt, ignoredBecause, open }: Listed): string {
  if (withdrawnAt !== null) return 'withdrawn';
  return ignoredBecause !== null ? 'let be' : open > 0 ? 'exposed' : '';
}

function shown(cve: Shown): string {
  const { exposures } = cve;
  return [
    `${harmless(cve.id)}  ${cve.severity}  ${standing(cve)}`.trimEnd(),
    ...(cve.summary === '' ? [] : [harmless(cve.summary)]),
    `told by ${cve.source}${cve.publishedAt === null ? '' : `, published ${cve.publishedAt}`}`,
    ...(cve.ignoredBecause === null
      ? []
      : [`let be by ${cve.ignoredBy ?? 'somebody'}: ${harmless(cve.ignoredBecause)}`]),
    '',
    exposures.length === 0
      ? 'nothing that runs is exposed to it'
      : table(
          ['place', 'package', 'version', 'mended in', 'instances', 'state', 'note'],
          exposures.map((one) => [
            ...[
              harmless(one.place),
              harmless(one.package),
              harmless(one.version),
              harmless(one.fixedIn ?? 'nothing yet'),
            ],
            ...[count(one.instances), one.state, harmless(one.note)],
          ]),
        ),
  ].join('\n');
}

function addSbom({ command }: Group, { config, print }: Desk): void {
  command('sbom', 'take the bill of materials of a version of a module', 'sbom web-app 3 sbom.json')
    .argument('<module>', 'of which module', textUpTo('<module>', 120))
    .argument('<version>', 'of which version', wholeNumber('<version>', 1, 2_147_483_647))
    .argument('<file>', 'CycloneDX or SPDX as JSON')
    .action(async (module: string, version: number, file: string, flags: Flags) => {
      const api = await openApi(config({ ...flags }));
      const query = new URLSearchParams({ module, version: String(version) });
      const path = `/api/v1/sboms?${query.toString()}`;
      const taken = await api.upload<{ format: string; packages: number; unnamed: number }>(
        path,
        await packed(file),
        PACKED,
      );
      print(
        flags,
        taken,
        () =>
          `${taken.format}: ${plural(taken.packages, 'package', 'packages')}${taken.unnamed > 0 ? `, and ${plural(taken.unnamed, 'part', 'parts')} without a package URL, which can not be compared` : ''}`,
      );
    });
}

function addHeeding({ because }: Group, { config, print }: Desk): void {
  const heeding = (name: 'ignore' | 'heed', what: string) =>
    because(name, what, `${name} CVE-2026-1234`)
      .argument('<id>', 'which one')
      .action(async (id: string, { reason, ...flags }: Why) => {
        const api = await openApi(config({ ...flags }));
        const path = `${PATH}/${encodeURIComponent(id)}/${name}`;
        const done = await api.send<{ exposures: number }>('POST', path, { reason });
        const says = name === 'ignore' ? 'let be' : 'no longer let be';
        print(flags, done, () => `${harmless(id)} is ${says}: ${plural(done.exposures, 'exposure', 'exposures')}`);
      });
  heeding('ignore', 'let it be: nothing is proposed for it');
  heeding('heed', 'take back that it is let be');
}
