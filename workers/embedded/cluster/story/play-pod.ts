import { PatchStrategy, setHeaderOptions, type V1Pod } from '@kubernetes/client-node';

import type { Simulated } from '../simulated.js';
import { FAULT_LABEL } from './manifests.js';

/** Lets kwok play a pod that is there already in another way; without a name it plays it well again. */
export async function playPod(
  { core }: Simulated,
  { metadata }: V1Pod,
  as: string | null,
  message?: string,
): Promise<void> {
  const { name = '', namespace = '' } = metadata ?? {};
  const annotations = message === undefined ? {} : { 'reeve.dev/fault-message': message };
  const body = { metadata: { labels: { [FAULT_LABEL]: as }, annotations } };
  await core.patchNamespacedPod({ namespace, name, body }, setHeaderOptions('Content-Type', PatchStrategy.MergePatch));
}
