import { app } from './app.js';
import { autoscaling } from './autoscaling.js';
import { certificate } from './certificate.js';
import { config } from './config.js';
import { container } from './container.js';
import { controlPlane } from './control-plane.js';
import { database } from './database.js';
import { dependency } from './dependency.js';
import { dns } from './dns.js';
import type { Family } from './family.js';
import { gitops } from './gitops.js';
import { image } from './image.js';
import { ingress } from './ingress.js';
import { job } from './job.js';
import { middleware } from './middleware.js';
import { network } from './network.js';
import { node } from './node.js';
import { probe } from './probe.js';
import { quota } from './quota.js';
import { rbac } from './rbac.js';
import { rollout } from './rollout.js';
import { scheduling } from './scheduling.js';
import { security } from './security.js';
import { service } from './services.js';
import { storage } from './storage.js';

/** What can be known: one file and one line a family. */
export const FAMILIES: readonly Family[] = [
  ...[container, image, config, probe, scheduling, node, storage, network, service, ingress, dns, quota, rbac],
  ...[autoscaling, rollout, job, app, dependency, database, certificate, gitops, controlPlane, security, middleware],
];
