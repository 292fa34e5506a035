import { keyOf, type Series } from './bundle.js';
import { driversBlamed } from './driver-links.js';
import { type Family, seen } from './family.js';
import type { Clue } from './fact.js';
import { listAt, textAt } from './reading.js';
import { claimOf, measuredBy } from './measured.js';
import type { Scene } from './scene.js';
import { lastOf, seriesLike } from './series.js';

export const storage: Family = {
  name: 'storage',
  reads: ['objects', 'events', 'logs', 'metrics'],
  sayings: [
    {
      code: 'storage.volume_full',
      find: /no space left on device|ENOSPC|disk quota exceeded|could not extend file|disk (?:is )?full|not enough (?:free |disk )(?:disk )?space|(?:insufficient|low)[- ]disk[- ]space|flood[- ]stage (?:disk )?watermark|read-only-allow-delete|disk resource limit alarm|free disk space is (?:insufficient|too low)|OS errno 28|errno:? 28\b/i,
      weight: 0.9,
      where: ['log', 'status'],
      says: () => 'can not write because its volume is full: no space left on device',
    },
    {
      code: 'storage.class_missing',
      find: /storageclass(?:es)?(?:\.storage\.k8s\.io)? "?([^" ]{1,253})"? not found/i,
      weight: 0.97,
      where: ['event', 'status'],
      says: ([, name]) => `names the storage class ${name ?? ''}, which does not exist (not found)`,
    },
    {
      code: 'storage.mount_failed',
      find: /Multi-Attach error|AttachVolume\.Attach failed|MountVolume\.(?:MountDevice|SetUp|NewMounter|WaitForAttach)\w* failed|Unable to attach or mount volumes|mount failed: exit status|FailedMapVolume/i,
      weight: 0.84,
      where: ['event'],
      not: /configmaps? "[^"]+" not found|secrets? "[^"]+" not found|references non-existent|object "[^"]+"\/"[^"]+" not registered|failed to sync (?:configmap|secret) cache/i,
      says: () => 'waits for a volume that can not be attached or mounted',
    },
    {
      code: 'storage.pvc_unbound',
      find: /no persistent volumes available for this claim|failed to provision volume|waiting for a volume to be created|no volume plugin matched|cannot find .{0,40}provisioner/i,
      weight: 0.86,
      where: ['event'],
      says: () => 'is not bound to a volume: it stays Pending',
    },
  ],
  rules: [claims, templates, fullVolumes, alerted],
};

function claims(scene: Scene): readonly Clue[] {
  const drivers = driversBlamed(scene.bundle, scene);
  return scene.all('PersistentVolumeClaim').flatMap((claim) => {
    const phase = textAt(claim.raw, 'status', 'phase');
    if (phase !== 'Pending' && phase !== 'Lost') return [];
    const name = textAt(claim.raw, 'spec', 'storageClassName');
    const type = scene.find('StorageClass', '', name);
    if (name !== '' && !type && scene.knows('StorageClass'))
      return [
        seen(scene, {
          code: 'storage.class_missing',
          about: claim,
          confidence: 0.9,
          quote: `phase ${phase}, storageClassName ${name}`,
          says: `names the storage class ${name}, which does not exist (not found), so it stays ${phase}`,
        }),
      ];
    const waits = textAt(type?.raw, 'volumeBindingMode') === 'WaitForFirstConsumer';
    const used = scene.neighbours(claim).some(({ kind }) => kind === 'Pod');
    if (phase === 'Pending' && waits && !used) return [];
    return [
      seen(scene, {
        code: 'storage.pvc_unbound',
        about: claim,
        related: drivers.get(keyOf(claim)) ?? [],
        confidence: phase === 'Lost' ? 0.85 : 0.78,
        quote: `phase ${phase}`,
        says: `is not bound to a volume: the claim is ${phase}`,
      }),
    ];
  });
}

/** Claims that a StatefulSet would make, of a class that is not there. */
function templates(scene: Scene): readonly Clue[] {
  return scene.all('StatefulSet').flatMap((one) =>
    listAt(one.raw, 'spec', 'volumeClaimTemplates').flatMap((template) => {
      const name = textAt(template, 'spec', 'storageClassName');
      const isThere = name === '' || scene.find('StorageClass', '', name) !== undefined;
      if (isThere || !scene.knows('StorageClass') || scene.standing(one) !== 'ailing') return [];
      const quote = `volumeClaimTemplates storageClassName ${name}`;
      const says = `makes its claims with the storage class ${name}, which does not exist (not found)`;
      return [seen(scene, { code: 'storage.class_missing', about: one, confidence: 0.88, quote, says })];
    }),
  );
}

/** Free bytes close to nothing, or used bytes close to everything. */
function fullVolumes(scene: Scene): readonly Clue[] {
  const capacity = seriesLike(scene, /volume_stats_capacity_bytes/);
  return seriesLike(scene, /volume_stats_(?:available|used)_bytes/).flatMap((series) => {
    const last = lastOf(series);
    const { persistentvolumeclaim: name = '' } = series.labels;
    const namespace = spaceOf(scene, series, name);
    if (last === undefined || name === '') return [];
    const most = capacity.find(
      ({ labels }) => labels['persistentvolumeclaim'] === name && (labels['namespace'] ?? namespace) === namespace,
    );
    const whole = most && lastOf(most);
    const isRatio = series.query.includes('/');
    const isFree = /available/.test(series.query);
    const share = isRatio
      ? last
      : whole !== undefined && whole > 0
        ? last / whole
        : isFree && last === 0
          ? 0
          : undefined;
    if (share === undefined || share > 1 || (isFree ? share > 0.02 : share < 0.98)) return [];
    const about = { kind: 'PersistentVolumeClaim', namespace, name };
    const users = scene.neighbours(about).filter(({ kind }) => kind === 'Pod');
    return [
      seen(scene, {
        code: 'storage.volume_full',
        about,
        related: users,
        confidence: 0.93,
        source: 'metrics',
        quote: `${series.query} = ${last}`,
        says: `is full: ${Math.round((isFree ? share : 1 - share) * 100)} % of the volume is free, so ${users[0]?.name ?? 'what uses it'} can not write`,
      }),
    ];
  });
}

/** A query that asks for one namespace often leaves it out of its answer. */
function spaceOf(scene: Scene, { query, labels }: Series, name: string): string {
  const said = labels['namespace'] ?? labels['exported_namespace'] ?? /\bnamespace="([\w.-]{1,253})"/.exec(query)?.[1];
  const [only, ...more] =
    said === undefined ? scene.all('PersistentVolumeClaim').filter((one) => one.name === name) : [];
  return said ?? (more.length === 0 ? only?.namespace : undefined) ?? '';
}

/** Claims that a pod mounts. */
export function claimsOf(raw: unknown): readonly string[] {
  return listAt(raw, 'spec', 'volumes')
    .map((one) => textAt(one, 'persistentVolumeClaim', 'claimName'))
    .filter(Boolean);
}

function alerted(scene: Scene): readonly Clue[] {
  return measuredBy(scene, [
    {
      code: 'storage.volume_full',
      name: /Volume(?:FillingUp|Full|Usage|Space|Inodes)|PVC\w{0,80}(?:Full|Usage|Space)/i,
      text: /\b[0-2](?:\.\d+)?\s?% (?:free|available|left)|\b(?:9[89]|100)(?:\.\d+)?\s?% (?:full|used)|no (?:free )?space/i,
      about: claimOf,
      says: 'is full or nearly so, as its alert measures: no space left on the volume',
    },
  ]);
}
