import { packageModuleRefresh } from './package-module-refresh.js';

/** The hands that take up a newer package, under the category of those that close a grave hole. */
export const moduleCriticalUpgrade = {
  ...packageModuleRefresh,
  card: {
    ...packageModuleRefresh.card,
    ...{ id: 'module-critical-upgrade', title: 'Take a package up that closes a grave hole' },
    category: 'system.module_critical_upgrade_ready',
  },
} as const;
