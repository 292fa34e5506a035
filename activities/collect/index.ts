import { alerts } from './alerts.js';
import { changes } from './changes.js';
import type { Collector } from './collector.js';
import { events } from './events.js';
import { logs } from './logs.js';
import { metrics } from './metrics.js';
import { neighbours } from './neighbours.js';
import { objects } from './objects.js';
import { snapshot } from './snapshot.js';

/** Every source of evidence, asked side by side. */
export const COLLECTORS: readonly Collector[] = [objects, events, logs, metrics, changes, alerts, neighbours, snapshot];
