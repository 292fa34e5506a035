import { plural } from '../../../domain/wording.js';
import { textUpTo, wholeNumber } from '../allowed.js';
import { openApi } from '../api.js';
import { type AddCommand, type Desk, Misused } from '../command.js';
import { type Flags, groupOf, type Why } from '../group.js';
import { fail, ok, type StateWord } from '../paint.js';
import { harmless, table } from '../table.js';
import { type Pairs, pairsFlag } from '../work-flags.js';

interface Look {
  readonly at: string;
  readonly tookMs: number;
  readonly looked: number;
  readonly raised: number;
  readonly failedSince?: string;
  readonly failures: number;
  readonly error: string;
}
interface Listed {
  readonly id: string;
  readonly title: string;
  readonly agent: string;
  readonly watches: string;
  readonly kinds: readonly { readonly kind: string; readonly says: string }[];
  readonly last?: Look;
  readonly open: number;
  readonly fired: number;
  readonly places: number;
}
interface Version {
  readonly place: string;
  readonly version: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly author: string;
  readonly reason: string;
  readonly at: string;
}
interface Parameter {
  readonly name: string;
  readonly value: unknown;
  readonly default: unknown;
  readonly unit: string;
  readonly note: string;
  readonly min?: number;
  readonly max?: number;
  readonly from: string;
  readonly author?: string;
  readonly reason?: string;
  readonly at?: string;
}
interface Whole extends Listed {
  readonly place: string;
  readonly configuration: readonly Parameter[];
  readonly set: readonly Version[];
}
interface Seen {
  readonly kind: string;
  readonly subject: string;
  readonly severity: string;
  readonly was?: string;
  readonly because?: string;
}
interface Preview {
  readonly looked: number;
  readonly tookMs: number;
  readonly counts: { readonly opens: number; readonly stays: number; readonly closes: number };
  readonly opens: readonly Seen[];
  readonly stays: readonly Seen[];
  readonly closes: readonly Seen[];
}
interface PlaceFlags {
  readonly template?: string;
  readonly instance?: string;
  readonly of?: string;
}
type Group = ReturnType<typeof groupOf>;

const PATH = '/api/v1/sensors';

export const sensors: AddCommand = (program, desk) => {
  const group = groupOf(program, 'sensors', 'what looks at the fleet, how it last went, and how it is set');
  group.command('list', 'all of them', 'list').action(async (flags: Flags) => {
    const settings = desk.config({ ...flags });
    const found = await (await openApi(settings)).get<readonly Listed[]>(PATH);
    desk.print(flags, found, () => {
      const rows = found.map(({ id, agent, last, open, fired }) => [
        ...[id, agent, last?.at.slice(0, 19) ?? 'never', last === undefined ? '' : `${last.tookMs} ms`],
        ...[stateOf(last), String(open), String(fired)],
      ]);
      return table(['sensor', 'agent', 'looked at', 'took', 'state', 'open', 'fired'], rows, desk.paint(settings));
    });
  });
  group
    .command('show', 'one of them with what counts for the account', 'show instance_status_sensor')
    .argument('<id>', 'which', textUpTo('<id>', 80))
    .action(async (id: string, flags: Flags) => {
      const found = await (await openApi(desk.config({ ...flags }))).get<Whole>(`${PATH}/${encodeURIComponent(id)}`);
      desk.print(flags, found, () => shown(found));
    });
  addConfig(group, desk);
  addPreview(group, desk);
};

function addConfig({ group }: Group, desk: Desk): void {
  const config = group.command('config').description('how a sensor is set: for the account, a template or one thing');
  const command = (name: string, about: string, example: string) =>
    places(
      config
        .command(name)
        .description(about)
        .argument('<id>', 'which sensor', textUpTo('<id>', 80))
        .option('--url <url>', 'the Reeve to ask')
        .addHelpText('after', `\nExample:\n  reeve sensors config ${example}`),
    );
  const why = ['--reason <text>', 'why', textUpTo('--reason', 500)] as const;
  command('get', 'what counts, and who made it so', 'get instance_status_sensor --instance web-1').action(
    async (id: string, flags: Flags & PlaceFlags) => {
      const query = new URLSearchParams({ place: placeOf(flags) }).toString();
      const found = await (
        await openApi(desk.config(asked(flags)))
      ).get<Whole>(`${PATH}/${encodeURIComponent(id)}?${query}`);
      desk.print(flags, found.configuration, () => configurationOf(found));
    },
  );
  command(
    'set',
    'set values; they count from the next round on',
    'set instance_status_sensor silent_threshold_minutes=10 --template web --reason "slow links"',
  )
    .argument('<values...>', 'name=value, as often as wanted')
    .requiredOption(...why)
    .action(async (id: string, values: readonly string[], { reason, ...flags }: Why & PlaceFlags) => {
      const read = pairsFlag('<values>');
      const pairs = values.reduce<Pairs | undefined>((before, one) => read(one, before), undefined) ?? {};
      const api = await openApi(desk.config(asked(flags)));
      const body = { place: placeOf(flags), values: pairs, reason };
      const answer = await api.send<Version>('PUT', `${PATH}/${encodeURIComponent(id)}/config`, body);
      desk.print(
        flags,
        answer,
        () => `version ${answer.version}${where(flags)}: ${valuesOf(answer.values)}; it counts from the next round on`,
      );
    });
  command(
    'unset',
    'take values away again, or all of a place',
    'unset instance_status_sensor --template web --reason "moved"',
  )
    .argument('[names...]', 'which; without any, all')
    .requiredOption(...why)
    .action(async (id: string, names: readonly string[], { reason, ...flags }: Why & PlaceFlags) => {
      const query = new URLSearchParams({
        ...{ place: placeOf(flags), reason },
        ...(names.length > 0 && { names: names.join(',') }),
      }).toString();
      const api = await openApi(desk.config(asked(flags)));
      const answer = await api.send<Version>('DELETE', `${PATH}/${encodeURIComponent(id)}/config?${query}`);
      desk.print(flags, answer, () => `version ${answer.version}${where(flags)}: ${valuesOf(answer.values)}`);
    });
  command('history', 'what people have set, the newest first', 'history instance_status_sensor')
    .option('--limit <number>', 'how many, up to 200', wholeNumber('--limit', 1, 200), 50)
    .action(async (id: string, { limit, ...flags }: Flags & PlaceFlags & { readonly limit: number }) => {
      const place = placeOf(flags);
      const query = new URLSearchParams({ limit: String(limit), ...(place !== '' && { place }) }).toString();
      const api = await openApi(desk.config(asked(flags)));
      const found = await api.get<readonly Version[]>(`${PATH}/${encodeURIComponent(id)}/config/history?${query}`);
      desk.print(flags, found, () =>
        found.length === 0 ? 'nobody has set anything: the defaults count' : versions(found),
      );
    });
}

