import { type Family, seen } from './family.js';
import type { Ref, Thing } from './bundle.js';
import type { Clue } from './fact.js';
import { conditionAt, listAt, msAt, numberAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { lastOf, seriesLike } from './series.js';

export const certificate: Family = {
  name: 'certificate',
  reads: ['objects', 'events', 'logs'],
  sayings: [
    {
      code: 'certificate.expired',
      find: /certificate (?:has |is |was )?(?:already )?expired|CERT_HAS_EXPIRED|CertificateExpired|cert(?:ificate)? .{0,40}not after|\bNotAfter: |expired certificate|SSL_ERROR_EXPIRED|\bNotTimeValid\b|certificate.{0,80}\bexpired (?:on|at|\d)/i,
      weight: 0.95,
      says: () => 'meets a TLS certificate that has expired',
    },
    {
      code: 'certificate.untrusted',
      find: /signed by unknown authority|self[- ]signed certificate|unable to (?:get (?:local )?issuer|verify the first) certificate|certificate is (?:valid for|not valid for) .{1,200}|CERTIFICATE_VERIFY_FAILED|ERR_TLS_CERT_ALTNAME|(?:hostname|host name).{0,80}(?:doesn't|does not|mismatch).{0,40}|PKIX path building failed|UNABLE_TO_VERIFY_LEAF|DEPTH_ZERO_SELF_SIGNED|tls: bad certificate|unknown ca\b|unknown certificate authority|SELF_SIGNED_CERT_IN_CHAIN|unable to find valid certification path|x509: cannot validate certificate|certificate verify failed|no (?:subject )?alternative (?:certificate subject )?(?:DNS |IP )?(?:names?|address)|remote certificate (?:is invalid|was rejected)|UntrustedRoot|PartialChain|RemoteCertificateNameMismatch/i,
      weight: 0.94,
      not: /certificate (?:has |is |was )?(?:already )?expired|NotTimeValid/i,
      says: () => 'does not trust a TLS certificate (unknown authority or wrong host name)',
    },
  ],
  rules: [certificates, secretsOfIngresses, ends],
};

function certificates(scene: Scene): readonly Clue[] {
  return scene.all('Certificate').flatMap((one) => {
    const ready = conditionAt(one.raw, 'Ready');
    const issuing = conditionAt(one.raw, 'Issuing');
    const until = msAt(one.raw, 'status', 'notAfter');
    const isExpired = until !== undefined && until < scene.now;
    const attempts = numberAt(one.raw, 'status', 'failedIssuanceAttempts') ?? 0;
    const steps = stepsOf(scene, one);
    const why =
      lostIssuer(scene, one) || (steps.map((step) => troubleOf(scene, step)).find((text) => text !== '') ?? '');
    const isFailing =
      textAt(ready, 'status') === 'False' || (textAt(issuing, 'status') === 'True' && (attempts > 0 || why !== ''));
    const clues: Clue[] = [];
    const quote = why || textAt(issuing, 'message') || textAt(ready, 'message');
    if (isFailing && (why !== '' || attempts > 0 || !/(?:Issuing certificate as|being issued)/i.test(quote)))
      clues.push(
        seen(scene, {
          code: 'certificate.issuance_failed',
          about: one,
          related: steps,
          confidence: why === '' ? 0.84 : 0.95,
          quote,
          at: msAt(one.raw, 'status', 'lastFailureTime') ?? scene.now,
          says: `is a certificate that is not issued or renewed: ${steps.some(({ kind }) => kind === 'Challenge') ? 'its challenge fails' : `the issuer ${textAt(one.raw, 'spec', 'issuerRef', 'name')} does not give it`}`,
        }),
      );
    if (isExpired)
      clues.push(
        seen(scene, {
          code: 'certificate.expired',
          about: one,
          confidence: 0.93,
          quote: `notAfter ${textAt(one.raw, 'status', 'notAfter')}`,
          says: `has expired: it ended on ${textAt(one.raw, 'status', 'notAfter')}`,
        }),
      );
    return clues;
  });
}

/** Requests, orders and challenges that were made for it, the deepest first. */
function stepsOf(scene: Scene, of: Thing): readonly Thing[] {
  const ownedBy = (owners: readonly Thing[], kind: string) =>
    scene.all(kind, of.namespace).filter(({ name: own, raw }) => {
      const above = listAt(raw, 'metadata', 'ownerReferences').map((owner) => textAt(owner, 'name'));
      return owners.some(({ name }) => (above.length > 0 ? above.includes(name) : own.startsWith(`${name}-`)));
    });
  const requests = ownedBy([of], 'CertificateRequest');
  const orders = ownedBy([...requests, of], 'Order');
  const issuer = textAt(of.raw, 'spec', 'issuerRef', 'name');
  const issuers = [scene.find('ClusterIssuer', '', issuer), scene.find('Issuer', of.namespace, issuer)].filter(
    (one) => one !== undefined,
  );
  return [...ownedBy([...orders, ...requests, of], 'Challenge'), ...orders, ...issuers, ...requests];
}

function troubleOf(scene: Scene, step: Thing): string {
  const { raw } = step;
  const state = textAt(raw, 'status', 'state');
  const reason = textAt(raw, 'status', 'reason');
  if (reason !== '' && state !== 'valid') return `${textAt(raw, 'spec', 'type')} ${reason}`.trim();
  const ready = conditionAt(raw, 'Ready');
  const said = textAt(ready, 'message');
  const waits = textAt(ready, 'reason') === 'Pending' && !/not found|does not exist|fail|error|denied/i.test(said);
  if (textAt(ready, 'status') === 'False' && !waits) return said;
  if (/invalid|errored/.test(state)) return `order is ${state}`;
  return scene.eventsOf(step).findLast(({ warning }) => warning && step.kind !== 'ClusterIssuer')?.message ?? '';
}

function lostIssuer(scene: Scene, { raw, namespace }: Thing): string {
  const name = textAt(raw, 'spec', 'issuerRef', 'name');
  const kind = textAt(raw, 'spec', 'issuerRef', 'kind') || 'Issuer';
  const isKnown = kind === 'ClusterIssuer' || kind === 'Issuer';
  if (name === '' || !isKnown || !scene.knows(kind) || scene.all(kind).some((one) => one.name === name)) return '';
  return `${kind} ${name} not found${namespace === '' ? '' : ` (named in ${namespace})`}`;
}

/** An Ingress whose TLS Secret does not exist, and which nobody is about to make. */
function secretsOfIngresses(scene: Scene): readonly Clue[] {
  return scene.all('Ingress').flatMap((one) =>
    listAt(one.raw, 'spec', 'tls').flatMap((tls) => {
      const name = textAt(tls, 'secretName');
      if (name === '' || !scene.knows('Secret', one.namespace) || scene.find('Secret', one.namespace, name)) return [];
      if (scene.all('Certificate', one.namespace).some(({ raw }) => textAt(raw, 'spec', 'secretName') === name))
        return [];
      return [
        seen(scene, {
          code: 'config.secret_missing',
          about: one,
          related: [{ kind: 'Secret', namespace: one.namespace, name }],
          confidence: 0.78,
          quote: `tls secretName ${name}`,
          says: `names the TLS Secret ${name}, which does not exist (not found)`,
        }),
      ];
    }),
  );
}

/** What probes and exporters measured of the end of a certificate. */
function ends(scene: Scene): readonly Clue[] {
  return seriesLike(scene, /cert(?:ificate)?_?(?:not_?after|expir)|_expiration_timestamp/i).flatMap((series) => {
    const last = lastOf(series);
    if (last === undefined) return [];
    // Either the seconds that are left, or the instant of the end.
    const isLeft = /-\s*time\(\)|_in_seconds|remaining|left/i.test(series.query);
    const end = isLeft ? scene.now + last * 1000 : last * 1000;
    if (end <= 0 || end >= scene.now || (!isLeft && last < 1e9)) return [];
    const about = holderOf(scene, series.labels);
    return about
      ? [
          seen(scene, {
            code: 'certificate.expired',
            about,
            confidence: 0.93,
            source: 'metrics',
            quote: `${series.query} = ${last}`,
            says: `holds a TLS certificate that has expired${series.labels['instance'] ? ` (${series.labels['instance']})` : ''}: it ended on ${new Date(end).toISOString()}`,
          }),
        ]
      : [];
  });
}

function holderOf(scene: Scene, labels: Readonly<Record<string, string>>): Ref | undefined {
  const namespace = labels['exported_namespace'] ?? labels['namespace'] ?? '';
  const named = labels['name'] ?? labels['secret_name'] ?? labels['secret'] ?? '';
  for (const kind of ['Certificate', 'Secret']) {
    const found = scene
      .all(kind)
      .find((one) => one.name === named && (namespace === '' || one.namespace === namespace));
    if (found) return found;
  }
  const host = (labels['instance'] ?? labels['target'] ?? labels['host'] ?? '')
    .replace(/^\w+:\/\//, '')
    .split(/[:/]/)[0];
  const ingress = scene
    .all('Ingress')
    .find(({ raw }) => listAt(raw, 'spec', 'rules').some((rule) => textAt(rule, 'host') === host));
  const tls = listAt(ingress?.raw, 'spec', 'tls').find(
    (one) => listAt(one, 'hosts').length === 0 || listAt(one, 'hosts').includes(host),
  );
  const secret = textAt(tls, 'secretName');
  if (ingress && secret !== '')
    return (
      scene.all('Certificate', ingress.namespace).find(({ raw }) => textAt(raw, 'spec', 'secretName') === secret) ?? {
        ...{ kind: 'Secret', namespace: ingress.namespace, name: secret },
      }
    );
  return ingress ?? scene.focus[0];
}
