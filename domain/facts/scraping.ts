import { type Alert, keyOf, type Thing } from './bundle.js';
import { seen } from './family.js';
import type { Clue } from './fact.js';
import { grouped } from './grouping.js';
import { byLabels, type ByLabels } from './labelled.js';
import { at, listAt, pairsAt, recordAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { matches, selects } from './selectors.js';
import { lastOf, seriesLike } from './series.js';

/** What alerts say that fire because nothing is measured any more, whatever the program does. */
const UNMEASURED =
  /\babsent(?:_over_time)?\s?\(|\bup\s?(?:\{[^}]{0,400}\}\s?)?(?:==|!=|<|\))|\bno (?:instance|target|series|metrics)\b|\breports? (?:up|metrics)\b|\bdisappeared\b|\btargets? (?:(?:is|are|has|have|was|were) )?(?:been )?(?:down|missing|gone|absent|lost)|\b(?:not|never) (?:be |being )?scraped/i;
const UNMEASURED_NAME = /Target(?:s)?(?:Down|Missing|Absent|Lost)|Absent$|Scrape|MetricsMissing|NoTargets|NoMetrics/i;
const RELATED_MAX = 10;
const MONITORS_MAX = 500;

/** Whether an alert fires for want of measurements: that says nothing of what was to be measured. */
export function isUnmeasured({ name, text }: Alert): boolean {
  return UNMEASURED.test(text) || UNMEASURED_NAME.test(name);
}

/** A monitor that selects nothing, asks for a port that nothing has, or that no Prometheus takes up. */
export function monitorsWithoutTargets(scene: Scene): readonly Clue[] {
  const monitors = [...scene.all('ServiceMonitor'), ...scene.all('PodMonitor')].slice(0, MONITORS_MAX);
  if (monitors.length === 0) return [];
  const known = { Pod: placesOf(scene, 'Pod'), Service: placesOf(scene, 'Service') };
  return monitors.flatMap((monitor) => {
    const kind = monitor.kind === 'PodMonitor' ? 'Pod' : 'Service';
    if (!scene.knows(kind)) return [];
    const spaces = spacesOf(monitor);
    // What it selects elsewhere was not read.
    const read = scene.bundle.namespaces;
    if (read && (spaces ?? ['']).some((space) => !read.includes(space))) return [];
    const wanted = pairsAt(monitor.raw, 'spec', 'selector', 'matchLabels');
    const chosen = (spaces ?? known[kind].spaces)
      .flatMap((space) => known[kind].by.holding(space, wanted))
      .filter((one) => selects({ ...monitor, kind: 'ServiceMonitor' }, one.labels));
    const wrong = chosen.length > 0 ? wrongPort(monitor, chosen) : undefined;
    const isLeft = chosen.length > 0 && wrong === undefined && isTakenByNobody(scene, monitor);
    if (chosen.length > 0 && wrong === undefined && !isLeft) return [];
    const related =
      chosen.length > 0 ? chosen : meantFor(monitor, { ...known[kind], own: spaces ?? known[kind].spaces });
    const base = { code: 'config.scrape_target_missing' as const, about: monitor };
    return [
      seen(scene, {
        ...base,
        related: related.slice(0, RELATED_MAX),
        confidence: isFelt(scene, monitor, related) ? 0.9 : 0.75,
        ...(isLeft ? leftTold(monitor) : wrong === undefined ? unselectedTold(monitor, kind) : wrongTold(wrong, kind)),
      }),
    ];
  });
}

function unselectedTold(monitor: Thing, kind: string): { readonly quote: string; readonly says: string } {
  const labels = Object.entries(pairsAt(monitor.raw, 'spec', 'selector', 'matchLabels')).map((pair) => pair.join('='));
  return {
    quote: `selector ${labels.join(',')}`,
    says: `selects no ${kind}, so nothing is scraped: the monitoring has no targets, and the service itself is not at fault`,
  };
}

function wrongTold(wrong: string, kind: string): { readonly quote: string; readonly says: string } {
  return {
    quote: `port ${wrong}`,
    says: `scrapes the port ${wrong}, which its ${kind}s do not have: the monitoring has no targets`,
  };
}

function leftTold(monitor: Thing): { readonly quote: string; readonly says: string } {
  const labels = Object.entries(monitor.labels).map((pair) => pair.join('='));
  return {
    quote: `labels ${labels.join(',') || 'none'}`,
    says: 'is taken up by no Prometheus, since its labels are not those that they select: the monitoring has no targets, and the service itself is not at fault',
  };
}

