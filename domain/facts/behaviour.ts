import type { Series, Thing } from './bundle.js';
import { ownComplaint } from './complaints.js';
import { sameRef, seen } from './family.js';
import type { Clue } from './fact.js';
import { grouped } from './grouping.js';
import { peersIn } from './hosts.js';
import type { Scene } from './scene.js';
import { cameBack, firstOf, lastOf, stepOf } from './series.js';
import { subjectOf } from './subject.js';

const ERRORS = /error|fail|5\.\.|5xx|(?:status|code)\w{0,8}(?:=|=~|!~)"[^"]{0,20}5/i;
const LATENCY = /latency|duration|histogram_quantile|response_time/i;
/** Labels by which a caller tells whom it called. */
const PEER = [
  'peer',
  'peer_service',
  'upstream',
  'upstream_cluster',
  'destination',
  'destination_service',
  'destination_service_name',
  'target',
  'server_address',
  'net_peer_name',
  'remote',
  'dependency',
  'backend',
  'callee',
  'client_name',
];

/** Errors and latency that are high now; what rose and came back is over. */
export function measured(scene: Scene): readonly Clue[] {
  return scene.bundle.series.flatMap((series) => {
    const last = lastOf(series);
    const about = subjectOf(scene, series.labels);
    if (last === undefined || !about) return [];
    if (ERRORS.test(series.query) && series.query.includes('/') && last <= 1)
      return errorsOf(scene, series, about, last);
    return LATENCY.test(series.query) && series.points.length > 1 ? slownessOf(scene, series, about, last) : [];
  });
}

function errorsOf(scene: Scene, series: Series, about: Thing, last: number): readonly Clue[] {
  const isOver = cameBack(series);
  if (last <= 0.02 && !isOver) return [];
  const peer = peerOf(scene, series, about);
  const base = { about, source: 'metrics' as const, quote: `${series.query} = ${last}`, current: !isOver };
  const share = `${Math.round(last * 100)} %`;
  if (peer.name !== '' && !isOver)
    return [
      seen(scene, {
        ...base,
        code: 'dependency.erroring',
        confidence: 0.7,
        related: peer.refs,
        says: `gets errors for ${share} of its calls to ${peer.name}`,
      }),
    ];
  return [
    seen(scene, {
      ...base,
      code: 'app.error_rate_high',
      confidence: 0.62,
      says: isOver
        ? 'answered many requests with errors; that is over and back to normal'
        : `answers ${share} of its requests with errors (error rate)`,
    }),
  ];
}

function slownessOf(scene: Scene, series: Series, about: Thing, last: number): readonly Clue[] {
  const isOver = cameBack(series);
  const rose = last > (firstOf(series) ?? last) * 3 && last > 0.3;
  if (!rose && !isOver) return [];
  const peer = peerOf(scene, series, about);
  const base = { about, source: 'metrics' as const, quote: `${series.query} = ${last}`, current: !isOver };
  if (peer.name !== '' && !isOver)
    return [
      seen(scene, {
        ...base,
        code: 'dependency.slow',
        confidence: 0.72,
        related: peer.refs,
        says: `waits for ${peer.name}, which answers slowly (latency of the calls to it is ${last})`,
      }),
    ];
  return [
    seen(scene, {
      ...base,
      code: 'app.slow',
      confidence: 0.58,
      says: isOver ? 'answered slowly; that is over and back to normal' : `answers slowly (latency is ${last})`,
    }),
  ];
}

/** Whom a series measures as seen by its caller. */
function peerOf(scene: Scene, { labels }: Series, about: Thing) {
  const name = PEER.map((label) => labels[label] ?? '').find((value) => value !== '' && value !== about.name) ?? '';
  return { name, refs: name === '' ? [] : peersIn(` ${name} `, about.namespace, scene.find) };
}

/** Several services of one query went bad one after the other: the first in time is where it began. */
export function spreading(scene: Scene): readonly Clue[] {
  const byQuery = grouped(
    scene.bundle.series.filter((one) => (ERRORS.test(one.query) || LATENCY.test(one.query)) && !cameBack(one)),
    ({ query }) => query,
  );
  return [...byQuery].flatMap(([query, all]) => {
    const isError = ERRORS.test(query);
    const rose = all
      .flatMap((series) => {
        const [at, about] = [stepOf(series), subjectOf(scene, series.labels)];
        const least = isError ? 0.02 : 0.3;
        return at === undefined || !about || (lastOf(series) ?? 0) < least ? [] : [{ at, about, last: lastOf(series) }];
      })
      .toSorted((a, b) => a.at - b.at || (a.about.name < b.about.name ? -1 : 1));
    const [first, second] = rose;
    const names = new Set(rose.map(({ about }) => about.name));
    if (!first || !second || first.at >= second.at || names.size < 2) return [];
    const others = rose.filter(({ about }) => about.name !== first.about.name).map(({ about }) => about);
    const isChain = isError && names.size > 2;
    const [caller] = others.filter((one) => scene.focus.some((ref) => sameRef(scene.top(ref), one)));
    const victim = caller ?? second.about;
    const what = isError ? 'errors' : 'slowness';
    return [
      seen(scene, {
        code: isChain ? 'dependency.cascading_failure' : isError ? 'dependency.erroring' : 'dependency.slow',
        about: isChain ? first.about : victim,
        related: isChain ? others : [first.about],
        confidence: 0.74,
        quote: `${query} = ${first.last}`,
        source: 'metrics',
        at: first.at,
        says: isChain
          ? `fails first, and ${others.map(({ name }) => name).join(', ')} after it: a cascade along the chain of calls`
          : `got worse after ${first.about.name}, whose ${what} came first (slow or failing callee)`,
      }),
    ];
  });
}

const ABOUT_ERRORS = /error|fail|5xx|\b50\d\b|exception|success|budget|slo\b|broken|wrong|reject/i;

/** The same error of its own again and again, in what was asked about because of errors. */
export function ownErrors(scene: Scene): readonly Clue[] {
  const firing = scene.bundle.alerts.filter((alert) => alert.firing);
  const text = [scene.bundle.question, ...firing.map(({ name, text: said }) => `${name} ${said}`)].join(' ');
  if (!ABOUT_ERRORS.test(text)) return [];
  const asked = new Set(scene.focus.flatMap((ref) => scene.podsOf(scene.top(ref)).concat(selectedBy(scene, ref))));
  return scene.bundle.logs.flatMap((log) => {
    const pod = [...asked].find(({ namespace, name }) => namespace === log.namespace && name === log.pod);
    const complaint = pod && scene.standing(pod) === 'well' ? ownComplaint(scene, log) : undefined;
    if (!pod || !complaint || complaint.count < 2) return [];
    return [
      seen(scene, {
        code: 'app.error_rate_high',
        about: pod,
        confidence: 0.56,
        quote: complaint.line.trim(),
        source: 'logs',
        at: complaint.at ?? scene.now,
        says: 'answers with errors of its own (error rate), and blames nobody else',
      }),
    ];
  });
}

function selectedBy(scene: Scene, ref: { kind: string; namespace: string; name: string }): readonly Thing[] {
  return ref.kind === 'Service'
    ? scene.neighbours(ref).flatMap((other) => (other.kind === 'Pod' ? scene.podsOf(other) : []))
    : [];
}
