import { Worker } from 'node:worker_threads';
import type { Diagnosed, Upload } from '../domain/diagnosis/upload.js';

export interface Diagnosing {
  readonly diagnose: (upload: Upload) => Promise<Diagnosed>;
  readonly close: () => Promise<void>;
}

export interface DiagnosingSpec {
  readonly withinMs?: number;
  readonly memoryMiB?: number;
  readonly waitingMax?: number;
}

const THREAD = import.meta.url.endsWith('.ts') ? './diagnosing-source.mjs' : './diagnosing-thread.js';

const STOPPING = 'this Reeve is stopping: send the bundle again in a moment';

/**
 * Diagnoses what was sent in a thread of its own, one after the other: a bundle that is built to be slow or large takes
 * neither the time nor the memory of the door. The thread stays for the next one, unless it had to be ended.
 */
export function openDiagnosing({
  withinMs = 20_000,
  memoryMiB = 768,
  waitingMax = 4,
}: DiagnosingSpec = {}): Diagnosing {
  let thread: Worker | undefined;
  let waiting = 0;
  let isClosing = false;
  let last: Promise<unknown> = Promise.resolve();

  async function inThread({ bytes, name }: Upload): Promise<Diagnosed> {
    if (isClosing) return { state: 'busy', because: STOPPING };
    const worker = (thread ??= start(memoryMiB));
    const answer = await answerOf(worker, { bytes, name }, withinMs);
    if (answer.state !== 'gone') return answer;
    thread = undefined;
    await worker.terminate();
    if (isClosing) return { state: 'busy', because: STOPPING };
    return { state: 'refused', because: `${name} ${answer.because}: capture less of it, one namespace at a time` };
  }

  return {
    async diagnose(upload) {
      if (waiting >= waitingMax)
        return { state: 'busy', because: `${waiting} bundles wait to be diagnosed already: send it again in a moment` };
      waiting += 1;
      const turn = last.then(() => inThread(upload));
      last = turn.catch(() => undefined);
      try {
        return await turn;
      } finally {
        waiting -= 1;
      }
    },
    async close() {
      // Who sent it has gone by now: what is under way is ended, and what waits is not begun.
      isClosing = true;
      await thread?.terminate();
      await last;
      thread = undefined;
    },
  };
}

function start(memoryMiB: number): Worker {
  const thread = new Worker(new URL(THREAD, import.meta.url), {
    name: 'diagnosing',
    resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
    // It needs no setting and no secret.
    env: {},
  });
  // What breaks when nobody waits for an answer is of no interest, and must not end the process.
  thread.on('error', () => undefined).unref();
  return thread;
}

type Gone = { readonly state: 'gone'; readonly because: string };

function answerOf(worker: Worker, upload: Upload, withinMs: number): Promise<Diagnosed | Gone> {
  return new Promise((resolve) => {
    const gone = (because: string) => settle({ state: 'gone', because });
    const late = setTimeout(() => gone(`took longer than ${withinMs / 1000} seconds`), withinMs);
    const onError = ({ code, message }: NodeJS.ErrnoException) =>
      gone(
        code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'takes more memory than it may' : `could not be diagnosed (${message})`,
      );
    const onExit = () => gone('could not be diagnosed');
    worker.on('message', settle).on('error', onError).on('exit', onExit);
    worker.postMessage(upload);

    function settle(answer: Diagnosed | Gone): void {
      clearTimeout(late);
      worker.off('message', settle).off('error', onError).off('exit', onExit);
      resolve(answer);
    }
  });
}
