/** How an instance stands, the worst first: by the gravest of what is open about it, else whether it should run at all. */
export const HEALTHS = ['critical', 'high', 'warning', 'info', 'off', 'well'] as const;
export type Health = (typeof HEALTHS)[number];

export function isHealth(word: string): word is Health {
  return (HEALTHS as readonly string[]).includes(word);
}
