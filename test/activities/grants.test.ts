import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../support/store.js';

describe('the store', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store?.close());

  it('grants each role this much, and not a right more', async () => {
    const grants = await store.tamper<{ line: string }>(
      `SELECT replace(role, 'reeve_', '') || ' ' || name || ': ' || string_agg(right_, ', ' ORDER BY right_) AS line FROM (
         SELECT pg_get_userbyid(grantee) AS role, relname AS name, privilege_type AS right_
         FROM pg_class c, aclexplode(relacl) WHERE relnamespace = 'reeve'::regnamespace AND grantee <> relowner
         UNION ALL
         SELECT pg_get_userbyid(grantee), relname, privilege_type || ' (' || attname || ')'
         FROM pg_class c JOIN pg_attribute ON attrelid = c.oid, aclexplode(attacl) WHERE relnamespace = 'reeve'::regnamespace
         UNION ALL
         SELECT pg_get_userbyid(grantee), nspname, privilege_type FROM pg_namespace n, aclexplode(nspacl)
         WHERE nspname = 'reeve' AND grantee <> nspowner) AS granted
       GROUP BY role, name ORDER BY role, name COLLATE "C"`,
    );
    expect(grants.map(({ line }) => line)).toMatchInlineSnapshot(`
      [
        "app account: INSERT, SELECT",
        "app answer: INSERT, SELECT",
        "app assignment: DELETE, INSERT, SELECT, UPDATE",
        "app autonomy: INSERT, SELECT, UPDATE (assistant), UPDATE (four_eyes_waived), UPDATE (full_unlocked_until), UPDATE (patrol)",
        "app bgp_session: DELETE, INSERT, SELECT, UPDATE",
        "app breaker: INSERT, SELECT, UPDATE (state)",
        "app budget: DELETE, INSERT, SELECT, UPDATE (author), UPDATE (most), UPDATE (reason)",
        "app certificate: DELETE, INSERT, SELECT, UPDATE",
        "app chain: DELETE, INSERT, SELECT, UPDATE (author), UPDATE (reason), UPDATE (steps)",
        "app change: DELETE, INSERT, SELECT",
        "app condition: INSERT, SELECT, UPDATE (attribution), UPDATE (closed_at), UPDATE (closed_because), UPDATE (decided_at), UPDATE (decided_severity), UPDATE (escalations), UPDATE (flapping_until), UPDATE (groups), UPDATE (parent), UPDATE (payload), UPDATE (seen_at), UPDATE (severity), UPDATE (step), UPDATE (times), UPDATE (told), UPDATE (told_severity), UPDATE (turns)",
        "app cve: DELETE, INSERT, SELECT, UPDATE",
        "app cve_feed: DELETE, INSERT, SELECT, UPDATE",
        "app cve_package: DELETE, INSERT, SELECT, UPDATE",
        "app decision: INSERT, SELECT",
        "app diagnosis: DELETE, INSERT, SELECT, UPDATE (at), UPDATE (author), UPDATE (name), UPDATE (report), UPDATE (verdict)",
        "app effect: INSERT, SELECT, UPDATE (receipt), UPDATE (received_at)",
        "app enrolment: DELETE, INSERT, SELECT, UPDATE",
        "app exposure: DELETE, INSERT, SELECT, UPDATE",
        "app flag: INSERT, SELECT, UPDATE (changed_at), UPDATE (effect), UPDATE (value)",
        "app gitops_run: DELETE, INSERT, SELECT, UPDATE",
        "app gitops_source: DELETE, INSERT, SELECT, UPDATE",
        "app heartbeat: DELETE, INSERT, SELECT, UPDATE",
        "app honeypot: DELETE, INSERT, SELECT, UPDATE",
        "app honeypot_access: DELETE, INSERT, SELECT, UPDATE",
        "app hook: INSERT, SELECT, UPDATE (author), UPDATE (reason), UPDATE (version)",
        "app identity: DELETE, INSERT, SELECT",
        "app inbox: INSERT, SELECT",
        "app instance: DELETE, INSERT, SELECT, UPDATE",
        "app intervention: INSERT, SELECT, UPDATE (because), UPDATE (begun_at), UPDATE (called_off_at), UPDATE (deferred_ms), UPDATE (ended_at), UPDATE (fence), UPDATE (outcome), UPDATE (plan), UPDATE (plan_hash), UPDATE (round), UPDATE (stage)",
        "app judgement: INSERT, SELECT",
        "app lease: INSERT, SELECT, UPDATE (child), UPDATE (child_fence), UPDATE (child_until), UPDATE (fence), UPDATE (held_until), UPDATE (holder)",
        "app ledger: INSERT, SELECT",
        "app ledger_check: INSERT, SELECT, UPDATE (checked_at), UPDATE (fault), UPDATE (head_seq), UPDATE (whole)",
        "app maintenance: DELETE, INSERT, SELECT, UPDATE (author), UPDATE (closes), UPDATE (days), UPDATE (opens), UPDATE (reason), UPDATE (time_zone)",
        "app metrics_source: DELETE, INSERT, SELECT, UPDATE",
        "app migration: SELECT",
        "app module: DELETE, INSERT, SELECT, UPDATE",
        "app module_version: DELETE, INSERT, SELECT, UPDATE",
        "app node: DELETE, INSERT, SELECT, UPDATE",
        "app node_credential: DELETE, INSERT, SELECT, UPDATE",
        "app node_task: DELETE, INSERT, SELECT, UPDATE",
        "app notice: INSERT, SELECT",
        "app package: DELETE, INSERT, SELECT, UPDATE",
        "app package_link: DELETE, INSERT, SELECT, UPDATE",
        "app package_set: DELETE, INSERT, SELECT, UPDATE",
        "app policy: DELETE, INSERT, SELECT, UPDATE (asks_from), UPDATE (author), UPDATE (chain), UPDATE (reason), UPDATE (risk), UPDATE (score_min), UPDATE (verb), UPDATE (written_at)",
        "app post: INSERT, SELECT, UPDATE (failed_at), UPDATE (next_attempt_at), UPDATE (refusals), UPDATE (trying_since), UPDATE (wanted)",
        "app pressure: INSERT, SELECT, UPDATE (at), UPDATE (decay), UPDATE (strength), UPDATE (ttl_ms)",
        "app principal: INSERT, SELECT, UPDATE (name), UPDATE (roles), UPDATE (state), UPDATE (team)",
        "app project: DELETE, INSERT, SELECT, UPDATE",
        "app project_sample: DELETE, INSERT, SELECT, UPDATE",
        "app provider_look: DELETE, INSERT, SELECT, UPDATE",
        "app reconciler: INSERT, SELECT, UPDATE (author), UPDATE (done), UPDATE (every_ms), UPDATE (paused), UPDATE (reason), UPDATE (started_at), UPDATE (summary), UPDATE (ticked_at), UPDATE (took_ms), UPDATE (wanted)",
        "app reeve: USAGE",
        "app repository: DELETE, INSERT, SELECT, UPDATE",
        "app request: INSERT, SELECT, UPDATE (closed_at), UPDATE (deadline), UPDATE (state), UPDATE (step)",
        "app reservation: INSERT, SELECT, UPDATE (state)",
        "app route: DELETE, INSERT, SELECT, UPDATE (agent), UPDATE (author), UPDATE (channel), UPDATE (provider), UPDATE (reason), UPDATE (severity_min), UPDATE (target), UPDATE (team), UPDATE (tells)",
        "app sbom: DELETE, INSERT, SELECT, UPDATE",
        "app scope: DELETE, INSERT, SELECT, UPDATE (author), UPDATE (reason), UPDATE (risk_max), UPDATE (stage), UPDATE (written_at)",
        "app sdwan_credential: DELETE, INSERT, SELECT, UPDATE",
        "app sdwan_network: DELETE, INSERT, SELECT, UPDATE",
        "app sdwan_peer: DELETE, INSERT, SELECT, UPDATE",
        "app sdwan_vip: DELETE, INSERT, SELECT, UPDATE",
        "app sensor_run: INSERT, SELECT, UPDATE",
        "app sensor_setting: INSERT, SELECT",
        "app session: DELETE, INSERT, SELECT",
        "app slo: DELETE, INSERT, SELECT, UPDATE",
        "app slo_sample: DELETE, INSERT, SELECT, UPDATE",
        "app stop: INSERT, SELECT, UPDATE (ends_at)",
        "app storage_assignment: DELETE, INSERT, SELECT, UPDATE",
        "app target: INSERT, SELECT, UPDATE (seen_at), UPDATE (seen_by), UPDATE (uid)",
        "app task: INSERT, SELECT, UPDATE (done_at), UPDATE (done_by), UPDATE (done_says), UPDATE (note)",
        "app template: DELETE, INSERT, SELECT, UPDATE",
        "app template_module: DELETE, INSERT, SELECT, UPDATE",
        "app tls_endpoint: DELETE, INSERT, SELECT, UPDATE",
        "app token: INSERT, SELECT, UPDATE (revoked_at)",
        "app trust: INSERT, SELECT, UPDATE (cost), UPDATE (evaluated_at), UPDATE (quality), UPDATE (reliability), UPDATE (safety), UPDATE (speed), UPDATE (tier)",
        "relay inbox: DELETE, SELECT, UPDATE (attempts), UPDATE (failed_at), UPDATE (last_error), UPDATE (next_attempt_at), UPDATE (refusals), UPDATE (sent_at)",
        "relay post: DELETE, SELECT, UPDATE (attempts), UPDATE (doubtful), UPDATE (failed_at), UPDATE (last_error), UPDATE (next_attempt_at), UPDATE (ref), UPDATE (refusals), UPDATE (shown), UPDATE (trying_since)",
        "relay reeve: USAGE",
      ]
    `);
  });
});
