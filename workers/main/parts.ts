import { childEnvironment, searchPath } from '../../config/environment.js';
import type { Config } from '../../config/load.js';
import type { PartSettings } from '../../tools/parts/index.js';

/** What the resolver needs to know of the configuration. */
export function partSettings({ parts }: Config): PartSettings {
  const { cacheDir, mirrorUrl, kubebuilderAssets, ...explicit } = parts;
  return {
    cacheRoot: cacheDir,
    explicit: Object.fromEntries(
      Object.entries(explicit).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    ),
    searchPath: searchPath(),
    childEnv: childEnvironment(),
    ...(mirrorUrl && { mirrorUrl }),
    ...(kubebuilderAssets && { kubebuilderAssets }),
  };
}
