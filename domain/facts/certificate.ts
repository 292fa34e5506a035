import { type Family, seen } from './family.js';
import type { Thing } from './bundle.js';
import type { Clue } from './fact.js';
import { conditionAt, listAt, msAt, numberAt, textAt } from './reading.js';
import type { Scene } from './scene.js';

export const certificate: Family = {
  name: 'certificate',
  reads: ['objects', 'events', 'logs'],
  sayings: [
    {
      code: 'certificate.expired',
      find: /certificate (?:has |is )?expired|CERT_HAS_EXPIRED|certificate expired|cert(?:ificate)? .{0,40}not after|tls: expired certificate|SSL_ERROR_EXPIRED/i,
      weight: 0.95,
      says: () => 'meets a TLS certificate that has expired',
    },
    {
      code: 'certificate.untrusted',
      find: /signed by unknown authority|self[- ]signed certificate|unable to (?:get (?:local )?issuer|verify the first) certificate|certificate is (?:valid for|not valid for) .{1,200}|CERTIFICATE_VERIFY_FAILED|ERR_TLS_CERT_ALTNAME|(?:hostname|host name).{0,80}(?:doesn't|does not|mismatch).{0,40}|PKIX path building failed|UNABLE_TO_VERIFY_LEAF|DEPTH_ZERO_SELF_SIGNED|tls: bad certificate|unknown ca\b/i,
      weight: 0.94,
      not: /certificate (?:has |is )?expired/i,
      says: () => 'does not trust a TLS certificate (unknown authority or wrong host name)',
    },
  ],
  rules: [certificates, secretsOfIngresses],
};

function certificates(scene: Scene): readonly Clue[] {
  return scene.all('Certificate').flatMap((one) => {
    const ready = conditionAt(one.raw, 'Ready');
    const issuing = conditionAt(one.raw, 'Issuing');
    const until = msAt(one.raw, 'status', 'notAfter');
    const isExpired = until !== undefined && until < scene.now;
    const attempts = numberAt(one.raw, 'status', 'failedIssuanceAttempts') ?? 0;
    const steps = stepsOf(scene, one);
    const why = steps.map(({ raw }) => troubleOf(raw)).find((text) => text !== '') ?? '';
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
          says: `is a certificate that is not issued or renewed: ${steps.some(({ kind }) => kind === 'Challenge') ? 'its challenge fails' : 'the issuer does not give it'}`,
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
    scene
      .all(kind, of.namespace)
      .filter(({ raw }) =>
        listAt(raw, 'metadata', 'ownerReferences').some((owner) =>
          owners.some(({ name }) => name === textAt(owner, 'name')),
        ),
      );
  const requests = ownedBy([of], 'CertificateRequest');
  const orders = ownedBy(requests, 'Order');
  const issuer = textAt(of.raw, 'spec', 'issuerRef', 'name');
  const issuers = [scene.find('ClusterIssuer', '', issuer), scene.find('Issuer', of.namespace, issuer)].filter(
    (one) => one !== undefined,
  );
  return [...ownedBy(orders, 'Challenge'), ...orders, ...issuers, ...requests];
}

function troubleOf(raw: unknown): string {
  const state = textAt(raw, 'status', 'state');
  const reason = textAt(raw, 'status', 'reason');
  if (reason !== '' && state !== 'valid') return `${textAt(raw, 'spec', 'type')} ${reason}`.trim();
  const ready = conditionAt(raw, 'Ready');
  const isBad = textAt(ready, 'status') === 'False' && textAt(ready, 'reason') !== 'Pending';
  return isBad ? textAt(ready, 'message') : '';
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
