import { basename } from 'node:path';
import { DIAGNOSIS_VERDICTS, type DiagnosisReport } from '../../../domain/diagnosis/diagnosis.js';
import { oneOf, wholeNumber } from '../allowed.js';
import { openApi } from '../api.js';
import { type AddCommand, Misused } from '../command.js';
import { drawDiagnosis } from '../draw-diagnosis.js';
import { type Flags, groupOf } from '../group.js';
import { paintFor } from '../paint.js';
import { harmless, table } from '../table.js';

interface Listed {
  readonly id: string;
  readonly at: string;
  readonly author: string;
  readonly name: string;
  readonly verdict: string;
  readonly summary: string;
  readonly code?: string;
  readonly resource?: string;
}
interface ListFlags extends Flags {
  readonly verdict?: string;
  readonly limit?: number;
}

const PATH = '/api/v1/diagnoses';

export const diagnoses: AddCommand = (program, { io, config, print }) => {
  const { command } = groupOf(program, 'diagnoses', 'what was found out from bundles that were sent to Reeve');

  command('list', 'the newest first', 'list --verdict fault')
    .option('--verdict <verdict>', DIAGNOSIS_VERDICTS.join(', '), oneOf('--verdict', DIAGNOSIS_VERDICTS))
    .option('--limit <n>', 'how many', wholeNumber('--limit', 1, 200))
    .action(async ({ verdict, limit, ...flags }: ListFlags) => {
      const query = new URLSearchParams({ ...(verdict !== undefined && { verdict }), limit: String(limit ?? 50) });
      const found = await (await openApi(config({ ...flags }))).get<readonly Listed[]>(`${PATH}?${query.toString()}`);
      print(flags, found, () => (found.length > 0 ? listed(found) : none(verdict)));
    });
  command('show', 'one of them with everything', 'show 1f0e9d8c7b6a5948')
    .argument('<id>', 'which one')
    .action(async (id: string, flags: Flags) => {
      const kept = await (
        await openApi(config({ ...flags }))
      ).get<{ readonly report: DiagnosisReport }>(`${PATH}/${encodeURIComponent(id)}`);
      print(flags, kept, () => drawDiagnosis(kept.report, paintFor(io.color)));
    });
  command('send', 'diagnose a bundle there, so that others can read what was found out', 'send incident-42.tgz')
    .argument('<path>', 'a folder, an archive of it (.tar, .tgz), or what "kubectl get -o json" printed')
    .action(async (path: string, flags: Flags) => {
      const { BadBundle, packedBundle } = await import('../../../workers/main/diagnose.js');
      const bytes = await packedBundle(path).catch((error: unknown) => {
        throw error instanceof BadBundle ? new Misused(error.message, { cause: error }) : error;
      });
      const api = await openApi(config({ ...flags }));
      const query = new URLSearchParams({ name: basename(path).slice(0, 200) || 'bundle' });
      const added = await api.upload<{ readonly id: string; readonly report: DiagnosisReport }>(
        `${PATH}?${query.toString()}`,
        bytes,
      );
      print(flags, added, () =>
        [drawDiagnosis(added.report, paintFor(io.color)), `kept: ${api.url}/console/diagnoses/${added.id}`].join(
          '\n\n',
        ),
      );
    });
};

function none(verdict: string | undefined): string {
  return verdict === undefined
    ? 'nothing was diagnosed yet: "reeve diagnoses send PATH"'
    : `there is none with the verdict ${verdict}`;
}

function listed(found: readonly Listed[]): string {
  return table(
    ['id', 'verdict', 'what', 'bundle', 'by', 'at'],
    found.map(({ id, verdict, code, resource, summary, name, author, at }) => [
      ...[id, verdict, harmless(code === undefined ? summary.slice(0, 80) : `${code} at ${resource}`)],
      ...[harmless(name), author, at],
    ]),
  );
}
