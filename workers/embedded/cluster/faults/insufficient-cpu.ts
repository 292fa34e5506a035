import { deployment } from '../story/manifests.js';
import { tell, unschedulable } from '../story/story.js';

const reports = { name: 'reports', image: 'registry.example/shop/reports:2.2.0', replicas: 1 };
const asking = (requests: Readonly<Record<string, string>>) => ({ resources: { requests } });

export const insufficientCpu = tell({
  name: 'insufficient-cpu',
  shows: 'A pod that no node can take, because it asks for more CPU than any has free.',
  well: () => [deployment({ ...reports, container: asking({ cpu: '50m', memory: '64Mi' }) })],
  broken: () => [deployment({ ...reports, container: asking({ cpu: '96', memory: '64Mi' }) })],
  alsoSaid: 'FailedScheduling',
  isSeen: unschedulable(/Insufficient cpu/),
});
