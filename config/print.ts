import { valueAt } from './gather.js';
import type { Config, Sources } from './load.js';
import { settings } from './settings.js';

/** One line of `reeve config print`. */
export interface PrintedSetting {
  readonly key: string;
  /** Plain JSON without a secret in it; null when not set. */
  readonly value: unknown;
  /** A file with its line, a variable, a flag, or `default`. */
  readonly from: string;
  readonly about: string;
}

const hidden = '********';

/** Every setting with its value, secrets masked, and where the value came from. */
export function printable(config: Config, sources: Sources = {}): readonly PrintedSetting[] {
  return settings.map(({ key, about, secret, masked }) => {
    const value = valueAt(config, key.split('.'));
    const shown = secret && !masked ? hide(value) : maskDeep(value);
    return { key, value: shown ?? null, from: sources[key] ?? (value === undefined ? 'not set' : 'default'), about };
  });
}

/** Hides the password of an address and the values of its telling parameters; any other text stays as it is. */
export function maskUrl(text: string): string {
  return text
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^:@/?#]*):.*@/i, `$1:${hidden}@`)
    .replaceAll(/([?&][^=&#]*(?:password|passwd|secret|token|key|signature)[^=&#]*=)[^&#]*/gi, `$1${hidden}`);
}

function hide(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value === undefined ? undefined : hidden;
  return Object.fromEntries(Object.keys(value).map((name) => [name, hidden]));
}

function maskDeep(value: unknown): unknown {
  if (typeof value === 'string') return maskUrl(value);
  return Array.isArray(value) ? value.map(maskDeep) : value;
}
