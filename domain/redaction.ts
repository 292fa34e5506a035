import { redactArguments } from './secret-arguments.js';
import { harmless, isSecretKey, redacted } from './secret-names.js';
import { redactSettings } from './secret-settings.js';

interface Rule {
  readonly find: RegExp;
  readonly put: string;
}

/** What every secret that is known here has beside it or in it; a text without it, as most are, costs one look. */
const hint =
  /PRIVATE KEY|SECRET-KEY|rv1\.|eyJ|:\/\/|gh[pousr]_|(?:gl)?pat[_-]|xox|xapp|sk[-_]|rk_|whsec_|hv[sb]\.|A[KS]IA|AIza|ya29\.|npm_|dop_|pypi-|SG\.|webhook|slack|telegram|sig=|signature=|"auth|auth\\|@(?:tcp|unix)\(|authorization|cookie|bearer|basic|pass|pwd|secret|token|credential|jwt|salt|key|\s-u\s|--user|mysql|mariadb|mongo|-cli|ldap|login/i;

// Every expression is anchored by a literal or a lookbehind, so a long line of letters costs one pass and no more.
const shapes: readonly Rule[] = [
  {
    find: /-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?)-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    put: '[redacted private key]',
  },
  { find: /(?<![\w-])rv1\.[\w.~+/=-]+/g, put: 'rv1.[redacted]' },
  { find: /(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]*){1,4}/g, put: '[redacted jwt]' },
  { find: /(:\/\/[^\s/?#:@"'<>]*):[^\s/?#"'<>]*@/g, put: '$1:[redacted]@' },
  // Some write a password into an address as it is; a port goes before such a sign, too.
  { find: /(:\/\/[^\s/?#:@"'<>]{0,100}):(?!\d{1,5}\b|\[redacted)[^\s"'<>@]{1,200}@(?=[\w[])/g, put: '$1:[redacted]@' },
  { find: /(?<![\w.-])([\w.-]{1,64}):[^\s:@]{1,200}@(?=(?:tcp|unix)\()/g, put: '$1:[redacted]@' },
  {
    find: /(?<![\w-])(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|(?:xox[abeoprs]|xapp)-[\w-]{10,}|npm_\w{30,}|pypi-[\w-]{30,}|dop_v1_\w{20,})/g,
    put: redacted,
  },
  {
    find: /(?<![\w-])(?:sk-[\w-]{20,}|[sr]k_(?:live|test)_\w{10,}|whsec_\w{10,}|hv[sb]\.[\w-]{20,}|A[KS]IA[A-Z0-9]{16}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|AGE-SECRET-KEY-\w{20,})/g,
    put: redacted,
  },
  {
    find: /(hooks\.slack\.com\/services\/|\/api\/webhooks\/\d+\/|webhook\.office\.com\/webhookb2\/|api\.telegram\.org\/bot)[\w/:@-]+/g,
    put: '$1[redacted]',
  },
  { find: /((?:[?&]sig|\bX-Amz-Signature|\bSignature)=)[\w%+/=-]{16,}/gi, put: '$1[redacted]' },
  // What logs in to a registry, as Docker keeps it.
  { find: /((?<!\w)\\*"auth\\*"\s{0,8}:\s{0,8}\\*")[\w+/=-]{8,}/g, put: '$1[redacted]' },
  { find: /(\s(?:-u|--user)[ =][\w.@-]{1,100}:)[^\s"']+/g, put: '$1[redacted]' },
  // Said in prose, what stands after the word is one only where it looks like nothing else.
  {
    find: /(?<![\w-])((?:[Pp]assword|[Pp]assphrase|[Tt]oken|[Aa]pi[ -]?[Kk]ey)(?: is| was)? ["']?)(?=[\w+/=.~-]*\d)(?=[\w+/=.~-]*[a-z])(?=[\w+/=.~-]*[A-Z])[\w+/=.~-]{16,}/g,
    put: '$1[redacted]',
  },
  {
    find: /(?<![\w-])((?:proxy-)?authorization\\*["']?\s{0,8}[:=]\s{0,8}\\*["']?)(?:(?:basic|bearer|digest|negotiate|token|api-?key|ntlm|hawk|hmac|aws4-hmac-sha256)\s+)?[^\s"',;\\]+/gi,
    put: '$1[redacted]',
  },
  { find: /(?<![\w-])((?:set-)?cookie\\*["']?\s{0,8}[:=]\s{0,8}\\*["']?)[^"'\r\n\\]+/gi, put: '$1[redacted]' },
  {
    find: /(?<!\w)(bearer)\s+(?!(?:tokens?|auth[a-z]*|credentials?|realm|scheme)\b)[^\s"',;\\]+/gi,
    put: '$1 [redacted]',
  },
  { find: /(?<!\w)(basic)\s+(?=[a-z+/]*[\d=])[a-z0-9+/]{6,}={0,2}/gi, put: '$1 [redacted]' },
];

const option = /(?<![\w-])(--[\w-]+|requirepass|masterauth)(\s+)("[^"]*"?|'[^']*'?|[^\s"'-][^\s"']*)/g;
const named = /(?<![\w.-])([\w.-]+)(\\*["']?)([^\S\r\n]{0,8}(?:[:=]|%3[ADad])[^\S\r\n]{0,8})/g;
// What is below it is hidden already.
const block = /^[|>][-+\d]{0,2}$/;
const said = /\\+"[^"\\]*(?:\\+")?|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s,;&"'{}[\])\\]+/y;

/** The text without the secrets in it: by their shape, and by the names they stand beside. Doing it twice changes nothing. */
export function redact(text: string): string {
  if (!hint.test(text)) return text;
  const bare = redactArguments(redactSettings(text));
  const shaped = shapes.reduce((inner, { find, put }) => inner.replaceAll(find, put), bare);
  return redactNamed(
    shaped.replaceAll(option, (whole, name: string, space: string) =>
      isSecretKey(name) || name === 'masterauth' ? `${name}${space}${redacted}` : whole,
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
    if (
      value === '' ||
      harmless.test(value) ||
      block.test(value) ||
      isRedacted(text, at) ||
      (isProse && !looksRandom(value))
    )
      continue;
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
