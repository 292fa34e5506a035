import { Misused } from './command.js';
import type { Allowed } from './allowed.js';

/** What the flags of proposals and of the leash take, as `allowed.ts` does for all others. */

const KEY = /^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,129}$/;
const MINUTES = { m: 1, h: 60, d: 24 * 60 } as const;

/** `kind/name`: a kind has no slash, and neither has a name. */
export function targetFlag(name: string): Allowed<{ readonly kind: string; readonly name: string }> {
  return (given) => {
    const [, kind, of] = /^([^/\s]{1,60})\/([^/\s]{1,253})$/.exec(given) ?? [];
    if (kind === undefined || of === undefined)
      throw new Misused(
        `${name} takes kind/name, such as flag/checkout.new, not ${JSON.stringify(given.slice(0, 60))}`,
      );
    return { kind, name: of };
  };
}

export type Pairs = Readonly<Record<string, unknown>>;

/** `name=value`, again and again. The value is read as JSON where it is some: `true`, `3`, `"3"`; else as text. */
export function pairsFlag(name: string): (given: string, before: Pairs | undefined) => Pairs {
  return (given, before = {}) => {
    const [, key, value] = /^([^=\s]{1,100})=([\s\S]*)$/.exec(given) ?? [];
    if (key === undefined || value === undefined)
      throw new Misused(`${name} takes name=value, such as value=true, not ${JSON.stringify(given.slice(0, 60))}`);
    if (Object.hasOwn(before, key)) throw new Misused(`${name} ${key} is given twice`);
    return { ...before, [key]: readValue(value) };
  };
}

/** JSON where it is some, else text. */
export function readValue(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** `90m`, `4h`, `2d`, in minutes. */
export function minutesFlag(name: string, most: number): Allowed<number> {
  return (given) => {
    const [, amount, unit] = /^(\d{1,6})([mhd])$/.exec(given) ?? [];
    const minutes = Number(amount) * MINUTES[(unit ?? 'm') as keyof typeof MINUTES];
    if (!(minutes >= 1 && minutes <= most))
      throw new Misused(
        `${name} takes a time such as 90m, 4h or 2d, ${longest(most)} at most, not ${JSON.stringify(given.slice(0, 60))}`,
      );
    return minutes;
  };
}

function longest(minutes: number): string {
  return minutes % MINUTES.d === 0 ? `${minutes / MINUTES.d}d` : `${minutes / MINUTES.h}h`;
}

export function keyArgument(name: string): Allowed<string> {
  return (given) => {
    if (KEY.test(given)) return given;
    throw new Misused(
      `${name} takes an id of letters, digits, dots, colons, dashes and underscores, as the list shows it`,
    );
  };
}

/** A share from 0 to 1. */
export function shareFlag(name: string): Allowed<number> {
  return (given) => {
    const share = /^(?:0|1|0?\.\d{1,6}|1\.0{1,6})$/.test(given) ? Number(given) : Number.NaN;
    if (!(share >= 0 && share <= 1))
      throw new Misused(`${name} takes a number from 0 to 1, not ${JSON.stringify(given.slice(0, 60))}`);
    return share;
  };
}

/** How long something still has, for people. */
export function lasting(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.max(0, Math.floor(ms / 1000))} s`;
  if (minutes < 60) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours >= 48) return `${Math.floor(hours / 24)} d`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
