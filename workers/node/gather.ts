import { arch } from 'node:os';
import type { NodeReport } from '../../domain/fleet/report.js';
import { hostFacts } from './host.js';
import { certificatesIn } from './identity.js';
import { bgpSessions, wireguardPeers } from './network.js';
import { installedPackages, type PackageList } from './packages.js';

/** What changes seldom and costs more to find out. */
const SLOW_MS = 5 * 60_000;
/** Now and then everything is said, whatever was said before. */
const WHOLE_EVERY = 20;

export type Parts = Omit<NodeReport, 'boot' | 'seq' | 'at' | 'id'>;

/** Looks at this host. */
export function openGather(version: string, certificateFiles: readonly string[]) {
  let slow:
    | {
        readonly at: number;
        readonly facts: Readonly<Record<string, string>>;
        readonly packages: PackageList | undefined;
      }
    | undefined;

  return {
    /** `list` is the digest of the packages that somebody wants to see by name. */
    async look(list?: string): Promise<Parts> {
      if (!slow || performance.now() - slow.at > SLOW_MS) {
        const [facts, packages] = await Promise.all([hostFacts(), installedPackages()]);
        slow = { at: performance.now(), facts, packages };
      }
      const [peers, bgp, certificates] = await Promise.all([
        wireguardPeers(),
        bgpSessions(),
        certificatesIn(certificateFiles),
      ]);
      const { facts, packages } = slow;
      return {
        ...{ agent: version, status: 'running' as const, architecture: arch(), facts, certificates },
        ...(peers.length > 0 && { peers }),
        ...(bgp.length > 0 && { bgp }),
        ...(packages && { packages: packages.digest === list ? packages : { digest: packages.digest } }),
      };
    },
  };
}

/** Leaves out what the server has heard already. */
export function openNews() {
  const heard = new Map<string, string>();
  let since = 0;
  return {
    of(parts: Parts): Parts {
      since += 1;
      if (since >= WHOLE_EVERY) {
        heard.clear();
        since = 0;
      }
      return Object.fromEntries(
        Object.entries(parts).filter(([name, part]) => heard.get(name) !== JSON.stringify(part)),
      ) as Parts;
    },
    /** These parts have arrived. */
    noted(parts: Parts): void {
      for (const [name, part] of Object.entries(parts)) heard.set(name, JSON.stringify(part));
    },
    /** Nobody knows what has arrived. */
    forget: () => heard.clear(),
  };
}
