/** SQLSTATE classes of a connection that broke, a server that starts or stops, and one that has no place left. */
const SQLSTATE_AWAY = /^(?:08|57P|53)/;
const SOCKET_AWAY =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|Connection terminated|connection error|Query read timeout|timeout exceeded/i;
/** The last: a server on PostgreSQL lists new search attributes before every part of it knows them. */
const TEMPORAL_AWAY = /tcp connect error|no mapping defined for search attribute/i;

interface Said {
  readonly code?: unknown;
  readonly name?: string;
  readonly message?: string;
  readonly cause?: unknown;
}

/** The server of the statement is away; the statement itself is not wrong. */
export function isDatabaseAway(error: unknown): boolean {
  const { code = '', message = '' } = error as Said;
  return SQLSTATE_AWAY.test(String(code)) || SOCKET_AWAY.test(`${String(code)} ${message}`);
}

/** A part is away and may come back, the database or Temporal: trying again helps. */
export function isAway(error: unknown): boolean {
  const { code, name = '', message = '', cause } = error as Said;
  // gRPC 4 and 14: no answer in time, and not reachable.
  if (code === 4 || code === 14 || name === 'TransportError' || TEMPORAL_AWAY.test(message)) return true;
  // The client wraps what the server said.
  return isDatabaseAway(error) || (cause !== undefined && cause !== null && isAway(cause));
}
