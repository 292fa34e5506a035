/** Looks into what others wrote: whatever is not there, or is of another shape, reads as nothing. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Readonly<Record<string | number, unknown>>)[step];
  }
  return here;
}

export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : '';
}

export function numberAt(value: unknown, ...path: readonly (string | number)[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function recordAt(value: unknown, ...path: readonly (string | number)[]): Readonly<Record<string, unknown>> {
  const found = at(value, ...path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Record<string, unknown>) : {};
}

/** Labels and the like: pairs of texts. */
export function pairsAt(value: unknown, ...path: readonly (string | number)[]): Readonly<Record<string, string>> {
  const pairs = Object.entries(recordAt(value, ...path)).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  return Object.fromEntries(pairs);
}

export function msAt(value: unknown, ...path: readonly (string | number)[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? msOf(found) : undefined;
}

export function msOf(text: string): number | undefined {
  const ms = Date.parse(text);
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

/** The condition of this type that a status reports. */
export function conditionAt(value: unknown, type: string): unknown {
  return listAt(value, 'status', 'conditions').find((one) => textAt(one, 'type') === type);
}

/** `1500m`, `2Gi`, `0.5`: one number in the base unit. */
export function quantity(text: string): number | undefined {
  const [, digits = '', unit = ''] = /^([\d.]{1,20})([a-zA-Z]{0,2})$/.exec(text.trim()) ?? [];
  const units: Readonly<Record<string, number>> = {
    ...{ '': 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12 },
    ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 },
  };
  const factor = units[unit];
  return digits === '' || factor === undefined ? undefined : Number(digits) * factor;
}
