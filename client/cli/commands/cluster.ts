import { oneOf, wholeNumber } from '../allowed.js';
import { type AddCommand, type CommonFlags, type Desk, Misused } from '../command.js';
import { ok, warn } from '../paint.js';
import { openProgress } from '../progress.js';
import { table } from '../table.js';

interface SimulateFlags extends CommonFlags {
  readonly fault?: readonly string[];
  readonly nodes: number;
  readonly list?: boolean;
  readonly whileRunning?: number;
}

const NODES_MAX = 50;

export const cluster: AddCommand = (program, desk) => {
  const group = program
    .command('cluster')
    .description('a simulated Kubernetes cluster to try things on, and its faults');
  group
    .command('simulate')
    .description('start a real control plane with played nodes, a small shop on it, and the faults that you name')
    .option('--fault <name...>', 'a fault to raise; may be given several times')
    .option('--nodes <number>', 'how many nodes it has', wholeNumber('--nodes', 1, NODES_MAX), 3)
    .option('--list', 'show the faults, and start nothing')
    .option('--while-running <pid>', 'stop when that process is gone', wholeNumber('--while-running', 2, 4_194_304))
    .addHelpText('after', '\nExample:\n  reeve cluster simulate --fault crash-loop --fault quota-exceeded')
    .action((flags: SimulateFlags) => (flags.list ? list(desk, flags) : simulate(desk, flags)));
  group
    .command('faults')
    .description('the faults that a simulated cluster can show, and which are on')
    .addHelpText('after', '\nExample:\n  reeve cluster faults')
    .action((flags: CommonFlags) => list(desk, flags));
  group
    .command('fault')
    .argument('<name>', 'such as crash-loop')
    .argument('<on|off>', 'raise it or clear it', oneOf('<on|off>', ['on', 'off']))
    .description('switch a fault of the running simulated cluster on or off')
    .addHelpText('after', '\nExample:\n  reeve cluster fault oom-killed on')
    .action((name: string, state: 'on' | 'off', flags: CommonFlags) => flip(desk, { name, state, flags }));
};

async function list({ config, paint, print }: Desk, { data, config: file, json }: CommonFlags): Promise<void> {
  const flags = common({ data, config: file, json });
  const settings = config({ ...flags });
  const { listFaults } = await import('../../../workers/main/simulate.js');
  const faults = await listFaults(settings);
  const isRunning = faults.some(({ on }) => on !== undefined);
  print(flags, faults, () =>
    isRunning
      ? table(
          ['fault', 'state', 'shows'],
          faults.map(({ name, shows, on }) => [name, on ? warn('on') : ok('off'), shows]),
          paint(settings),
        )
      : table(
          ['fault', 'shows'],
          faults.map(({ name, shows }) => [name, shows]),
        ),
  );
}

async function simulate({ config, io, print }: Desk, given: SimulateFlags): Promise<void> {
  const { fault: faults = [], nodes, list: _list, whileRunning, ...flags } = given;
  const settings = config({ ...flags });
  const { simulate: start, NoSuchFault } = await import('../../../workers/main/simulate.js');
  const progress = openProgress(io);
  try {
    await start({
      ...{ config: settings, faults, nodes },
      ...(whileRunning !== undefined && { parent: whileRunning }),
      onProgress: ({ part, phase, detail }) => progress.step(`${part}: ${phase}${detail ? ` (${detail})` : ''}`),
      onStep: (text) => progress.step(text),
      onTrouble: (text) => io.err(text),
      onReady(ready) {
        progress.end();
        const { kubeconfig, estate, readyMs, data } = ready;
        const [first] = ready.faults;
        const here = flags.data === undefined ? '' : ` --data ${flags.data}`;
        print(flags, ready, () =>
          [
            `The simulated cluster is ready after ${(readyMs / 1000).toFixed(1)} s. Ctrl-C stops it; the next start goes on from there.`,
            `  kubeconfig  ${kubeconfig}`,
            `  nodes       ${ready.nodes.join(', ')}`,
            `  estate      a small shop in namespace ${estate}`,
            ...ready.faults.map(({ name, namespace }) => `  fault       ${name} in namespace ${namespace}`),
            `  data        ${data}`,
            'What to try next:',
            `  kubectl --kubeconfig ${kubeconfig} get pods -A`,
            `  npx reeve diagnose -n ${first?.namespace ?? estate} --kubeconfig ${kubeconfig}`,
            `  npx reeve cluster fault ${first ? `${first.name} off` : 'crash-loop on'}${here}`,
            `  npx reeve cluster faults${here}`,
          ].join('\n'),
        );
      },
    });
  } catch (error) {
    throw error instanceof NoSuchFault ? new Misused(error.message, { cause: error }) : error;
  } finally {
    progress.end();
  }
}

interface Flip {
  readonly name: string;
  readonly state: 'on' | 'off';
  readonly flags: CommonFlags;
}

async function flip({ config, io, print }: Desk, { name, state, flags }: Flip): Promise<void> {
  const settings = config({ ...flags });
  const { switchFault, NoSuchFault } = await import('../../../workers/main/simulate.js');
  const progress = openProgress(io);
  progress.step(state === 'on' ? `raising ${name}` : `clearing ${name}`);
  try {
    const switched = await switchFault(settings, name, state === 'on');
    progress.end();
    print(flags, switched, () =>
      state === 'on'
        ? `${name} is on in namespace ${switched.namespace}: reeve diagnose -n ${switched.namespace} --kubeconfig ${switched.kubeconfig}`
        : `${name} is off: namespace ${switched.namespace} is well again`,
    );
  } catch (error) {
    throw error instanceof NoSuchFault ? new Misused(error.message, { cause: error }) : error;
  } finally {
    progress.end();
  }
}

/** Only the flags that all commands have. */
function common({ data, config, json }: { [key in keyof CommonFlags]: CommonFlags[key] | undefined }): CommonFlags {
  return {
    ...(data !== undefined && { data }),
    ...(config !== undefined && { config }),
    ...(json !== undefined && { json }),
  };
}
