import { harmless, isSecretKey, redacted } from './secret-names.js';

const field = /^([ \t]{0,200}(?:- {1,8}){0,4})(["']?)([\w.-]{1,200})\2[ \t]{0,8}([:=])(?:[ \t]+(.*)|(?<==)(.*))?$/;
const block = /^(?:[!&]\S{1,80}[ \t]+){0,2}[|>][-+\d]{0,2}[ \t]*(?:#.*)?$/;
const item = /^([ \t]*- +)(?!["']?[\w.-]{1,200}["']?:(?:\s|$))\S/;

/**
 * A file of settings without its secrets: to the end of the line, over several where it goes on, and all of a block that
 * begins with `|` or `>`. A name at the beginning of a line is one of settings where a line beside it looks alike.
 */
export function redactSettings(text: string): string {
  if (!text.includes('\n')) return text;
  const lines = text.split('\n');
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const [, before = '', , name = '', sign = '', apart, joined] = field.exec(line) ?? [];
    const value = (apart ?? joined ?? '').trimEnd();
    kept.push(line);
    if (name === '' || !isSecretKey(name)) continue;
    const end = sign === ':' ? endOf(lines, at + 1, before.length) : at + 1;
    const inner = lines.slice(at + 1, end);
    const isPlain = value !== '' && !harmless.test(value) && !/^["'{[]/.test(value) && isBeside(lines, at, sign);
    if (isPlain && !block.test(value)) kept[kept.length - 1] = hiddenLine(line, value, sign);
    const below = hiddenBelow(inner, { isBlock: block.test(value), isPlain, isOpen: value === '' });
    if (below === undefined) continue;
    kept.push(...below);
    at = end - 1;
  }
  return kept.join('\n');
}

/** Behind the lines that are indented further; empty ones at the end belong to what follows. */
function endOf(lines: readonly string[], from: number, depth: number): number {
  let end = from;
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    if (line.length - line.trimStart().length <= depth) break;
    end = at + 1;
  }
  return end;
}

type Begun = Readonly<Record<'isBlock' | 'isPlain' | 'isOpen', boolean>>;

/** What stands there instead; nothing where the lines hold further names, and are looked at one by one. */
function hiddenBelow(inner: readonly string[], { isBlock, isPlain, isOpen }: Begun): readonly string[] | undefined {
  const told = inner.filter((line) => line.trim() !== '');
  const [first] = told;
  if (first === undefined) return undefined;
  const hidden = [`${/^[ \t]*/.exec(first)?.[0] ?? ''}${redacted}`];
  if (isBlock) return hidden;
  if (isOpen && told.every((line) => item.test(line)))
    return inner.map((line) => line.replace(/^([ \t]*- +).*$/, `$1${redacted}`));
  const holdsMore = told.some((line) => field.test(line) || /^[ \t]*(?:- |[{[])/.test(line));
  if (holdsMore) return undefined;
  // A text that goes on is indented further.
  return isOpen ? hidden : isPlain ? [] : undefined;
}

function hiddenLine(line: string, value: string, sign: string): string {
  const comment = sign === ':' ? (/[ \t]#.*$/.exec(value)?.[0] ?? '') : '';
  return `${line.trimEnd().slice(0, -value.length)}${redacted}${comment}`;
}

const NEAR_LINES = 20;

/** Whether a line next to it, or one close by that is indented as it is, looks alike. */
function isBeside(lines: readonly string[], at: number, sign: string): boolean {
  const depthOf = (place: number) => {
    const [, before, , , other] = field.exec(lines[place] ?? '') ?? [];
    return other === sign ? (before ?? '').length : undefined;
  };
  const own = depthOf(at);
  for (let far = 1; far <= NEAR_LINES; far += 1)
    for (const depth of [depthOf(at - far), depthOf(at + far)])
      if (depth !== undefined && (far === 1 || depth === own)) return true;
  return false;
}
