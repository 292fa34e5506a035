import { CVE_SEVERITIES, type CveSeverity } from './risk.js';
import type { Advisory, Affected } from './advisory.js';
import { ADVISORIES_MAX, readEntry } from './feed.js';
import { type Piece, splitFeed } from './pieces.js';

/** All that was told of one trouble in one file, by however many entries. */
export interface Taken extends Advisory {
  /** Whose word it replaces where the trouble is known already. */
  readonly bys: readonly string[];
}

export interface Intake {
  readonly advisories: readonly Taken[];
  /** How many entries there were. */
  readonly read: number;
  readonly refused: number;
  /** Why, of the first of them. */
  readonly because: readonly string[];
}

const BECAUSE_MAX = 20;
/** As it is kept, with blanks between; more than this is no list of packages. */
const AFFECTED_CHARS_MAX = 250_000;

/** Reads a file of advisories as it comes. One bad entry does not lose the others, and is told. */
export function openIntake() {
  const splitter = splitFeed();
  const kept = new Map<string, Advisory[]>();
  const because: string[] = [];
  let read = 0;
  let refused = 0;
  let isFull = false;
  const refuse = (why: string) => {
    refused += 1;
    if (because.length < BECAUSE_MAX) because.push(why);
  };
  const take = (piece: Piece) => {
    read += 1;
    if (read > ADVISORIES_MAX) {
      isFull = true;
      return;
    }
    const found = advisoryOf(piece);
    if (typeof found === 'string') refuse(`entry ${read}: ${found}`);
    else kept.set(found.id, [...(kept.get(found.id) ?? []), found]);
  };
  return {
    push(text: string): void {
      for (const piece of splitter.push(text)) take(piece);
    },
    end(): Intake | { readonly wrong: string } {
      if (isFull) return { wrong: `it holds more than ${ADVISORIES_MAX} entries: send it in parts` };
      const wrong = splitter.end();
      if (wrong !== undefined) return { wrong: `${wrong}, after ${read} entries` };
      if (read === 0) return { wrong: 'it holds no entry of OSV or NVD' };
      return { advisories: [...kept.values()].map(joined), read, refused, because };
    },
  };
}

function advisoryOf({ format, text }: Piece): Advisory | string {
  if (text === undefined) return 'it is too long for one advisory';
  let sent: unknown;
  try {
    sent = JSON.parse(text);
  } catch {
    return 'it is no JSON';
  }
  const found = readEntry(format, sent);
  if (typeof found === 'string') return found;
  const written = JSON.stringify(found);
  if (written.length > AFFECTED_CHARS_MAX) return `${found.id} names more packages and versions than one advisory may`;
  // JSON writes NUL and half of a character as an escape, and PostgreSQL keeps neither.
  return /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(written)
    ? `${found.id} holds a character that can not be kept`
    : found;
}

/** Several entries of one trouble: their packages beside each other, and the gravest word of how bad it is. */
function joined(entries: readonly Advisory[]): Taken {
  const [first] = entries as readonly [Advisory, ...Advisory[]];
  const live = entries.filter(({ withdrawnAt }) => withdrawnAt === undefined);
  const affected = live.flatMap((one): readonly Affected[] => one.affected);
  const { withdrawnAt, ...rest } = live[0] ?? first;
  return {
    ...rest,
    ...{ affected, severity: gravest(live.map(({ severity }) => severity)) ?? first.severity },
    ...(live.length === 0 && withdrawnAt !== undefined && { withdrawnAt }),
    bys: [...new Set(entries.map(({ by, source }) => by ?? source))],
  };
}

function gravest(words: readonly CveSeverity[]): CveSeverity | undefined {
  return CVE_SEVERITIES.find((one) => words.includes(one));
}
