import { Client, Connection } from '@temporalio/client';
import { join } from 'node:path';
import { openAuthorities } from '../activities/pki/authority.js';
import { readCatalogue } from '../activities/spine/catalogue.js';
import { createApp } from '../client/http/app.js';
import { routes } from '../client/http/routes/index.js';
import { serve } from '../client/http/serve.js';
import { createReeve } from '../client/reeve.js';
import { createMetrics } from '../workers/metrics.js';
import type { Ground } from './ground.js';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const NEVER = () => Promise.reject(new Error('this is no part of the benchmark'));

/** The whole HTTP door on loopback, as the gateway opens it; Temporal is not there, since reports have nothing to do with it. */
export async function openReportDoor({ db, ledger, dir, sealer }: Ground) {
  const metrics = createMetrics({ version: 'bench' });
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const reeve = createReeve({
    ...{ db, ledger, verify: NEVER, publicKeys: NEVER, witnessed: NEVER, diagnose: NEVER, preview: NEVER },
    temporal: new Client({ connection }),
    catalogue: readCatalogue([]),
    hookSecret: () => '',
    hear: () => ({ close: () => Promise.resolve() }),
    authority: openAuthorities(join(dir, 'node-ca')),
    schemaKnown: 0,
    about: { version: 'bench', mode: 'embedded', startedAt: '', addresses: { console: '', api: '' } },
  });
  const app = createApp(
    {
      reeve,
      settings: {
        ...{ trustedProxies: [], allowedHosts: [], bodyBytesMax: 65_536, bundleBytesMax: 65_536, readerMsMax: 20_000 },
        ...{ sessionKey: sealer.derive('console-session'), temporalUiOrigins: [] },
      },
      metrics: {
        text: metrics.render,
        observe: ({ seconds, ...labels }) => metrics.httpRequestSeconds.observe(labels, seconds),
      },
      log: SILENT,
      draining: () => false,
    },
    routes,
  );
  const served = await serve(app, { host: '127.0.0.1', port: 0, requestMsMax: 20_000 });
  return {
    port: served.port,
    async close() {
      reeve.nodes.drain();
      await served.close(100);
      await connection.close();
    },
  };
}
