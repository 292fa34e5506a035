export { checkpoint } from './checkpoint.js';
export { intervene } from './intervene.js';
export { roundtrip } from './roundtrip.js';
