/** One entry of a file of advisories, as it is written there. */
export interface Piece {
  readonly format: 'osv' | 'nvd';
  /** Absent where it is longer than an entry may be: it is passed over, and said. */
  readonly text?: string;
}

/** The longest entries of today name thousands of versions, and are below two million characters. */
export const ENTRY_CHARS_MAX = 4_000_000;
const DEPTH_MAX = 100;
const WORD_CHARS_MAX = 40;

/** Lists of entries that stand within one object, by the word that they stand under. */
const LISTS: Readonly<Record<string, Piece['format']>> = { vulnerabilities: 'nvd', vulns: 'osv' };

interface Scan {
  depth: number;
  /** Entries are the objects just below this depth; below zero: nothing more is an entry before the object around ends. */
  base: number;
  format: Piece['format'];
  inText: boolean;
  isEscaped: boolean;
  /** The last text just within the outermost object: the word before a list. */
  word: string;
  held: string[];
  chars: number;
  found: Piece[];
  wrong: string | undefined;
}

/**
 * Cuts a file of advisories into its entries as it comes, so that it is never held whole: one object, objects line by line, a list
 * of them, or a list under `vulns` (OSV) or `vulnerabilities` (the API of NVD).
 */
export function splitFeed() {
  const scan: Scan = {
    ...{ depth: 0, base: 0, format: 'osv', inText: false, isEscaped: false },
    ...{ word: '', held: [], chars: 0, found: [], wrong: undefined },
  };
  return {
    push(text: string): readonly Piece[] {
      scan.found = [];
      for (let at = 0; at < text.length && scan.wrong === undefined;) at = step(scan, text, at);
      return scan.found;
    },
    /** Why it is not whole, once all of it was pushed; undefined where it is. */
    end(): string | undefined {
      return scan.wrong ?? (scan.depth !== 0 || scan.inText ? 'it breaks off in the middle' : undefined);
    },
  };
}

/** Up to the next character that starts, ends or hides something; what lies between is passed over at once. */
function step(scan: Scan, text: string, at: number): number {
  if (scan.isEscaped) {
    scan.isEscaped = false;
    keep(scan, text.slice(at, at + 1));
    return at + 1;
  }
  const marks = scan.inText ? /["\\]/g : /["{}[\]]/g;
  marks.lastIndex = at;
  const next = marks.exec(text);
  const plain = text.slice(at, next?.index);
  if (scan.inText && scan.depth === 1 && scan.word.length < WORD_CHARS_MAX) scan.word += plain.slice(0, WORD_CHARS_MAX);
  keep(scan, plain);
  if (!next) return text.length;
  const [mark] = next;
  if (mark === '{' || mark === '[') rise(scan, mark);
  keep(scan, mark);
  if (mark === '\\') scan.isEscaped = true;
  else if (mark === '"') {
    scan.inText = !scan.inText;
    if (scan.inText && scan.depth === 1) scan.word = '';
  } else if (mark === '}' || mark === ']') fall(scan, mark);
  return next.index + 1;
}

function rise(scan: Scan, mark: string): void {
  scan.depth += 1;
  if (scan.depth > DEPTH_MAX) scan.wrong = `it is nested more than ${DEPTH_MAX} deep`;
  if (mark === '[' && scan.base === 0) {
    const listed = scan.depth === 2 && Object.hasOwn(LISTS, scan.word) ? LISTS[scan.word] : undefined;
    if (scan.depth === 1 || listed) scan.base = scan.depth;
    scan.format = listed ?? 'osv';
  }
  if (scan.depth === scan.base + 1 || mark === '[') startAt(scan);
}

/** What stood before an entry is not part of it, nor what stood before a list of them. */
function startAt(scan: Scan): void {
  if (scan.depth > scan.base + 1) return;
  scan.held = [];
  scan.chars = 0;
}

function fall(scan: Scan, mark: string): void {
  scan.depth -= 1;
  if (scan.depth < 0) scan.wrong = 'it closes what it did not open';
  if (mark === '}' && scan.depth === scan.base) {
    const { format, held, chars } = scan;
    scan.found.push(chars > ENTRY_CHARS_MAX ? { format } : { format, text: held.join('') });
    startAt(scan);
  }
  if (mark === ']' && scan.base > 0 && scan.depth === scan.base - 1) scan.base = scan.depth === 0 ? 0 : -1;
  if (scan.depth === 0) scan.base = 0;
}

function keep(scan: Scan, text: string): void {
  if (scan.base < 0 || scan.depth <= scan.base) return;
  scan.chars += text.length;
  if (scan.chars <= ENTRY_CHARS_MAX) scan.held.push(text);
  else scan.held = [];
}
