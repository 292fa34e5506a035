import { redacted } from './secret-names.js';

/** Which option of a program is followed by a secret, right behind it or as the next word. */
interface Way {
  readonly program: string;
  readonly option: string;
  readonly joined: boolean;
  readonly apart: boolean;
}

const WAYS: readonly Way[] = [
  // Apart from it would stand the name of a database.
  {
    program: '(?:mysql|mariadb)(?:-?(?:admin|dump|check|import|show|slap|pump))?',
    option: 'p',
    joined: true,
    apart: false,
  },
  { program: 'sshpass', option: 'p', joined: true, apart: true },
  { program: 'mongo(?:sh|dump|restore|export|import|stat|top)?', option: 'p', joined: true, apart: true },
  { program: '(?:redis|valkey|keydb)-cli', option: 'a', joined: false, apart: true },
  { program: 'ldap(?:search|add|modify|delete|whoami|passwd)', option: 'w', joined: true, apart: true },
  {
    program: '(?:docker|podman|nerdctl|helm|oras|crane|skopeo|az)(?= (?:registry )?(?:auth )?login\\b)',
    option: 'p',
    joined: true,
    apart: true,
  },
];

// What stands in quotes may hold what ends a command.
const rest = String.raw`(?:"[^"\n]{0,200}"|'[^'\n]{0,200}'|[^\n;|&]){0,400}`;
const value = String.raw`(?!\[redacted|-)(?:\\*"[^"\n]{1,200}"|'[^'\n]{1,200}'|[^\s"';|&,\\\]]{1,200})`;

const commands = WAYS.map(({ program, option, joined, apart }) => {
  const gap = joined && apart ? String.raw`(?:[\s"',]{1,4})?` : apart ? String.raw`[\s"',]{1,4}` : '';
  return {
    line: new RegExp(String.raw`(?<![\w.-])${program}(?=[\s"'\\])${rest}`, 'g'),
    secret: new RegExp(String.raw`([\s"',]-${option}${gap})${value}`, 'g'),
  };
});

/** A command line without what logs in: `mysql -uroot -psecret`. */
export function redactArguments(text: string): string {
  return commands.reduce(
    (inner, { line, secret }) => inner.replaceAll(line, (found) => found.replaceAll(secret, `$1${redacted}`)),
    text,
  );
}

/** The same of a list of words, of which the program may stand in another list before. */
export function redactWords(words: readonly string[], before: readonly string[] = []): readonly string[] {
  const all = [...before, ...words].map((word) => word.split('/').at(-1) ?? '');
  const ways = WAYS.filter(({ program }) => new RegExp(`(?<![^ ])${program}(?![^ ])`).test(all.join(' ')));
  if (ways.length === 0) return words;
  return words.map((word, place) => {
    const last = words[place - 1] ?? before.at(-1);
    for (const { option, joined, apart } of ways) {
      if (apart && last === `-${option}` && !word.startsWith('-')) return redacted;
      if (joined && word.startsWith(`-${option}`) && word.length > 2) return `-${option}${redacted}`;
    }
    return word;
  });
}
