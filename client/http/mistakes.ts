import { z } from '@hono/zod-openapi';

/** What is wrong with a value, in the words that the rest of Reeve has; a schema with words of its own keeps them. */
z.config({ customError: plainly });

type Raw = Parameters<NonNullable<NonNullable<Parameters<typeof z.config>[0]>['customError']>>[0];

function plainly(issue: Raw): string | undefined {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? 'is missing' : `must be ${KINDS[issue.expected] ?? issue.expected}`;
  if (issue.code === 'too_small') return `must ${bound(issue.origin, 'at least', issue.minimum)}`;
  if (issue.code === 'too_big') return `must ${bound(issue.origin, 'at most', issue.maximum)}`;
  if (issue.code === 'invalid_union' && issue.input === undefined) return 'is missing';
  return undefined;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function bound(origin: string, which: string, limit: number | bigint): string {
  if (origin === 'string') return `have ${which} ${limit} ${limit === 1 ? 'character' : 'characters'}`;
  if (origin === 'array') return `hold ${which} ${limit}`;
  return `be ${which} ${limit}`;
}

/** Each mistake with its path. A key that is not known is named like any other place, so that a program finds it. */
export function mistakes(issue: z.core.$ZodIssue): readonly { readonly path: string; readonly message: string }[] {
  const at = (...more: readonly string[]) => [...issue.path, ...more].join('.');
  if (issue.code !== 'unrecognized_keys') return [{ path: at(), message: issue.message }];
  return issue.keys.map((key) => ({ path: at(key), message: 'is not known here' }));
}
