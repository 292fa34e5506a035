/** What Discord reads as markup, a mention, a link or an emoji. */
const MARKUP = /[\\*_~`|<>#[\]():@+-]/;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
/** What holds a picture of several parts together, and hides or reorders nothing by itself. */
const JOINER = '\u200d';

/** Someone else's words as words: no markup, mention or link, and what hides or reorders text made visible. */
export function escaped(text: string, most: number): string {
  return fitted(text, most, (sign) => (MARKUP.test(sign) ? `\\${sign}` : sign));
}

/** For titles, labels and footers, where Discord reads no markup and a backslash would stand there as one. */
export function plain(text: string, most: number): string {
  return fitted(text, most, (sign) => sign);
}

/** One line, sign by sign, so that nothing is cut in the middle of a character or of its escape. */
function fitted(text: string, most: number, as: (sign: string) => string): string {
  let kept = '';
  let short = '';
  for (const sign of text.replaceAll(/\s+/g, ' ').trim()) {
    const shown = HIDDEN.test(sign) && sign !== JOINER ? visible(sign) : sign;
    kept += Array.from(shown, as).join('');
    if (kept.length > most) return `${short}…`;
    if (kept.length < most) short = kept;
  }
  return kept;
}

function visible(hidden: string): string {
  return `\\u{${(hidden.codePointAt(0) ?? 0).toString(16)}}`;
}
