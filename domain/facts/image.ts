import type { Clue } from './fact.js';
import { type Family, type Saying, seen } from './family.js';
import { containersOf } from './health.js';
import { listAt, textAt } from './reading.js';
import type { Scene } from './scene.js';

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
      /^(?=.*(?:pull|image|manifest|registry))(?:.*)(i\/o timeout|no such host|toomanyrequests|too many requests|rate limit|connection refused|no route to host|TLS handshake timeout|timed? ?out|deadline exceeded|network is unreachable|\b50[0234] |server misbehaving|connection reset|: EOF\b|unexpected EOF|gave HTTP response to HTTPS client|proxyconnect)/is,
      0.94,
      'can not pull its image because the registry can not be reached or limits the rate of pulls',
    ),
    pulling(
      'image.not_found',
      /^(?=.*(?:pull|image|manifest|repository))(?:.*)(manifest unknown|manifest for .* not found|: not found|name unknown|repository does not exist(?!.*may require)|no matching manifest|no match for platform|not found: manifest|failed to resolve reference.*not found|InvalidImageName|invalid reference format|couldn't parse image)/is,
      0.96,
      'can not pull its image because that image or tag does not exist in the registry (not found)',
    ),
    pulling(
      'image.pull_failed',
      /Back-off pulling image|ErrImagePull|ImagePullBackOff|Failed to pull image|ErrImageNeverPull|is not present with pull policy of Never|ImageInspectError|Failed to inspect image/i,
      0.6,
      'can not pull its image, and nothing says why',
    ),
  ],
  rules: [pullSecrets],
};

/** A pod that waits for its image and names a pull secret that its namespace has not. */
function pullSecrets(scene: Scene): readonly Clue[] {
  return scene.all('Pod').flatMap((pod) => {
    const waits = containersOf(pod).some((one) => /ImagePull/.test(textAt(one, 'state', 'waiting', 'reason')));
    if (!waits || !scene.knows('Secret', pod.namespace)) return [];
    return listAt(pod.raw, 'spec', 'imagePullSecrets').flatMap((one) => {
      const name = textAt(one, 'name');
      if (name === '' || scene.find('Secret', pod.namespace, name)) return [];
      return [
        seen(scene, {
          code: 'image.auth_failed',
          about: pod,
          related: [{ kind: 'Secret', namespace: pod.namespace, name }],
          confidence: 0.8,
          quote: `imagePullSecrets names ${name}`,
          says: `can not pull its image: the pull secret ${name} that it names does not exist, so it has no credentials for the registry`,
        }),
      ];
    });
  });
}
