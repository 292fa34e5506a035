import { describe, expect, it } from 'vitest';
import { ask } from '../../workers/node/command.js';
import { mountFacts, osFacts, serviceFacts } from '../../workers/node/host.js';
import { parseBird, parseFrr, parseWireguard } from '../../workers/node/network.js';
import { debPackages, listOf, rpmPackages } from '../../workers/node/packages.js';

const KEY = 'yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=';
const PRIVATE = 'cHJpdmF0ZSBrZXkgdGhhdCBub2JvZHkgbWF5IHNlZSEhISE=';
const SHARED = 'c2hhcmVkIHNlY3JldCB0aGF0IG5vYm9keSBtYXkgc2VlISE=';

describe('what a host says of itself', () => {
  it('is its system', () => {
    expect(osFacts('ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nbad line\n')).toEqual({
      ...{ os: 'debian', 'os-version': '12', 'os-name': 'Debian GNU/Linux 12 (bookworm)' },
    });
    expect(osFacts('')).toEqual({});
  });

  it('is what is mounted, but not what every Linux has', () => {
    const text =
      'proc /proc proc rw 0 0\n/dev/sda1 / ext4 ro,relatime 0 0\nnas:/a /srv/data nfs4 rw 0 0\n/dev/sdb /with\\040space ext4 rw 0 0\nx\n';
    expect(mountFacts(text)).toEqual({ 'mount:/': 'ext4 read-only', 'mount:/srv/data': 'nfs4 writable' });
  });

  it('is what runs, and what failed', () => {
    const text =
      'ssh.service loaded active running OpenSSH\nx.service loaded failed failed X\nold.service not-found inactive dead\n';
    expect(serviceFacts(text)).toEqual({
      'services-running': '1',
      'services-failed': '1',
      'services-failed-names': 'x',
    });
  });

  it('is what is installed, the same list by the same name', () => {
    const deb = debPackages(
      'installed bash 5.2-1\ninstalled libc6:amd64 2.36\ninstalled libc6:i386 2.36\nconfig-files old 1\n\nnoise\n',
    );
    expect(deb).toEqual(['bash@5.2-1', 'libc6@2.36']);
    const built =
      'installed adduser 3.1 adduser 3.1\ninstalled libssl3:amd64 3.0 openssl 3.0\ninstalled cpp 4:12.2 gcc-defaults 1.203\n';
    expect(debPackages(built)).toEqual(['adduser@3.1', 'cpp@4:12.2 gcc-defaults@1.203', 'libssl3@3.0 openssl']);
    expect(rpmPackages('bash 0:5.1-9.el9\nperl 4:5.32-480.el9\n')).toEqual(['bash@5.1-9.el9', 'perl@4:5.32-480.el9']);
    expect(listOf({ deb }).digest).toBe(listOf({ deb: deb.toReversed() }).digest);
    expect(listOf({ deb }).digest).not.toBe(listOf({ rpm: deb }).digest);
  });

  it('is its networks by the fingerprints of their keys: no key leaves it', () => {
    const text = [
      `wg0\t${PRIVATE}\t${KEY}\t51820\toff`,
      `wg0\t${KEY}\t${SHARED}\t192.0.2.1:51820\t10.0.0.2/32,fd00::2/128\t1700000000\t10\t20\t25`,
      `wg0\t${KEY}\t(none)\t(none)\t10.0.0.3/32\t0\t0\t0\toff`,
      'garbage',
      '',
    ].join('\n');
    const peers = parseWireguard(text);
    expect(peers).toMatchObject([
      { network: 'wg0', allowedIps: ['10.0.0.2/32', '10.0.0.3/32', 'fd00::2/128'], handshakeAt: 1_700_000_000_000 },
    ]);
    expect(peers[0]?.key).toMatch(/^sha256:[0-9a-f]{32}$/);
    for (const secret of [KEY, PRIVATE, SHARED]) expect(JSON.stringify(peers)).not.toContain(secret.slice(0, 12));
  });

  it('is its BGP sessions, by BIRD', () => {
    const text = [
      'Name       Proto      Table      State  Since         Info',
      'device1    Device     ---        up     10:00:00.000',
      'up1        BGP        ---        up     10:00:00.000  Established',
      '  BGP state:          Established',
      '    Neighbor address: 10.0.0.2',
      'down1      BGP        ---        start  10:00:00.000  Active        Socket: Connection refused',
      '  BGP state:          Active',
      '    Neighbor address: fe80::1%eth0',
      '    Last error:       Socket: Connection refused',
      'off1       BGP        ---        down   10:00:00.000',
      '  BGP state:          Down',
      '    Neighbor address: 10.0.0.9',
    ].join('\n');
    expect(parseBird(text)).toEqual([
      { neighbor: '10.0.0.2', state: 'established' },
      { neighbor: 'fe80::1', state: 'active', error: 'Socket: Connection refused' },
      { neighbor: '10.0.0.9', state: 'idle' },
    ]);
  });

  it('is its BGP sessions, by FRR', () => {
    const family = {
      peers: {
        '10.0.0.2': { state: 'Established' },
        '10.0.0.3': { state: 'Idle (Admin)' },
        odd: { state: 'Established' },
      },
    };
    expect(parseFrr(JSON.stringify({ ipv4Unicast: family, ipv6Unicast: family }))).toEqual([
      { neighbor: '10.0.0.2', state: 'established' },
      { neighbor: '10.0.0.3', state: 'idle' },
    ]);
    for (const text of ['', 'null', '[]', '{"a":null}', '{"a":{"peers":7}}']) expect(parseFrr(text)).toEqual([]);
  });

  it('comes from programs that may be missing, fail or say too much', async () => {
    expect(await ask('no-such-program-here', [])).toBeUndefined();
    expect(await ask('false', [])).toBeUndefined();
    expect(await ask('head', ['-c', '5000000', '/dev/zero'])).toBeUndefined();
    expect(await ask('echo', ['$(id)', ';', 'x'])).toBe('$(id) ; x\n');
  });
});
