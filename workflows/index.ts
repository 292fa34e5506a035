export { checkpoint } from './checkpoint.js';
export { roundtrip } from './roundtrip.js';
