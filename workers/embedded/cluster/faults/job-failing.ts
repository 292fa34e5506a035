import { job } from '../story/manifests.js';
import { tell } from '../story/story.js';

const image = { name: 'nightly-import', image: 'registry.example/shop/nightly-import:1.3.3' };

export const jobFailing = tell({
  name: 'job-failing',
  shows: 'A Job that uses up its retries and fails (BackoffLimitExceeded).',
  well: () => [job(image)],
  broken: () => [job({ ...image, played: { as: 'job-fails', exitCode: 3 } })],
  prints: (stamp) => ({
    'nightly-import': [
      `${stamp(3)} INFO reading orders-2026-11-20.csv`,
      `${stamp(1)} WARN 17 of 20412 rows were turned away; more than 10 are too many`,
    ],
  }),
  printsWell: (stamp) => ({ 'nightly-import': [`${stamp(1)} INFO 20412 rows imported, 0 turned away`] }),
  alsoSaid: 'BackoffLimitExceeded',
  async isSeen({ batch }, namespace) {
    const { status } = await batch.readNamespacedJob({ namespace, name: image.name });
    return status?.conditions?.some(({ type, status: holds }) => type === 'Failed' && holds === 'True') ?? false;
  },
});
