import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Ports, Swept } from './ports.js';

const activities = proxyActivities<Ports>({
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '4 minutes',
  retry: { maximumAttempts: 3 },
  summary: 'end what is open and has no workflow any more',
});

/** Every few minutes, by schedule: an intervention whose workflow was terminated must not stay open for ever. */
export async function sweep(): Promise<Swept> {
  const swept = await activities.sweep();
  setCurrentDetails(swept.ended.map((one) => `- **${one}** was ended`).join('\n') || 'nothing was left behind');
  return swept;
}
