import { promotion } from './promotion.js';

/** Makes a blessed version what every instance should run where nothing else is assigned. */
export const modulePromoteToLive = promotion({
  card: {
    ...{ id: 'module-promote-to-live', version: 1, title: 'Make a version live' },
    ...{ category: 'system.module_promote_to_live', verb: 'require_approval', minimum: 'require_approval' },
    ...{ class: 'modify-reversible', risk: 'high', undo: 'inverse', needs: [] },
  },
  ...{ from: 'blessed', to: 'live' },
});
