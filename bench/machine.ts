import { cpus, totalmem } from 'node:os';

/** What the figures were measured on: a number without it says nothing. */
export function machine(): Readonly<Record<string, number | string>> {
  const [first] = cpus();
  return {
    machine: `${cpus().length} × ${first?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.versions.node,
    at: new Date().toISOString(),
  };
}
