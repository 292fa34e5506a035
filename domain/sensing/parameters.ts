/** One thing about a sensor that people may set, within bounds. */
export type Parameter =
  | {
      readonly is: 'number';
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly whole: boolean;
      readonly unit: string;
      readonly note: string;
    }
  | { readonly is: 'flag'; readonly default: boolean; readonly unit: 'yes or no'; readonly note: string };
export type Parameters = Readonly<Record<string, Parameter>>;
export type Value = number | boolean;
export type Values<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends { readonly is: 'flag' } ? boolean : number;
};

export function whole(of: number, unit: string, [min, max]: readonly [number, number], note: string) {
  return { is: 'number', default: of, min, max, whole: true, unit, note } as const;
}

export function amount(of: number, unit: string, [min, max]: readonly [number, number], note: string) {
  return { is: 'number', default: of, min, max, whole: false, unit, note } as const;
}

export function flag(of: boolean, note: string) {
  return { is: 'flag', default: of, unit: 'yes or no', note } as const;
}

export function defaultsOf<P extends Parameters>(parameters: P): Values<P> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { default: of }]) => [name, of])) as Values<P>;
}

/** What is wrong with a value that somebody wants to set, as the end of a sentence; undefined where it fits. */
export function misfitOf(parameters: Parameters, name: string, value: unknown): string | undefined {
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (!parameter) return `has no parameter "${name}": it has ${Object.keys(parameters).join(', ')}`;
  if (parameter.is === 'flag') return typeof value === 'boolean' ? undefined : `takes true or false for ${name}`;
  const { min, max, unit } = parameter;
  const fits =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= min &&
    value <= max &&
    (!parameter.whole || Number.isInteger(value));
  return fits
    ? undefined
    : `takes ${parameter.whole ? 'a whole number' : 'a number'} of ${unit} from ${min} to ${max} for ${name}`;
}

/** What is set where: for the account, for a template, for one thing. The nearest counts. */
export interface Setting {
  readonly place: string;
  readonly values: Readonly<Record<string, Value>>;
}

/** Stored values that no longer fit (an older Reeve knew other bounds) count as not set: what can't be read is the default. */
export function settle<P extends Parameters>(
  parameters: P,
  settings: readonly Setting[],
  places: readonly string[],
): Values<P> {
  const chain = ['', ...places].flatMap((place) => settings.filter((one) => one.place === place));
  const set = chain.flatMap(({ values }) =>
    Object.entries(values).filter(([name, value]) => misfitOf(parameters, name, value) === undefined),
  );
  return { ...defaultsOf(parameters), ...Object.fromEntries(set) };
}

/** The lowest and the highest that a parameter has anywhere: a query looks as far as any of its rows may need. */
export function reachOf(parameters: Parameters, settings: readonly Setting[], name: string): readonly [number, number] {
  const all = [Number(parameters[name]?.default)];
  for (const { values } of settings)
    if (misfitOf(parameters, name, values[name]) === undefined) all.push(Number(values[name]));
  return [Math.min(...all), Math.max(...all)];
}
