/** A time in which nothing may change. */
export interface Freeze {
  readonly id: string;
  readonly from: number;
  /** Absent: until somebody thaws. */
  readonly until?: number;
  readonly reason: string;
  readonly by: string;
}

/** Hours in which changes may be made, on a clock on somebody's wall. Over midnight when it ends before it begins. */
export interface Window {
  readonly id: string;
  readonly timeZone: string;
  /** 0 is Sunday; the day on which the window opens. */
  readonly days: readonly number[];
  /** Minutes after midnight. */
  readonly from: number;
  readonly to: number;
}

export const FREEZE_AHEAD_MAX_MS = 24 * 3_600_000;
const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;

export function inForce({ from, until }: Freeze, now: number): boolean {
  return now >= from && (until === undefined || now < until);
}

export function isOpen(window: Window, now: number): boolean {
  const { day, minute } = onTheWall(window.timeZone, now);
  const opens = (on: number) => window.days.includes((on + 7) % 7);
  if (window.from === window.to) return opens(day);
  if (window.from < window.to) return opens(day) && minute >= window.from && minute < window.to;
  return (opens(day) && minute >= window.from) || (opens(day - 1) && minute < window.to);
}

/** When the next one opens, looking a day ahead; undefined when none does. */
export function nextOpening(windows: readonly Window[], now: number): number | undefined {
  // Minute by minute, so that the hours which a change of clocks takes or gives are told as the wall shows them.
  const first = Math.ceil(now / MINUTE) * MINUTE;
  for (let at = first; at <= now + FREEZE_AHEAD_MAX_MS; at += MINUTE) {
    if (windows.some((window) => isOpen(window, at))) return at;
  }
  return undefined;
}

/** A fault in one sentence, or undefined. A zone that this machine does not know is a fault, not UTC. */
export function windowFault({ timeZone, days, from, to }: Window): string | undefined {
  if (!isTimeZone(timeZone)) return `"${timeZone}" is no time zone that is known here: name one such as Europe/Berlin`;
  if (days.length === 0 || days.some((day) => !Number.isInteger(day) || day < 0 || day > 6))
    return 'a window opens on at least one day, 0 (Sunday) to 6 (Saturday)';
  if ([from, to].some((at) => !Number.isInteger(at) || at < 0 || at > DAY_MINUTES))
    return 'a window opens and closes at a minute of the day, 00:00 to 24:00';
  return undefined;
}

export function isTimeZone(name: string): boolean {
  try {
    clockIn(name);
    return true;
  } catch {
    return false;
  }
}

function onTheWall(timeZone: string, now: number): { readonly day: number; readonly minute: number } {
  const parts = clockIn(timeZone).formatToParts(now);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return {
    day: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(part('weekday')),
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockIn(timeZone: string): Intl.DateTimeFormat {
  const kept = clocks.get(timeZone);
  if (kept) return kept;
  const clock = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  // Bounded by the zones that exist: a name that is none throws above.
  clocks.set(timeZone, clock);
  return clock;
}
