import { redact } from '../../../domain/redaction.js';
import { type Card, short } from './card.js';

/** Turns a path of the console into an address that people can open; absent where nobody said which one they use. */
export type Links = (path: string) => string | undefined;

/** A chat is another's house: what looks like a secret never goes there. */
export function told(card: Omit<Card, 'link'>, link: string | undefined): Card {
  const clean = (text: string, most?: number) => short(redact(text), most);
  return {
    ...card,
    title: clean(card.title),
    text: card.text
      .split('\n')
      .map((line) => clean(line, 1_000))
      .join('\n'),
    facts: card.facts.map(([name, value]) => [name, clean(value, 300)]),
    changes: card.changes.map(({ path, before, after }) => ({
      path: clean(path),
      before: clean(before),
      after: clean(after),
    })),
    ...(link !== undefined && { link }),
  };
}
