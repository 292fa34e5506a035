import { hostname } from 'node:os';
import { join } from 'node:path';
import { isLoopback } from '../../config/loopback.js';
import { parseNodeSecret } from '../../domain/fleet/credential.js';
import { openAgent, type Round } from '../node/agent.js';
import { type NodeFolder, type NodeState, openNodeFolder } from '../node/identity.js';
import { openServer } from '../node/server.js';
import { stopRequested } from './signals.js';
import { VERSION } from './version.js';

/** The command was given what it can't use, or not what it needs. */
export class NodeMisused extends Error {
  override name = 'NodeMisused';
}

export interface NodeSpec {
  readonly data: string;
  readonly server?: string;
  readonly token?: string;
  readonly certificates: readonly string[];
  readonly once: boolean;
  /** Lets the credential go over a connection that others may read. */
  readonly plain: boolean;
  readonly say: (text: string) => void;
  readonly onEnrolled: (who: Pick<NodeState, 'account' | 'instance' | 'server'>) => void;
}

/** Runs the agent of this host: until it is stopped, or for one round. */
export async function runNode(spec: NodeSpec): Promise<(Round & Pick<NodeState, 'account' | 'instance'>) | undefined> {
  const stopping = new AbortController();
  // A single round ends by itself, and at once when it is interrupted.
  if (!spec.once) void stopRequested().reason.then(() => stopping.abort());
  const folder = openNodeFolder(join(spec.data, 'node'));
  const state = await enrolled(spec, folder, stopping.signal);
  const agent = await openAgent({
    ...{
      folder,
      state,
      version: VERSION,
      certificateFiles: spec.certificates,
      say: spec.say,
      stopping: stopping.signal,
    },
  });
  if (spec.once) return { account: state.account, instance: state.instance, ...(await agent.once()) };
  await agent.run();
  return undefined;
}

/** A token makes it somebody; without one it is who it was. */
async function enrolled(spec: NodeSpec, folder: NodeFolder, stopping: AbortSignal): Promise<NodeState> {
  const known = await folder.read();
  if (spec.token === undefined) {
    if (!known)
      throw new Error(
        `this host is not enrolled: get a token with "reeve fleet enrol ${hostname()} --template NAME", then give it with --token and --server`,
      );
    return spec.server === undefined ? known : { ...known, server: addressOf(spec, spec.server) };
  }
  if (!parseNodeSecret('enrolment', spec.token))
    throw new NodeMisused('--token takes what "reeve fleet enrol" printed: a text that begins with rve_');
  const server = addressOf(spec, spec.server ?? known?.server);
  const { account, instance, credential, endsAt, everyMs } = await openServer(server, () => '-', stopping).enrol(
    spec.token,
  );
  const state = {
    ...{ server, account, instance, credential, everyMs, credentialFrom: Date.now(), credentialEndsAt: endsAt },
    // Whoever was here before may have been this instance too: its numbers are over.
    seqUpTo: known?.seqUpTo ?? 0,
  };
  await folder.write(state);
  spec.onEnrolled(state);
  return state;
}

function addressOf({ plain }: NodeSpec, text: string | undefined): string {
  if (text === undefined)
    throw new NodeMisused('--server is missing: give the address of Reeve, such as https://reeve.example');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new NodeMisused(
      `--server takes an address such as https://reeve.example, not ${JSON.stringify(text.slice(0, 80))}`,
    );
  if (url.protocol === 'http:' && !plain && !isLoopback(url.hostname.replace(/^\[(.*)\]$/, '$1')))
    throw new NodeMisused(
      `${url.origin} is not encrypted, and who listens could take this node's credential: use https, or --plain-http where the network is trusted`,
    );
  return url.origin;
}
