export { ACTION_CLASSES } from '../../domain/action.js';
export { CHAINS, DEADLINES, DEFAULT_CHAIN, STEP_ROLES, STEPS_MAX, WITHIN_MS } from '../../domain/approval/chain.js';
export { ANSWERS, type AnswerWord } from '../../domain/approval/tally.js';
export { OTHER_PLAN } from '../../domain/approval/vote.js';
export { ASSISTANT_LEVELS, PATROL_LEVELS, STAGES } from '../../domain/autonomy.js';
export { EVIDENCE } from '../../domain/evidence.js';
export type { Json } from '../../domain/canonical-json.js';
export { VERBS } from '../../domain/policy/row.js';
export { PRESSURE } from '../../domain/pressure.js';
export { ORIGINS } from '../../domain/proposal.js';
export { OUTCOMES } from '../../domain/outcome.js';
export { RISKS, SEVERITIES, TIERS } from '../../domain/scales.js';
export { NOTICE_KINDS } from '../../domain/notice.js';
export { CHATS, TELLS } from '../../domain/route.js';
export type { Notice } from '../../activities/store/read/notices.js';
export type { ListedRoute } from '../../activities/store/read/routes.js';
export { TASK_WORDS, type TaskSays } from '../../domain/task.js';
export type { Approval } from '../../activities/store/read/approvals.js';
export type { CatalogueAction } from '../../activities/store/read/catalogue.js';
export type { Autonomy, ListedScope, NextStep } from '../../activities/store/read/autonomy.js';
export type { Explained } from '../../activities/store/read/explain.js';
export type { ListedChain } from '../../activities/store/read/chains.js';
export type {
  Budgets,
  ListedBreaker,
  ListedBudget,
  ListedFlag,
  ListedPressure,
  ListedWindow,
  SpentBucket,
  Windows,
} from '../../activities/store/read/limits.js';
export type { ListedPolicy } from '../../activities/store/read/policies.js';
export type { Stop, Stops } from '../../activities/store/read/stops.js';
export type { EntryRow, ListedIntervention, WholeIntervention } from '../../activities/store/read/interventions.js';
export type { ListedTask } from '../../activities/store/read/tasks.js';
export type { AgentTrust, TrustMovement, TrustRow } from '../../activities/store/read/trust.js';
