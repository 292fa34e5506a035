import { backingOff, started } from '../story/kubelet.js';
import { deployment } from '../story/manifests.js';
import { onePod, restartsOf, tell, waitsFor } from '../story/story.js';

const recommender = { name: 'recommender', replicas: 1 };

export const startupError = tell({
  name: 'startup-error',
  shows: 'A new release that dies of an error of its own at its start, while the old one runs on.',
  wasWell: true,
  well: () => [deployment({ ...recommender, image: 'registry.example/shop/recommender:1.9.0' })],
  broken: () => [
    deployment({
      ...recommender,
      image: 'registry.example/shop/recommender:1.10.0',
      played: { as: 'crash-loop', exitCode: 1 },
    }),
  ],
  prints: (stamp) => ({
    recommender: [
      `${stamp(6)} INFO loading the model registry`,
      'Traceback (most recent call last):',
      '  File "/app/main.py", line 41, in <module>',
      '    registry = load_registry(settings)',
      '  File "/app/registry.py", line 88, in load_registry',
      '    return {model.name: model for model in models.values()}',
      "AttributeError: 'list' object has no attribute 'values'",
    ],
  }),
  isSeen: onePod((pod) => waitsFor(pod) === 'CrashLoopBackOff' && restartsOf(pod) >= 2),
  says: (pod) => (restartsOf(pod) > 0 ? [...started(pod, restartsOf(pod) + 1), backingOff(pod, 9)] : started(pod)),
});
