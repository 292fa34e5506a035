import { openApi } from '../api.js';
import type { Simulated, Written } from '../simulated.js';
import { deployment } from '../story/manifests.js';
import type { Fault } from '../story/fault.js';
import { onePod, tell } from '../story/story.js';

const RBAC = 'rbac.authorization.k8s.io';
const ACCOUNT = 'cleaner';
const account: Written = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: ACCOUNT } };
const role = (verbs: readonly string[]): Written => ({
  ...{ apiVersion: `${RBAC}/v1`, kind: 'Role', metadata: { name: ACCOUNT } },
  rules: [{ apiGroups: ['batch'], resources: ['jobs'], verbs }],
});
const binding: Written = {
  ...{ apiVersion: `${RBAC}/v1`, kind: 'RoleBinding', metadata: { name: ACCOUNT } },
  roleRef: { apiGroup: RBAC, kind: 'Role', name: ACCOUNT },
  subjects: [{ kind: 'ServiceAccount', name: ACCOUNT }],
};
const cleaner = deployment({
  ...{ name: 'cleaner', image: 'registry.example/platform/cleaner:0.9.0', replicas: 1 },
  pod: { serviceAccountName: ACCOUNT },
});

const story = tell({
  name: 'rbac-denied',
  shows: 'A program that the API server forbids what it has to do, because its role lacks a verb.',
  well: () => [account, role(['get', 'list', 'delete']), binding, cleaner],
  broken: () => [account, role(['get']), binding, cleaner],
  printsWell: (stamp) => ({ cleaner: [`${stamp(2)} INFO recovered: 0 of 14 jobs are old enough to go`] }),
  isSeen: onePod(({ status }) => status?.containerStatuses?.[0]?.ready === true),
});

/** The log quotes what the API server itself answers to that account. */
export const rbacDenied: Fault = {
  ...story,
  async raise(cluster, namespace) {
    await story.raise(cluster, namespace);
    const said = await refusalOf(cluster, namespace);
    const lines = [50, 35, 20, 5].map((secondsAgo) => {
      const at = new Date(Date.now() - secondsAgo * 1000).toISOString();
      return `${at} ERROR could not list old jobs: ${said}`;
    });
    await cluster.writePodLogs({ namespace, container: 'cleaner', lines });
  },
};

async function refusalOf({ core, url, authority }: Simulated, namespace: string): Promise<string> {
  const { status } = await core.createNamespacedServiceAccountToken({
    ...{ namespace, name: ACCOUNT },
    body: { spec: { audiences: [], expirationSeconds: 600 } },
  });
  const own = openApi(url, status?.token ?? '', authority);
  const answer = await own.get(`/apis/batch/v1/namespaces/${namespace}/jobs`);
  if (answer.status !== 403) throw new Error(`the API server answered ${answer.status} where its rules forbid it`);
  return (JSON.parse(answer.body) as { message: string }).message;
}
