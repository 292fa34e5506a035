/** How the rounds of an agent stand. */
export const ROUNDS_STATES = ['running', 'not yet', 'late', 'paused', 'stopped'] as const;
export type RoundsState = (typeof ROUNDS_STATES)[number];

/** What holds rounds back, as the end of a sentence; undefined where they go. */
export function restsBecause({
  paused,
  agentState,
  killed,
}: {
  readonly paused: boolean;
  readonly agentState: string;
  readonly killed: boolean;
}): string | undefined {
  if (killed) return 'the kill switch is on';
  if (agentState !== 'active') return `the agent is ${agentState}`;
  return paused ? 'its rounds are paused' : undefined;
}

export function roundsStateOf(standing: {
  readonly paused: boolean;
  readonly agentState: string;
  readonly killed: boolean;
  readonly late: boolean;
  readonly hasTicked: boolean;
}): { readonly state: RoundsState; readonly because?: string } {
  const because = restsBecause(standing);
  if (because !== undefined)
    return {
      state: standing.paused && !standing.killed && standing.agentState === 'active' ? 'paused' : 'stopped',
      because,
    };
  if (standing.late) return { state: 'late', because: 'no round was made for three intervals: look at the workers' };
  return { state: standing.hasTicked ? 'running' : 'not yet' };
}
