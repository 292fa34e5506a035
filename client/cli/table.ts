const CONTROL = /[\p{Cc}\p{Cf}]/gu;

/** What others wrote can't move the cursor or colour the terminal. */
export function harmless(text: string): string {
  return text.replaceAll(CONTROL, '\uFFFD');
}

/** Columns for people; scripts take --json. */
export function table(head: readonly string[], given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map(harmless));
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head.map((name) => name.toUpperCase())), ...rows.map(line)].join('\n');
}
