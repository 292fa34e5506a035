/** What stands where a secret stood. */
export const redacted = '[redacted]';

// A key is secret by its last word: `sessionToken` is one, `tokenCount`, `maxTokens` and `secretName` are not.
const secretWords =
  /(?:password|passwd|passphrase|pwd|secret|token|cookie|credentials?|authorization|jwt|(?:api|access|private|signing|encryption|secret|master)[-_]?key|password[-_]?hash)(?:[-_]?\d+)?$/i;
const workingFolder = /^(?:OLD)?PWD$/;

/** Whether what is kept under this name is a secret, however the name is spelled: `X-Api-Key`, `clientSecret`, `PGPASSWORD`. */
export function isSecretKey(key: string): boolean {
  return secretWords.test(key) && !workingFolder.test(key);
}

interface Rule {
  readonly find: RegExp;
  readonly put: string;
}

// Every expression is anchored by a literal or a lookbehind, so a long line of letters costs one pass and no more.
const shapes: readonly Rule[] = [
  {
    find: /-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY)-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g,
    put: '[redacted private key]',
  },
  { find: /(?<![\w-])rv1\.[\w.~+/=-]+/g, put: 'rv1.[redacted]' },
  { find: /(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]*){1,4}/g, put: '[redacted jwt]' },
  { find: /(:\/\/[^\s/?#:@"'<>]*):[^\s/?#"'<>]*@/g, put: '$1:[redacted]@' },
  {
    find: /(?<![\w-])(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,})/g,
    put: redacted,
  },
  { find: /(?<![\w-])(?:sk-[\w-]{20,}|hv[sb]\.[\w-]{20,}|AKIA[A-Z0-9]{16}|AIza[\w-]{30,})/g, put: redacted },
  { find: /(hooks\.slack\.com\/services\/|\/api\/webhooks\/\d+\/)[\w/-]+/g, put: '$1[redacted]' },
  {
    find: /(?<![\w-])((?:proxy-)?authorization\\*["']?\s{0,8}[:=]\s{0,8}\\*["']?)(?:(?:basic|bearer|digest|negotiate|token)\s+)?[^\s"',;\\]+/gi,
    put: '$1[redacted]',
  },
  { find: /(?<![\w-])((?:set-)?cookie\\*["']?\s{0,8}[:=]\s{0,8}\\*["']?)[^"'\r\n\\]+/gi, put: '$1[redacted]' },
  {
    find: /(?<!\w)(bearer)\s+(?!(?:tokens?|auth[a-z]*|credentials?|realm|scheme)\b)[^\s"',;\\]+/gi,
    put: '$1 [redacted]',
  },
  { find: /(?<!\w)(basic)\s+(?=[a-z+/]*[\d=])[a-z0-9+/]{6,}={0,2}/gi, put: '$1 [redacted]' },
];

const option = /(?<![\w-])(--[\w-]+)(\s+)("[^"]*"?|'[^']*'?|[^\s"'-][^\s"']*)/g;
const named = /(?<![\w.-])([\w.-]+)(\\*["']?)(\s{0,8}[:=]\s{0,8})/g;
const said = /\\+"[^"\\]*(?:\\+")?|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s,;&"'{}[\])\\]+/y;
const harmless = /^(?:null|undefined|none|true|false|\*+)$/i;

/** The text without the secrets in it: by their shape, and by the names they stand beside. Doing it twice changes nothing. */
export function redact(text: string): string {
  const shaped = shapes.reduce((inner, { find, put }) => inner.replaceAll(find, put), text);
  return redactNamed(
    shaped.replaceAll(option, (whole, name: string, space: string) =>
      isSecretKey(name) ? `${name}${space}${redacted}` : whole,
    ),
  );
}

/** By hand, since what follows a harmless name may begin with a telling one: `Error: password=…`. */
function redactNamed(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (const { 0: whole, 1: key = '', 2: quote = '', 3: sign = '', index } of text.matchAll(named)) {
    if (index < from || !isSecretKey(key)) continue;
    const at = index + whole.length;
    said.lastIndex = at;
    const value = said.exec(text)?.[0] ?? '';
    // In prose a colon follows the word too ("no webhook secret: set one"), so a bare value there must look like a secret.
    const isProse = sign.includes(':') && quote === '' && /^[^\\"']/.test(value) && !startsClause(text, index);
    if (value === '' || harmless.test(value) || isRedacted(text, at) || (isProse && !looksRandom(value))) continue;
    const opening = /^(?:\\*"|')/.exec(value)?.[0] ?? '';
    kept.push(text.slice(from, at), opening, redacted, opening);
    from = at + value.length;
  }
  return kept.join('') + text.slice(from);
}

function looksRandom(value: string): boolean {
  return value.length >= 24 || (value.length >= 6 && /\d/.test(value));
}

function isRedacted(text: string, at: number): boolean {
  return /^(?:\\*["'])?(?:rv1\.)?\[redacted/.test(text.slice(at, at + 24));
}

function startsClause(text: string, at: number): boolean {
  return /(?:^|[\n,;{(])[ \t]{0,16}(?:-[ \t])?$/.test(text.slice(Math.max(0, at - 20), at));
}
