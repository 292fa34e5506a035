import type { Page } from '../page.js';
import { agentPage } from './agent.js';
import { approvalPage } from './approval.js';
import { approvalsPage } from './approvals.js';
import { changesPage } from './changes.js';
import { conditionPage } from './condition.js';
import { conditionsPage } from './conditions.js';
import { decisionsPage } from './decisions.js';
import { diagnosesPage } from './diagnoses.js';
import { diagnosisPage } from './diagnosis.js';
import { fleetPage } from './fleet.js';
import { instancePage } from './instance.js';
import { interventionPage } from './intervention.js';
import { interventionsPage } from './interventions.js';
import { leashPage } from './leash.js';
import { ledgerEntryPage } from './ledger-entry.js';
import { ledgerPage } from './ledger.js';
import { limitsPage } from './limits.js';
import { modulePage } from './module.js';
import { modulesPage } from './modules.js';
import { noticesPage } from './notices.js';
import { peoplePage } from './people.js';
import { projectsPage } from './projects.js';
import { routesPage } from './routes.js';
import { sensorPage } from './sensor.js';
import { sensorsPage } from './sensors.js';
import { slosPage } from './slos.js';
import { statusPage } from './status.js';
import { tasksPage } from './tasks.js';
import { whatIfPage } from './what-if.js';

/** All pages, in the order of the navigation. */
export const pages: readonly Page[] = [
  statusPage,
  interventionsPage,
  interventionPage,
  approvalsPage,
  approvalPage,
  diagnosesPage,
  diagnosisPage,
  noticesPage,
  fleetPage,
  instancePage,
  conditionsPage,
  conditionPage,
  sensorsPage,
  sensorPage,
  decisionsPage,
  modulesPage,
  modulePage,
  slosPage,
  projectsPage,
  changesPage,
  tasksPage,
  whatIfPage,
  ledgerPage,
  ledgerEntryPage,
  leashPage,
  limitsPage,
  routesPage,
  peoplePage,
  agentPage,
];

/** The page that a form stands on: where to come back to from its answer. */
export function pageOf(actPath: string): string | undefined {
  for (const { path, acts = [] } of pages) {
    for (const act of acts) {
      const params = paramsIn(act.path, actPath);
      if (params) return path.replaceAll(/:(\w+)/g, (_all, name: string) => params[name] ?? '');
    }
  }
  return undefined;
}

/** What stands in a path where the pattern has names; undefined where it is another path. */
function paramsIn(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  if (!wanted.every((part, at) => part.startsWith(':') || part === given[at])) return undefined;
  return Object.fromEntries(
    wanted.flatMap((part, at) => (part.startsWith(':') ? [[part.slice(1), given[at] ?? '']] : [])),
  );
}
