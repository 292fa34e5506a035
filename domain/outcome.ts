/** How an intervention may end. Only `verified` counts as success. */
export const OUTCOMES = [
  ...(['verified', 'undone', 'undo-failed', 'failed', 'needs-hands', 'stale', 'refused', 'expired'] as const),
  ...(['rejected', 'changes-requested', 'withdrawn', 'cancelled', 'unknown', 'recorded'] as const),
] as const;
