import { backingOff, started } from '../story/kubelet.js';
import { deployment } from '../story/manifests.js';
import { onePod, restartsOf, tell } from '../story/story.js';

const thumbnails = { name: 'thumbnails', image: 'registry.example/shop/thumbnails:3.2.0', replicas: 1 };
const within = (memory: string) => ({
  resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory } },
});

export const oomKilled = tell({
  name: 'oom-killed',
  shows: 'A container that needs more memory than its limit and is killed (OOMKilled, exit code 137) again and again.',
  well: () => [deployment({ ...thumbnails, container: within('512Mi') })],
  broken: () => [
    deployment({
      ...thumbnails,
      container: within('96Mi'),
      played: { as: 'crash-loop', exitCode: 137, reason: 'OOMKilled' },
    }),
  ],
  prints: (stamp) => ({
    thumbnails: [
      `${stamp(7)} INFO thumbnails 3.2.0 takes jobs from the queue images`,
      `${stamp(5)} INFO resizing campaign/autumn-hero.tiff (11811x7874)`,
    ],
  }),
  isSeen: onePod((pod) => restartsOf(pod) >= 2),
  says: (pod) => [...started(pod, restartsOf(pod) + 1), backingOff(pod, restartsOf(pod) * 4)],
});
