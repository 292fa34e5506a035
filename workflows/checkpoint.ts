import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { CheckpointRequest } from './messages.js';
import type { Ports, SignedCheckpoint } from './ports.js';

const { signCheckpoints } = proxyActivities<Ports>({
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '50 minutes',
  heartbeatTimeout: '30 seconds',
  summary: 'sign the head of every book that has grown',
});

/** Signs where the books stand: each hour by schedule, or when somebody asks. */
export async function checkpoint(request: CheckpointRequest): Promise<readonly SignedCheckpoint[]> {
  const signed = await signCheckpoints(request);
  const fresh = signed.filter((one) => one.fresh);
  setCurrentDetails(
    fresh.map(({ account, seq }) => `- **${account}** signed at entry ${seq}`).join('\n') || 'no book has grown',
  );
  return signed;
}
