export interface PartProgress {
  readonly part: string;
  readonly phase: 'looking' | 'downloading' | 'building' | 'ready';
  readonly detail?: string;
  readonly elapsedMs: number;
}

export type OnProgress = (event: PartProgress) => void;

const REPEAT_EVERY_MS = 1_500;

export interface Narrator {
  /** A new phase, told at once. */
  readonly say: (phase: PartProgress['phase'], detail?: string) => void;
  /** A newer detail of the same phase, told with the next repetition: a build prints thousands of lines. */
  readonly murmur: (detail: string) => void;
  readonly end: () => void;
}

/** Repeats the last word while work goes on, so that a person never looks at a silent screen. */
export function narrate(part: string, onProgress: OnProgress): Narrator {
  const startedAt = Date.now();
  let phase: PartProgress['phase'] = 'looking';
  let detail: string | undefined;
  const tell = (): void =>
    onProgress({ part, phase, ...(detail !== undefined && { detail }), elapsedMs: Date.now() - startedAt });
  const timer = setInterval(tell, REPEAT_EVERY_MS);
  timer.unref();
  return {
    say(next, nextDetail) {
      phase = next;
      detail = nextDetail;
      tell();
      timer.refresh();
    },
    murmur(nextDetail) {
      detail = nextDetail;
    },
    end: () => clearInterval(timer),
  };
}
