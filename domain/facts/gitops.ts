import { type Family, seen } from './family.js';
import type { Thing } from './bundle.js';
import type { Clue } from './fact.js';
import { listAt, textAt } from './reading.js';
import type { Scene } from './scene.js';

export const gitops: Family = { name: 'gitops', reads: ['objects', 'events', 'logs'], rules: [applications, releases] };

function applications(scene: Scene): readonly Clue[] {
  return scene.all('Application').flatMap((one) => {
    const phase = textAt(one.raw, 'status', 'operationState', 'phase');
    const said = [
      ...listAt(one.raw, 'status', 'operationState', 'syncResult', 'resources')
        .filter((it) => textAt(it, 'status') === 'SyncFailed' || textAt(it, 'hookPhase') === 'Failed')
        .map((it) => textAt(it, 'message')),
      textAt(one.raw, 'status', 'operationState', 'message'),
      ...listAt(one.raw, 'status', 'conditions').map((it) => textAt(it, 'message')),
    ].filter(Boolean);
    const destination = textAt(one.raw, 'spec', 'destination', 'namespace');
    const lost = said.find((text) =>
      /namespaces? "?[^" ]{1,253}"? not found|cluster .{0,200}(?:not found|does not exist)|there are no clusters with this name|unable to find destination server|application destination .{0,200}(?:not permitted|invalid)/i.test(
        text,
      ),
    );
    if (lost !== undefined)
      return [
        seen(scene, {
          code: 'gitops.destination_missing',
          about: one,
          confidence: 0.95,
          quote: lost,
          says: `is to be placed into the namespace ${destination} or a cluster that does not exist (destination not found)`,
        }),
      ];
    const isBad =
      phase === 'Failed' ||
      phase === 'Error' ||
      listAt(one.raw, 'status', 'conditions').some((it) => /Error$/.test(textAt(it, 'type')));
    if (!isBad) return [];
    const inWords = said.flatMap((text) => toldOf(scene, one, text))[0];
    if (inWords) return [inWords];
    const missing =
      scene.all('Namespace').length > 1 && !scene.find('Namespace', '', destination) && destination !== '';
    return [
      seen(scene, {
        code: missing ? 'gitops.destination_missing' : 'gitops.sync_failed',
        about: one,
        confidence: 0.86,
        quote: said[0] ?? `operation phase ${phase}`,
        says: missing
          ? `is to be placed into the namespace ${destination}, which does not exist (not found)`
          : 'can not be synced: applying the desired state fails',
      }),
    ];
  });
}

/** A sync that fails for what another family knows. */
function toldOf(scene: Scene, about: Thing, quote: string): readonly Clue[] {
  const [, kind] =
    /could not find [\w.-]+\/(\w+) for requested resource|no matches for kind "?(\w+)/i.exec(quote) ?? [];
  if (kind !== undefined)
    return [
      seen(scene, {
        ...{ code: 'control-plane.kind_missing', about, quote, confidence: 0.93 },
        says: `can not be synced because the cluster does not serve the kind ${kind} (its definition is missing)`,
      }),
    ];
  const [, hook] = /failed calling webhook "([^"]{1,253})"/i.exec(quote) ?? [];
  return hook === undefined
    ? []
    : [
        seen(scene, {
          ...{ code: 'control-plane.webhook_failing', about, quote, confidence: 0.93 },
          says: `can not be synced because the admission webhook ${hook} does not answer`,
        }),
      ];
}

function releases(scene: Scene): readonly Clue[] {
  return [...scene.all('HelmRelease'), ...scene.all('Kustomization')].flatMap((one) => {
    const ready = listAt(one.raw, 'status', 'conditions').find((it) => textAt(it, 'type') === 'Ready');
    if (textAt(ready, 'status') !== 'False' || /Progressing|DependencyNotReady/.test(textAt(ready, 'reason')))
      return [];
    const quote = textAt(ready, 'message') || textAt(ready, 'reason');
    const isLost = /namespaces? "?[^" ]{1,253}"? not found/i.test(quote);
    return [
      seen(scene, {
        code: isLost ? 'gitops.destination_missing' : 'gitops.sync_failed',
        about: one,
        confidence: 0.9,
        quote,
        says: isLost
          ? 'is to be placed into a namespace that does not exist (not found)'
          : 'can not be applied: the sync or chart upgrade fails',
      }),
    ];
  });
}
