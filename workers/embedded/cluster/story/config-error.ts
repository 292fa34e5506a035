import type { V1Pod } from '@kubernetes/client-node';

import type { Saying } from './kubelet.js';
import type { Played } from './manifests.js';
import { onePod, waitsFor } from './story.js';

/** A container that can not be created, for a reason that a kubelet words like this. */
export const configError = (message: string): Played => ({
  as: 'waiting',
  reason: 'CreateContainerConfigError',
  message,
});
export const isSeen = onePod((pod) => waitsFor(pod) === 'CreateContainerConfigError');
export const says = ({ spec, status }: V1Pod): readonly Saying[] => [
  {
    ...{ type: 'Normal', reason: 'Pulled', count: 12 },
    message: `Container image "${spec?.containers[0]?.image}" already present on machine and can be accessed by the pod`,
  },
  { reason: 'Failed', message: `Error: ${status?.containerStatuses?.[0]?.state?.waiting?.message}`, count: 12 },
];
