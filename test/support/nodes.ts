import { wantNodeTasks } from '../../activities/store/fleet/node-tasks.js';
import type { NodeWork } from '../../domain/fleet/task-kinds.js';
import { type Answer, openTestGateway, type TestGateway } from './gateway.js';
import { openTestStore, type TestStore } from './store.js';

/** What a node is, from outside. */
export interface TestNode {
  readonly id: string;
  readonly credential: string;
}

/** A gateway with two accounts, and nodes that speak to it. */
export async function openNodeDesk() {
  const store: TestStore = await openTestStore();
  const gateway: TestGateway = await openTestGateway(store, { hearsNodes: true });
  const admin = await store.account('home');
  const other = await store.account('other');
  let made = 0;

  const offer = async (instance: string, token = admin): Promise<Record<string, unknown>> => {
    const path = `/api/v1/fleet/instances/${encodeURIComponent(instance)}/enrolment`;
    return (await gateway.call('POST', path, { token, body: { template: 'hosts' } })).json;
  };
  const enrol = (token: unknown) => gateway.call('POST', '/node/v1/enrol', { body: { token } });
  return {
    ...{ store, gateway, admin, other, offer, enrol },
    async node(token = admin): Promise<TestNode> {
      const id = `n-${(made += 1)}`;
      const { json } = await enrol((await offer(id, token))['token']);
      return { id, credential: String(json['credential']) };
    },
    report: (credential: string, body: object): Promise<Answer> =>
      gateway.call('POST', '/node/v1/report', { token: credential, body }),
    instance: async (id: string): Promise<Record<string, unknown>> =>
      (await gateway.call('GET', `/api/v1/fleet/instances/${id}`, { token: admin })).json,
    want: (id: string, work: NodeWork, effect?: string) =>
      store.db.withAccount('home', (tx) =>
        wantNodeTasks(tx, 'home', [{ instance: id, work, ...(effect && { effect }) }]),
      ),
    async close() {
      await gateway.close();
      await store.close();
    },
  };
}
export type NodeDesk = Awaited<ReturnType<typeof openNodeDesk>>;

export function beat(seq: number, more: object = {}) {
  return { boot: 'b1', seq, at: Date.now(), ...more };
}
