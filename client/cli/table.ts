import { type Paint, plain, type StateWord } from './paint.js';

const CONTROL = /[\p{Cc}\p{Cf}]/gu;

export type Cell = string | StateWord;

/** What others wrote can't move the cursor or colour the terminal. */
export function harmless(text: string): string {
  return text.replaceAll(CONTROL, '\uFFFD');
}

/** Columns for people; scripts take --json. */
export function table(head: readonly string[], given: readonly (readonly Cell[])[], paint: Paint = plain): string {
  const rows = [head.map((name): Cell => name.toUpperCase()), ...given];
  const texts = rows.map((row) => row.map((cell) => harmless(typeof cell === 'string' ? cell : cell.word)));
  const widths = head.map((_name, column) => Math.max(...texts.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly Cell[], at: number) => {
    const shown = texts[at] ?? [];
    // The spaces at the end of a line are cut before the colour goes on, since afterwards they don't stand at the end.
    const last = shown.findLastIndex((text) => text !== '');
    return row
      .slice(0, last + 1)
      .map((cell, column) => {
        const text = shown[column] ?? '';
        const gap = column === last ? '' : ' '.repeat((widths[column] ?? 0) - text.length);
        return (typeof cell === 'string' ? text : paint(cell, text)) + gap;
      })
      .join('  ')
      .trimEnd();
  };
  return rows.map(line).join('\n');
}
