import type { Family, Saying } from './family.js';

const where = ['event', 'status'] as const;

function pulling(code: Saying['code'], find: RegExp, weight: number, why: string): Saying {
  return { code, find, weight, where, says: () => why };
}

export const image: Family = {
  name: 'image',
  reads: ['objects', 'events'],
  sayings: [
    pulling(
      'image.auth_failed',
      /^(?=.*(?:pull|image|manifest|registry))(?:.*)(unauthorized|authentication required|authorization failed|pull access denied|403 Forbidden|no basic auth credentials|insufficient_scope|denied: )/is,
      0.95,
      'can not pull its image because the registry refuses the credentials (unauthorized: missing or wrong pull secret)',
    ),
    pulling(
      'image.registry_unreachable',
      /^(?=.*(?:pull|image|manifest|registry))(?:.*)(i\/o timeout|no such host|toomanyrequests|rate limit|connection refused|TLS handshake timeout|deadline exceeded|network is unreachable|503 Service Unavailable|server misbehaving|connection reset)/is,
      0.94,
      'can not pull its image because the registry can not be reached or limits the rate of pulls',
    ),
    pulling(
      'image.not_found',
      /^(?=.*(?:pull|image|manifest|repository))(?:.*)(manifest unknown|manifest for .* not found|: not found|name unknown|repository does not exist(?!.*may require)|no matching manifest|not found: manifest|failed to resolve reference.*not found|InvalidImageName|invalid reference format|couldn't parse image)/is,
      0.96,
      'can not pull its image because that image or tag does not exist in the registry (not found)',
    ),
    pulling(
      'image.pull_failed',
      /Back-off pulling image|ErrImagePull|ImagePullBackOff|Failed to pull image|ErrImageNeverPull/i,
      0.6,
      'can not pull its image, and nothing says why',
    ),
  ],
};
