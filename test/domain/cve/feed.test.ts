import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseScore, readEntry } from '../../../domain/cve/feed.js';
import { openIntake } from '../../../domain/cve/intake.js';
import { readPurl, readSbom } from '../../../domain/cve/sbom.js';

function taken(sent: unknown) {
  const intake = openIntake();
  intake.push(JSON.stringify(sent));
  const found = intake.end();
  if ('wrong' in found) throw new Error(found.wrong);
  return found;
}

const OSV = {
  id: 'DSA-5678-1',
  aliases: ['CVE-2026-1234'],
  summary: 'overflow in libexample',
  published: '2026-03-01T10:00:00Z',
  database_specific: { severity: 'HIGH' },
  affected: [
    {
      package: { ecosystem: 'Debian:12', name: 'libexample' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.2.3-1+deb12u1' }] }],
    },
    {
      package: { ecosystem: 'npm', name: '@example/lib' },
      ranges: [
        { type: 'SEMVER', events: [{ introduced: '1.0.0' }, { last_affected: '1.4.0' }, { introduced: '2.0.0' }] },
      ],
    },
    { package: { ecosystem: 'Unheard', name: 'x' } },
  ],
};

describe('a feed of OSV', () => {
  it('gives one advisory under the name of its CVE, with ranges and releases', () => {
    expect(taken(OSV)).toEqual({
      ...{ read: 1, refused: 0, because: [] },
      advisories: [
        {
          ...{
            id: 'CVE-2026-1234',
            by: 'DSA-5678-1',
            bys: ['DSA-5678-1'],
            source: 'osv',
            severity: 'high',
            summary: 'overflow in libexample',
          },
          publishedAt: '2026-03-01T10:00:00.000Z',
          affected: [
            {
              ecosystem: 'deb',
              name: 'libexample',
              release: 'debian:12',
              ranges: [{ from: '', fixed: '1.2.3-1+deb12u1' }],
              by: 'DSA-5678-1',
            },
            {
              ...{ ecosystem: 'npm', name: '@example/lib', by: 'DSA-5678-1' },
              ranges: [{ from: '1.0.0', last: '1.4.0' }, { from: '2.0.0' }],
            },
          ],
        },
      ],
    });
  });

  it('keeps what can be read beside what can not', () => {
    const { advisories, refused, because } = taken([OSV, { id: 'X' }, { id: 'OSV-2026-1', affected: [] }]);
    expect(advisories).toHaveLength(1);
    expect(refused).toBe(2);
    expect(because).toEqual([
      'entry 2: it has no id',
      'entry 3: OSV-2026-1 names no package of an ecosystem that is known',
    ]);
    expect(readEntry('osv', 7)).toBe('it has no id');
  });
});

describe('a feed of NVD', () => {
  const nvd = (cve: object) => ({
    vulnerabilities: [{ cve: { id: 'CVE-2026-9', published: '2026-02-03T04:05:06.000', ...cve } }],
  });
  const match = (over: object) => ({
    configurations: [
      { nodes: [{ cpeMatch: [{ vulnerable: true, criteria: 'cpe:2.3:a:openbsd:openssh:*:*:*:*:*:*:*:*', ...over }] }] },
    ],
  });

  it('gives products with their bounds, and times in UTC', () => {
    const metrics = { cvssMetricV31: [{ type: 'Primary', cvssData: { baseSeverity: 'CRITICAL' } }] };
    const sent = nvd({ ...match({ versionStartExcluding: '8.5', versionEndExcluding: '9.8' }), metrics });
    expect(taken(sent).advisories).toMatchObject([
      {
        ...{ id: 'CVE-2026-9', source: 'nvd', severity: 'critical', publishedAt: '2026-02-03T04:05:06.000Z' },
        affected: [
          { ecosystem: 'generic', name: 'openssh', ranges: [{ from: '8.5', fromExcluded: true, fixed: '9.8' }] },
        ],
      },
    ]);
  });

  it('does not take every version of a product for hit where no version is named', () => {
    expect(taken(nvd(match({}))).advisories).toEqual([]);
  });

  it('says which was rejected', () => {
    const [one] = taken(nvd({ vulnStatus: 'Rejected', lastModified: '2026-04-01T00:00:00.000' })).advisories;
    expect(one?.withdrawnAt).toBe('2026-04-01T00:00:00.000Z');
  });
});

it.each([
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10],
  ['CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 7.8],
  ['CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
  ['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N', 3.7],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
  ['CVSS:2.0/AV:N', undefined],
  ['CVSS:3.1/AV:Q/AC:L', undefined],
])('the base score of %s is %s', (vector, score) => {
  expect(baseScore(vector)).toBe(score);
});

describe('a bill of materials', () => {
  it('is read of CycloneDX with what is within, and of SPDX by its references', () => {
    const cyclone = {
      bomFormat: 'CycloneDX',
      components: [
        { purl: 'pkg:deb/debian/openssl@3.0.11-1?arch=amd64&epoch=1', components: [{ purl: 'pkg:npm/%40a/b@1.0.0' }] },
        { name: 'x' },
      ],
    };
    expect(readSbom(cyclone)).toEqual({
      format: 'cyclonedx',
      unnamed: 1,
      packages: [
        { ecosystem: 'deb', name: 'openssl', version: '1:3.0.11-1' },
        { ecosystem: 'npm', name: '@a/b', version: '1.0.0' },
      ],
    });
    const built = (upstream: string) => readPurl(`pkg:deb/debian/libssl3@3.0.11-1?arch=amd64&upstream=${upstream}`);
    expect([built('openssl')?.source, built('openssl%401.1')?.source, built('libssl3')?.source]).toEqual([
      { name: 'openssl', version: '3.0.11-1' },
      { name: 'openssl', version: '1.1' },
      undefined,
    ]);
    expect(built('%')).toBeUndefined();
    const spdx = {
      spdxVersion: 'SPDX-2.3',
      packages: [{ externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:golang/github.com/a/b@v1.2.3' }] }],
    };
    expect(readSbom(spdx)).toEqual({
      format: 'spdx',
      unnamed: 0,
      packages: [{ ecosystem: 'go', name: 'github.com/a/b', version: 'v1.2.3' }],
    });
  });

  it('says what it is not', () => {
    expect(readSbom({})).toEqual({ because: expect.stringContaining('neither CycloneDX') });
    expect(readPurl('pkg:npm/%E0%A4%A@1')).toBeUndefined();
  });
});

it('takes anything without failing', () => {
  fc.assert(
    fc.property(fc.anything(), (sent) => {
      for (const entry of [sent, { ...OSV, affected: [sent] }, { cve: sent }])
        for (const format of ['osv', 'nvd'] as const)
          expect(['string', 'object']).toContain(typeof readEntry(format, entry));
      expect(readSbom(sent)).toBeTypeOf('object');
    }),
  );
});
