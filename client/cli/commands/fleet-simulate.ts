import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FleetFault } from '../../../domain/fleet/faults/fault.js';
import { FLEET_FAULTS, faultNamed } from '../../../domain/fleet/faults/index.js';
import { SENSORS } from '../../../domain/sensing/index.js';
import { nearest } from '../../../config/nearest.js';
import { plural } from '../../../domain/wording.js';
import { textUpTo, wholeNumber } from '../allowed.js';
import { openApi } from '../api.js';
import { type AddCommand, type CommonFlags, type Desk, Misused } from '../command.js';
import { type Flags, groupOf } from '../group.js';
import { openProgress } from '../progress.js';
import { table } from '../table.js';

interface SimulateFlags extends Flags {
  readonly instances: number;
  readonly server?: string;
}
interface BreakFlags extends Flags {
  readonly target?: string;
  readonly off?: boolean;
}

const INSTANCES_MAX = 20_000;
const ANY_OF = 10_000;
const FOLDER = 'simulated-fleet';

export const fleetSimulate: AddCommand = (program, desk) => {
  const { command } = groupOf(program, 'fleet', 'machines, what they should run, and what they are seen to do');
  command(
    'simulate',
    'play a fleet of machines that are not there, over the protocol of real ones',
    'simulate --instances 200',
  )
    .option('--instances <number>', 'how many it has', wholeNumber('--instances', 6, INSTANCES_MAX), 200)
    .option('--server <url>', 'the same as --url')
    .action((flags: SimulateFlags) => simulate(desk, flags));
  command('break', 'let something go wrong in a simulated fleet', 'break silent --target web-001')
    .argument('<fault>', 'such as module-drift; "reeve fleet faults" shows all')
    .option('--target <name>', 'what it happens to; without it, any that it can', textUpTo('--target', 300))
    .option('--off', 'make it well again')
    .action((name: string, flags: BreakFlags) => breakIt(desk, name, flags));
  command('faults', 'what can go wrong in a simulated fleet, and which sensor sees it', 'faults').action(
    (flags: CommonFlags) => {
      const shown = FLEET_FAULTS.map(({ name, shows, sensor, about, otherwise }) => ({
        ...{ name, shows, sensor, about },
        ...(otherwise !== undefined && { otherwise }),
      }));
      desk.print(flags, shown, () =>
        table(
          ['fault', 'happens to', 'seen by', 'shows'],
          shown.map((one) => [one.name, one.about, one.sensor, one.otherwise ?? one.shows]),
        ),
      );
    },
  );
};

async function simulate({ config, io, print }: Desk, given: SimulateFlags): Promise<void> {
  const { instances, server, ...flags } = given;
  const settings = config({ ...flags, ...(server !== undefined && { url: server }) });
  const { url, token } = await openApi(settings);
  const { startSimulation } = await import('../../../workers/main/fleet-simulation.js');
  const progress = openProgress(io);
  const dir = join(settings.data, FOLDER);
  const ended = new AbortController();
  const end = () => ended.abort();
  const stopped = once(ended.signal, 'abort');
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, end);
  try {
    const simulation = await startSimulation({
      ...{ url, token, instances, dir },
      onStep: (text) => progress.step(text),
      onTrouble: (text) => io.err(text),
    });
    progress.end();
    print(flags, { machines: simulation.machines, made: simulation.made, dir }, () =>
      [
        `${plural(simulation.machines, 'simulated machine', 'simulated machines')} report to ${url}${simulation.made ? '' : ', as the account had them already'}. Ctrl-C ends it; the next start goes on from there.`,
        'What to try next:',
        '  npx reeve fleet faults',
        '  npx reeve fleet break module-drift',
      ].join('\n'),
    );
    await stopped;
    await simulation.stop();
  } finally {
    progress.end();
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, end);
  }
}

async function breakIt({ config, print }: Desk, name: string, given: BreakFlags): Promise<void> {
  const { target, off = false, ...flags } = given;
  const fault = faultNamed(name);
  if (!fault) {
    const meant = nearest(
      name,
      FLEET_FAULTS.map((one) => one.name),
    );
    const hint = meant === undefined ? '"reeve fleet faults" shows all' : `did you mean ${meant}?`;
    throw new Misused(`there is no fault ${JSON.stringify(name.slice(0, 60))}: ${hint}`);
  }
  if (off && target === undefined)
    throw new Misused('--off goes with --target: who raised it was told what it happens to');
  const api = await openApi(config({ ...flags }));
  const { fleetApi, strike } = await import('../../../workers/main/fleet-simulation.js');
  const on = !off;
  // What is broken again and again is broken all over the fleet.
  const whose = target === undefined ? { after: randomInt(ANY_OF) } : { target };
  const struck = await strike({ api: fleetApi(api.call), fault, on, ...whose });
  if ('because' in struck) throw new Misused(struck.because);
  print(flags, { fault: name, on, ...struck }, () =>
    on
      ? [
          `${name} is raised at ${struck.target}: ${fault.shows} ${seenWhen(fault)}`,
          `"reeve fleet break ${name} --target ${struck.target} --off" ends it`,
        ].join('\n')
      : `${name} is cleared at ${struck.target}`,
  );
}

function seenWhen({ sensor, waits = '' }: FleetFault): string {
  const parameter = SENSORS.find(({ id }) => id === sensor)?.parameters[waits];
  return parameter?.is === 'number'
    ? `${sensor} says so once it has lasted (${waits}: ${parameter.default} ${parameter.unit}, unless it is set otherwise).`
    : `${sensor} says so in its next round.`;
}
