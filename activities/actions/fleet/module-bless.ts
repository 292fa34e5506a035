import { promotion } from './promotion.js';

/** Says of a staged version that it may go live. No instance changes by that. */
export const moduleBless = promotion({
  card: {
    ...{ id: 'module-bless', version: 1, title: 'Bless a version' },
    ...{ category: 'system.module_promote_to_blessed', verb: 'require_approval' },
    ...{ class: 'modify-reversible', risk: 'medium', undo: 'inverse', needs: [] },
  },
  ...{ from: 'staging', to: 'blessed' },
});
