export { checkpoint } from './checkpoint.js';
export { intervene } from './intervene.js';
export { reconcile } from './reconcile.js';
export { sweep } from './sweep.js';
export { roundtrip } from './roundtrip.js';