/** The namespaces that it looks into; undefined where it looks everywhere. */
function spacesOf({ raw, namespace }: Thing): readonly string[] | undefined {
  if (at(raw, 'spec', 'namespaceSelector', 'any') === true) return undefined;
  const named = listAt(raw, 'spec', 'namespaceSelector', 'matchNames').filter((one) => typeof one === 'string');
  return named.length > 0 ? named : [namespace];
}

/** The name of a port that it asks for, and that nothing it selects has. */
function wrongPort({ kind, raw }: Thing, chosen: readonly Thing[]): string | undefined {
  const isOfPods = kind === 'PodMonitor';
  const ports = listAt(raw, 'spec', isOfPods ? 'podMetricsEndpoints' : 'endpoints')
    .map((one) => textAt(one, 'port'))
    .filter(Boolean);
  const served = chosen.flatMap((one) =>
    isOfPods
      ? ['containers', 'initContainers'].flatMap((part) =>
          listAt(one.raw, 'spec', part).flatMap((container) => listAt(container, 'ports')),
        )
      : listAt(one.raw, 'spec', 'ports'),
  );
  const names = new Set(served.map((port) => textAt(port, 'name')));
  return ports.find((port) => !names.has(port));
}

/** Each Prometheus that is known says by labels which monitors it takes, and this one is not among them. */
function isTakenByNobody(scene: Scene, monitor: Thing): boolean {
  const key = monitor.kind === 'PodMonitor' ? 'podMonitorSelector' : 'serviceMonitorSelector';
  const takers = scene.all('Prometheus').map(({ raw }) => recordAt(raw, 'spec', key));
  const isAbout = scene.bundle.alerts.some((alert) => alert.firing && isUnmeasured(alert));
  return (
    isAbout &&
    takers.length > 0 &&
    takers.every((taker) => Object.keys(pairsAt(taker, 'matchLabels')).length > 0 && !matches(taker, monitor.labels))
  );
}

interface Places {
  readonly by: ByLabels<Thing>;
  readonly spaces: readonly string[];
}

function placesOf(scene: Scene, kind: 'Pod' | 'Service'): Places {
  const all = scene.all(kind);
  const spaces = [...new Set(all.map(({ namespace }) => namespace))].toSorted();
  return { by: kind === 'Pod' ? scene.podsBy : byLabels(all), spaces };
}

/** What it was probably meant for: what has those labels elsewhere, some of them here, or its name; the most alike first. */
function meantFor(monitor: Thing, { by, spaces, own }: Places & { readonly own: readonly string[] }): readonly Thing[] {
  const wanted = pairsAt(monitor.raw, 'spec', 'selector', 'matchLabels');
  const values = [...new Set(Object.values(wanted))];
  const elsewhere = values.length > 0 ? spaces.flatMap((space) => by.holding(space, wanted)) : [];
  const near = own.flatMap((space) => [
    ...by.named(space, monitor.name).filter(({ name }) => name === monitor.name),
    ...values.flatMap((value) => by.valued(space, value)),
  ]);
  const shared = grouped([...elsewhere, ...near], (one) => keyOf(one));
  return [...shared.values()]
    .toSorted((a, b) => b.length - a.length)
    .slice(0, RELATED_MAX)
    .flatMap(([one]) => (one ? [one] : []));
}

/** An alert misses just these measurements, or the discovery counts no target for it. */
function isFelt(scene: Scene, monitor: Thing, related: readonly Thing[]): boolean {
  const names = new Set([monitor.name, ...related.map(({ name }) => name)]);
  const isMissed = scene.bundle.alerts.some(
    (alert) => alert.firing && isUnmeasured(alert) && Object.values(alert.labels).some((value) => names.has(value)),
  );
  const scraped = seriesLike(scene, /\bup\b|scrape|targets/);
  const isOwn = (text: string) => text.includes(`/${monitor.namespace}/${monitor.name}/`);
  const own = scraped.filter(({ query, labels }) => isOwn(query) || Object.values(labels).some(isOwn));
  const counted = own.length > 0 ? own : scraped;
  return (
    isMissed || (counted.length > 0 && counted.every((one) => (lastOf(one) ?? 0) > 0 === /\babsent/.test(one.query)))
  );
}
