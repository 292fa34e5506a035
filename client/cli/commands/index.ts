import type { AddCommand } from '../command.js';
import { actions, propose } from './propose.js';
import { agents, people } from './people.js';
import { approvals } from './approvals.js';
import { autonomy } from './autonomy.js';
import { backup, restore } from './backup.js';
import { capture } from './capture.js';
import { causes } from './causes.js';
import { changes } from './changes.js';
import { chains } from './chains.js';
import { cluster } from './cluster.js';
import { config } from './config.js';
import { cve } from './cve.js';
import { diagnose } from './diagnose.js';
import { diagnoses } from './diagnoses.js';
import { doctor } from './doctor.js';
import { fleetEstate } from './fleet-estate.js';
import { fleet } from './fleet.js';
import { fleetProviders } from './fleet-providers.js';
import { fleetSimulate } from './fleet-simulate.js';
import { gateway, migrate, worker } from './production.js';
import { gitops } from './gitops.js';
import { modules } from './modules.js';
import { freeze, killSwitch, thaw } from './stops.js';
import { interventions } from './interventions.js';
import { breakers, flags } from './surroundings.js';
import { budgets, windows } from './limits.js';
import { ledger } from './ledger.js';
import { node } from './node.js';
import { notices } from './notices.js';
import { policies } from './policies.js';
import { routes } from './routes.js';
import { status } from './status.js';
import { tasks } from './tasks.js';
import { tokens } from './tokens.js';
import { trust } from './trust.js';
import { up } from './up.js';
import { conditions } from './conditions.js';
import { decisions } from './decisions.js';
import { rounds } from './rounds.js';
import { sensors } from './sensors.js';
import { trace } from './trace.js';

/** All commands, in the order in which help shows them. */
export const commands: readonly AddCommand[] = [
  up,
  status,
  doctor,
  diagnose,
  diagnoses,
  capture,
  causes,
  changes,
  cluster,
  fleetEstate,
  fleet,
  fleetProviders,
  node,
  fleetSimulate,
  sensors,
  conditions,
  decisions,
  trace,
  rounds,
  cve,
  gitops,
  modules,
  propose,
  interventions,
  approvals,
  tasks,
  actions,
  policies,
  chains,
  autonomy,
  trust,
  budgets,
  windows,
  flags,
  breakers,
  notices,
  routes,
  freeze,
  thaw,
  killSwitch,
  ledger,
  people,
  agents,
  tokens,
  config,
  backup,
  restore,
  migrate,
  gateway,
  worker,
];
