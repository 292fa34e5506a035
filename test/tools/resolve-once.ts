import { resolve } from '../../tools/resolver/resolve.js';
import { aBuild, aPart } from './tiny-part.js';

/** Run as a process of its own by the tests, with its settings as its only argument. */
const found = await resolve(aPart({ build: aBuild }), JSON.parse(process.argv[2] ?? '{}'), () => undefined);
process.stdout.write(JSON.stringify(found));
