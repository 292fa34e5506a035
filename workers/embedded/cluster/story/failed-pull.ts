import type { Saying } from './kubelet.js';

/** As containerd words what a registry answers, and a kubelet hands it on. */
export const unresolved = (code: string, image: string, why: string) =>
  `rpc error: code = ${code} desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${why}`;

/** What a kubelet says of a pull that failed. */
export function failedPull(image: string, said: string): readonly Saying[] {
  return [
    { type: 'Normal', reason: 'Pulling', message: `Pulling image "${image}"`, count: 4 },
    { reason: 'Failed', message: `Failed to pull image "${image}": ${said}`, count: 4 },
    { reason: 'Failed', message: 'Error: ErrImagePull', count: 4 },
    { type: 'Normal', reason: 'BackOff', message: `Back-off pulling image "${image}"`, count: 11 },
    { reason: 'Failed', message: 'Error: ImagePullBackOff', count: 11 },
  ];
}
