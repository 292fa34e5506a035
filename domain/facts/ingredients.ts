/** A text that holds each of these, in any order: programs say the same in many ways, out of the same few words. */
export function holding(...parts: readonly (RegExp | string)[]): RegExp {
  const sources = parts.map((part) => (typeof part === 'string' ? part : part.source));
  return new RegExp(`^${sources.map((source) => `(?=[^]{0,2000}(?:${source}))`).join('')}`, 'i');
}
