// Outlives its parent by just long enough to end what the parent left behind.
// Plain JavaScript and no import of ours, so that it starts in a moment and can't fail with the rest.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** @type {Map<number, { pid: number, startTime: string, signal: NodeJS.Signals, withinMs: number }>} */
const kept = new Map();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { add, remove } = JSON.parse(line);
  if (add) kept.set(add.pid, add);
  if (remove) kept.delete(remove);
});
// The pipe closes when the parent is gone, however it went.
lines.on('close', () => {
  void endAll();
});

async function endAll() {
  for (const child of [...kept.values()].reverse()) await end(child);
  process.exit(0);
}

async function end({ pid, startTime, signal, withinMs }) {
  if (!alive(pid, startTime)) return;
  kill(pid, signal);
  for (let waited = 0; waited < withinMs && alive(pid, startTime); waited += 50) await pause(50);
  if (alive(pid, startTime)) kill(pid, 'SIGKILL');
}

function alive(pid, startTime) {
  if (process.platform !== 'linux') return kill(pid, 0);
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] !== 'Z' && startTime.endsWith(`/${fields[19]}`);
  } catch {
    return false;
  }
}

function kill(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
