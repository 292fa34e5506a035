import type { Io } from './command.js';

/** Says what goes on when it takes longer than a second: one line drawn over on a terminal, a line a step elsewhere. */
export function openProgress(io: Io) {
  let step = '';
  let started = performance.now();
  let shown = false;
  const draw = () => {
    const seconds = Math.floor((performance.now() - started) / 1000);
    if (!step || seconds < 1) return;
    if (io.live) process.stderr.write(`\r\u001B[2K${step} … ${seconds} s`);
    else if (!shown) io.err(`${step} …`);
    shown = true;
  };
  const timer = setInterval(draw, 250);
  timer.unref();
  const clear = () => {
    if (shown && io.live) process.stderr.write('\r\u001B[2K');
  };
  return {
    step(text: string): void {
      if (text === step) return;
      clear();
      step = text;
      started = performance.now();
      shown = false;
    },
    end(): void {
      clearInterval(timer);
      clear();
    },
  };
}
