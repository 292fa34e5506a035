import { deployment } from '../story/manifests.js';
import { tell, unschedulable } from '../story/story.js';

const reports = { name: 'reports', image: 'registry.example/shop/reports:2.2.0', replicas: 1 };

export const nodeSelector = tell({
  name: 'node-selector',
  shows: 'A pod that finds no node, because none carries the label that its node selector wants.',
  well: () => [deployment(reports)],
  broken: () => [deployment({ ...reports, pod: { nodeSelector: { 'example.com/disk': 'nvme' } } })],
  alsoSaid: 'FailedScheduling',
  isSeen: unschedulable(/didn't match Pod's node affinity\/selector/),
});
