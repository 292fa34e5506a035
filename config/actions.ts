import { z } from 'zod';
import { flag, list, oneOf, text, webUrl, whole } from './kinds.js';
import type { Mistake } from './mistake.js';
import { nearest } from './nearest.js';
import { readYaml, type YamlFile } from './yaml-file.js';

const minute = 60_000;
const name = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, {
  error: 'is no name: use small letters, digits, dots, dashes and underscores',
});
const accounts = list(text()).exactOptional();

const endpoint = z
  .strictObject({
    url: address(),
    method: oneOf(['POST', 'PUT']).default('POST'),
    /** Its content is sent as a bearer token. */
    tokenFile: text().exactOptional(),
    /** The endpoint does the same request with the same Idempotency-Key once. */
    idempotent: flag().default(false),
    timeoutMs: whole(100, 2 * minute).default(10_000),
    /** Only then may it be an address of this host or of a private network. */
    private: flag().default(false),
    /** Asked with GET afterwards: 2xx says that it is as it was wished. */
    checkUrl: address().exactOptional(),
    accounts,
  })
  .superRefine(({ url, tokenFile, private: isPrivate }, context) => {
    if (tokenFile === undefined || isPrivate || !url.startsWith('http:')) return;
    const message = 'would carry the token readable: use https, or say "private: true" where the way is private';
    context.addIssue({ code: 'custom', path: ['url'], message });
  });

const job = z.strictObject({
  /** The type of the workflow. */
  workflow: text(),
  taskQueue: text(),
  withinMinutes: whole(1, 1440).default(60),
  accounts,
});

const cluster = z.strictObject({
  /** Absent, the one of `kubeconfig`, or the account of the pod that the worker runs in. */
  kubeconfig: text().exactOptional(),
  context: text().exactOptional(),
  /** Whether the end of an instance may take its Node object away. */
  deleteNodes: flag().default(false),
  /** So long a drain waits for disruption budgets to let pods go. */
  drainSeconds: whole(5, 240).default(150),
  accounts,
});

const contents = z.strictObject({
  endpoints: mapping(endpoint),
  jobs: mapping(job),
  clusters: mapping(cluster),
});
const SHAPES = { endpoints: endpoint, jobs: job, clusters: cluster } as const;

/** What actions may reach beyond Reeve's own store: named by people, chosen by no proposal. */
export type Outside = z.output<typeof contents>;

export const NOTHING_OUTSIDE: Outside = { endpoints: {}, jobs: {}, clusters: {} };

export type OutsideAnswer = { readonly ok: Outside } | { readonly mistakes: readonly Mistake[] };

/** Reads the file, or says all that is wrong with it; values are not shown, since an address may be a secret. */
export function readOutside(file: string, toPath: (value: string) => string): OutsideAnswer {
  const read = readYaml(file);
  if ('mistakes' in read) return read;
  const parsed = contents.safeParse(read.ok.values);
  if (!parsed.success) return { mistakes: parsed.error.issues.flatMap((issue) => explain(issue, read.ok)) };
  const { endpoints, jobs, clusters } = parsed.data;
  const placed = Object.entries(endpoints).map(([key, { tokenFile, ...rest }]) => [
    key,
    { ...rest, ...(tokenFile !== undefined && { tokenFile: toPath(tokenFile) }) },
  ]);
  const reached = Object.entries(clusters).map(([key, { kubeconfig, ...rest }]) => [
    key,
    { ...rest, ...(kubeconfig !== undefined && { kubeconfig: toPath(kubeconfig) }) },
  ]);
  return { ok: { endpoints: Object.fromEntries(placed), jobs, clusters: Object.fromEntries(reached) } };
}

function explain(issue: z.core.$ZodIssue, { place }: YamlFile): readonly Mistake[] {
  if (issue.code !== 'unrecognized_keys') {
    const path = ['actions', ...issue.path].join('.');
    const [inner] = issue.code === 'invalid_key' ? issue.issues : [];
    const problem = issue.code === 'invalid_type' && issue.expected === 'object' ? 'must be a mapping' : issue.message;
    return [{ path, problem: inner?.message ?? problem, from: place(issue.path) }];
  }
  return issue.keys.map((key) => {
    const known = knownAt(issue.path);
    const meant = nearest(key, known);
    return {
      path: ['actions', ...issue.path, key].join('.'),
      problem: `is no setting: ${meant === undefined ? `known here are ${known.join(', ')}` : `did you mean ${meant}?`}`,
      from: place([...issue.path, key]),
    };
  });
}

function knownAt([section]: readonly PropertyKey[]): readonly string[] {
  return Object.keys((SHAPES[section as keyof typeof SHAPES] ?? contents).shape);
}

/** A key with nothing behind it says nothing. */
function mapping<T extends z.ZodType>(value: T) {
  return z.preprocess((given) => given ?? {}, z.record(name, value, { error: 'must be a mapping' }));
}

/** A password in an address ends in logs and in error messages of others. */
function address() {
  return webUrl().refine((url) => !URL.canParse(url) || !hasCredentials(new URL(url)), {
    error: 'must hold no user and no password: put the secret into tokenFile',
  });
}

function hasCredentials({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}
