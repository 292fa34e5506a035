// A thread can't load TypeScript by itself: in a clone it begins here.
import { register } from 'tsx/esm/api';

register();
await import('./diagnosing-thread.ts');
