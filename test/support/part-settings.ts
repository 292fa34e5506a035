import { homedir } from 'node:os';
import { join } from 'node:path';

import { childEnvironment, readEnvironment, searchPath } from '../../config/environment.js';
import type { PartSettings } from '../../tools/parts/index.js';

/** Parts as a developer's machine has them, shared by every test of the run. */
export function partSettings(): PartSettings {
  const env = readEnvironment();
  const assets = env['KUBEBUILDER_ASSETS'];
  const mirrorUrl = env['REEVE_PARTS_URL'];
  return {
    cacheRoot: env['REEVE_PARTS_CACHE_DIR'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'reeve'),
    explicit: {},
    searchPath: searchPath(env),
    childEnv: childEnvironment({}, env),
    ...(assets !== undefined && { kubebuilderAssets: assets }),
    ...(mirrorUrl !== undefined && { mirrorUrl }),
  };
}
