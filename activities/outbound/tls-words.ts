/** What OpenSSL says: a thread, a number, a routine, the reason, a file with its line, and what else it has. Only the reason stays the same. */
const SAID = /(?:[0-9A-F]{4,32}:)?error:[0-9A-F]{8}:[^:\n]{0,100}:[^:\n]{0,100}:(?<reason>[^:\n]{1,100})/;

const WORDS: readonly (readonly [reason: RegExp, words: string])[] = [
  [
    /wrong version number|packet length too long|unknown protocol|http request|record layer failure|unexpected message/,
    'it does not speak TLS: look at host and port',
  ],
  [
    /unrecognized name/,
    'it knows no such name: look at the name that it is asked for (serverName of an endpoint, the host of an address)',
  ],
  [
    /alert handshake failure|alert protocol version|unsupported protocol|no shared cipher|insufficient security|no protocols available/,
    'it offers no version or cipher of TLS that this machine takes: look at what it is configured for',
  ],
  [
    /certificate required|alert (?:bad|unknown|unsupported|no) ?(?:certificate|ca)/,
    'it wants a certificate of who asks, and Reeve shows none there',
  ],
];

/** What a failed handshake means for people, or undefined where OpenSSL said nothing. */
export function tlsWords(message: string): string | undefined {
  const reason = SAID.exec(message)?.groups?.['reason']?.trim();
  if (reason === undefined) return undefined;
  const words = WORDS.find(([known]) => known.test(reason))?.[1];
  return words === undefined ? `TLS was not agreed on (${reason})` : `${words} (${reason})`;
}