function addPreview({ command }: Group, desk: Desk): void {
  places(
    command(
      'preview',
      'what it would open, keep and close if it looked now',
      'preview instance_status_sensor --set silent_threshold_minutes=2',
    ),
  )
    .argument('<id>', 'which', textUpTo('<id>', 80))
    .option('--set <name=value>', 'a value to try, as often as wanted', pairsFlag('--set'))
    .action(async (id: string, { set = {}, ...flags }: Flags & PlaceFlags & { readonly set?: Pairs }) => {
      const api = await openApi(desk.config(asked(flags)));
      const body = { place: placeOf(flags), values: set };
      const seen = await api.send<Preview>('POST', `${PATH}/${encodeURIComponent(id)}/preview`, body);
      desk.print(flags, seen, () => previewOf(seen));
    });
}

type Placeable = ReturnType<Group['command']>;

function places(command: Placeable): Placeable {
  return command
    .option('--template <id>', 'for what has this template', textUpTo('--template', 120))
    .option('--instance <id>', 'for this instance', textUpTo('--instance', 120))
    .option('--of <kind/id>', 'for another place, such as network/blue', textUpTo('--of', 150));
}

function placeOf({ template, instance, of }: PlaceFlags): string {
  const given = [template && `template/${template}`, instance && `instance/${instance}`, of].filter(Boolean);
  if (given.length > 1) throw new Misused('--template, --instance and --of are one place: give one of them');
  return given[0] ?? '';
}

function asked({ template: _template, instance: _instance, of: _of, ...flags }: Flags & PlaceFlags) {
  return { ...flags };
}

function where(flags: PlaceFlags): string {
  const place = placeOf(flags);
  return place === '' ? ' for the account' : ` at ${place}`;
}

function stateOf(last: Look | undefined): string | StateWord {
  if (!last) return 'not yet';
  return last.failedSince === undefined ? ok('looks') : fail(`failed ${last.failures} times`);
}

function shown(whole: Whole): string {
  const { id, title, agent, watches, kinds, last, open, fired } = whole;
  return [
    `${title} (${id}), in the rounds of ${agent}`,
    `watches ${watches}`,
    ...kinds.map(({ kind, says }) => `  ${kind}: ${says}`),
    '',
    last === undefined
      ? 'it has never looked here'
      : `looked at ${last.at}: ${last.looked} rows, ${last.raised} raised, in ${last.tookMs} ms`,
    ...(last?.failedSince === undefined
      ? []
      : [harmless(`it can not look since ${last.failedSince} (${last.failures} times): ${last.error}`)]),
    `${open} of its conditions are open, ${fired} in all`,
    '',
    configurationOf(whole),
  ].join('\n');
}

function configurationOf({ configuration, set, place }: Whole): string {
  const rows = configuration.map(({ name, value, unit, min, max, from, author = '', reason = '', at }) => [
    ...[name, String(value), min === undefined ? unit : `${unit}, ${min} to ${max}`, from],
    ...[author, at?.slice(0, 19) ?? '', reason],
  ]);
  const elsewhere = set.map((one) => one.place).filter((one) => one !== '' && one !== place);
  return [
    table(['parameter', 'value', 'takes', 'from', 'set by', 'at', 'because'], rows),
    ...(elsewhere.length === 0 ? [] : ['', `something is set at ${elsewhere.slice(0, 10).join(', ')}`]),
  ].join('\n');
}

function versions(found: readonly Version[]): string {
  return table(
    ['at', 'place', 'version', 'values', 'by', 'because'],
    found.map(({ at, place, version, values, author, reason }) => [
      ...[at.slice(0, 19), place === '' ? 'account' : place, String(version), valuesOf(values), author, reason],
    ]),
  );
}

function valuesOf(values: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(values).map(([name, value]) => `${name}=${String(value)}`);
  return pairs.join(' ') || 'nothing is set';
}

function previewOf({ counts, opens, stays, closes, looked, tookMs }: Preview): string {
  const rows = [
    ...opens.map((one) => ['opens', one] as const),
    ...closes.map((one) => ['closes', one] as const),
    ...stays.map((one) => ['stays', one] as const),
  ].map(([word, { kind, subject, severity, was, because = '' }]) => [
    ...[word, kind, subject, was === undefined ? severity : `${was} -> ${severity}`, because],
  ]);
  const sum = `it looked at ${plural(looked, 'row')} in ${tookMs} ms and wrote nothing: ${counts.opens} would open, ${counts.closes} close, ${counts.stays} stay`;
  return rows.length === 0
    ? sum
    : [sum, '', table(['would', 'kind', 'subject', 'severity', 'because'], rows)].join('\n');
}
