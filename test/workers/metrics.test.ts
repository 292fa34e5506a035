import { expect, it } from 'vitest';
import { createMetrics } from '../../workers/metrics.js';

it('answers with every metric of Reeve and those of the process', async () => {
  const metrics = createMetrics({ version: '1.2.3', revision: 'abc' });
  metrics.httpRequestSeconds.observe({ route: '/api/people/:id', method: 'GET', status: '200' }, 0.003);
  metrics.ledgerAppends.inc(2);
  metrics.relayPending.set(4);
  metrics.relayFailed.set(3);
  metrics.relaySent.inc();
  metrics.interventions.inc({ action: 'feature-flag', outcome: 'verified' });
  metrics.judgements.inc({ decision: 'ask' });
  metrics.refusals.inc({ rule: 'freeze' });
  metrics.answers.inc({ door: 'session', word: 'approve' });
  metrics.openRequests.set(2);
  const { contentType, body } = await metrics.render();
  expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(body).toContain(`reeve_build_info{version="1.2.3",revision="abc",node="${process.versions.node}"} 1`);
  expect(body).toContain(
    'reeve_http_request_seconds_bucket{le="0.005",route="/api/people/:id",method="GET",status="200"} 1',
  );
  expect(body).toContain('reeve_ledger_appends_total 2');
  expect(body).toContain('reeve_ledger_append_seconds_count 0');
  expect(body).toContain('reeve_relay_pending 4');
  expect(body).toContain('reeve_relay_failed 3');
  expect(body).toContain('reeve_relay_sent_total 1');
  expect(body).toContain('reeve_interventions_total{action="feature-flag",outcome="verified"} 1');
  expect(body).toContain('reeve_judgements_total{decision="ask"} 1');
  expect(body).toContain('reeve_refusals_total{rule="freeze"} 1');
  expect(body).toContain('reeve_answers_total{door="session",word="approve"} 1');
  expect(body).toContain('reeve_open_requests 2');
  expect(body).toMatch(/^process_cpu_seconds_total /m);
  expect(body).not.toMatch(/account/);
});

it('keeps two registries apart', async () => {
  createMetrics({ version: '1' }).relaySent.inc(5);
  expect((await createMetrics({ version: '2' }).render()).body).toContain('reeve_relay_sent_total 0');
});
