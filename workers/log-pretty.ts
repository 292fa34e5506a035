interface Line {
  readonly time?: string;
  readonly level?: string;
  readonly msg?: string;
  readonly [field: string]: unknown;
}

/** One JSON line of the log as one line for people; stacks follow it, indented. */
export function prettyLine(json: string): string {
  const { time = '', level = '', msg = '', ...fields } = parse(json);
  const shown = Object.entries(fields).map(([key, value]) => `${key}=${oneLine(value)}`);
  const head = [time.slice(11, 23), level.toUpperCase().padEnd(5), oneLine(msg, true), ...shown].join(' ').trim();
  return `${[head, ...Object.values(fields).flatMap(stackOf)].join('\n')}\n`;
}

function parse(json: string): Line {
  try {
    return JSON.parse(json) as Line;
  } catch {
    return { msg: json.trimEnd() };
  }
}

function oneLine(value: unknown, isMessage = false): string {
  if (isError(value)) return JSON.stringify(`${value.type}: ${value.message}${causeOf(value)}`);
  if (typeof value !== 'string') return JSON.stringify(value);
  if (isMessage) return value.replaceAll(/\s*\n\s*/g, ' ');
  return /^[\w./:@+-]+$/.test(value) ? value : JSON.stringify(value);
}

interface ShownError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: unknown;
}

function causeOf({ cause }: ShownError): string {
  return isError(cause) ? ` <- ${cause.type}: ${cause.message}${causeOf(cause)}` : '';
}

function stackOf(value: unknown): string[] {
  if (!isError(value)) return [];
  const frames = (value.stack ?? '').split('\n').filter((line) => line.trim().startsWith('at '));
  return frames.map((frame) => `    ${frame.trim()}`);
}

function isError(value: unknown): value is ShownError {
  return typeof value === 'object' && value !== null && 'type' in value && 'message' in value;
}
