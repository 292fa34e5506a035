import { type NodeTask, parseWork, type TaskKind, type TaskResult } from '../../domain/fleet/task-kinds.js';

/** What a plain host is not the place for, each with where it would be done. */
const NOT_HERE: Readonly<Record<Exclude<TaskKind, 'certificate.rotate'>, string>> = {
  'module.apply': 'this host runs no modules: what is installed here is for its package manager',
  'config.apply': 'this host takes its configuration from whoever set it up, and not from here',
  'instance.reboot': 'this agent may not reboot its host: ask its provider, or do it by hand',
  'instance.reprovision': 'a host can not build itself anew: ask its provider',
  'instance.start': 'this host runs already',
  'instance.drain': 'nothing is placed on this host that could be moved away',
  'instance.isolate': 'this agent may not change the firewall of its host: do it by hand, or at the network',
  'sdwan.key-rotate': 'this agent reads WireGuard and does not change it: rotate the key with whatever set it up',
  'sdwan.peer-apply': 'this agent reads WireGuard and does not change it: set the addresses with whatever set it up',
  'sdwan.vip-take': 'this agent may not add addresses to its host: do it with whatever announces them',
  'sdwan.vip-release': 'this agent may not take addresses from its host: do it with whatever announces them',
  'sdwan.hub': 'this agent reads WireGuard and does not change it: make the hub with whatever set it up',
  'bgp.reset': 'this agent reads BGP and does not change it: reset the session with birdc or vtysh by hand',
  'storage.attach': 'this agent may not mount anything on its host: do it by hand, or with its provider',
  'storage.detach': 'this agent may not unmount anything on its host: do it by hand, or with its provider',
  'packages.upgrade':
    'this agent reads packages and does not change them: upgrade with the package manager of the host',
  'simulate.break': 'this node is real: only simulated ones can be broken',
};

/** Does what a task asks. What was sent is not trusted to be a task, and what can't be done is said in a sentence. */
export async function carryOut(
  task: NodeTask,
  { rotateCertificate }: { readonly rotateCertificate: () => Promise<string> },
): Promise<TaskResult> {
  const { attempt } = task;
  const work = parseWork(task.kind, task.parameters);
  if ('because' in work) return { ok: false, attempt, said: `this agent does not know what to do: ${work.because}` };
  const { kind } = work.value;
  if (kind !== 'certificate.rotate') return { ok: false, attempt, said: NOT_HERE[kind] };
  try {
    return { ok: true, attempt, said: `the certificate ${await rotateCertificate()} is in use` };
  } catch (error) {
    return { ok: false, attempt, said: `the certificate was not rotated: ${(error as Error).message}`.slice(0, 1000) };
  }
}
