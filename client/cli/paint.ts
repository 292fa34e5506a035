/** A word that says how something stands. Its colour only repeats it: without colour nothing is lost. */
export interface StateWord {
  readonly word: string;
  readonly tone: 'ok' | 'warn' | 'fail';
}

/** Makes the text of a state; `shown` is the word with what was put around it, such as the spaces of a column. */
export type Paint = (state: StateWord, shown?: string) => string;

const COLOURS = { ok: 32, warn: 33, fail: 31 } as const;

export const plain: Paint = ({ word }, shown = word) => shown;

export function paintFor(wanted: boolean): Paint {
  return wanted ? ({ word, tone }, shown = word) => `\u001B[${COLOURS[tone]}m${shown}\u001B[39m` : plain;
}

export function ok(word: string): StateWord {
  return { word, tone: 'ok' };
}

export function warn(word: string): StateWord {
  return { word, tone: 'warn' };
}

export function fail(word: string): StateWord {
  return { word, tone: 'fail' };
}
