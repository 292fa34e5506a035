/** More that needs no repair, each with something that looks like a fault. */
export const PASSING = String.raw`
- id: yr-dns
  title: Name lookups failed for a quarter of an hour
  alert: [[CoreDNSErrorsHigh, {namespace: kube-system, service: kube-dns},
    'CoreDNS is returning SERVFAIL for 30% of requests.', 80, 62]]
  make:
    - deploy: [kube-system, coredns, {labels: {k8s-app: kube-dns}, pods: [{age: 64}, {age: 63}]}]
    - service: [kube-system, kube-dns, {port: 53, target: 53, selector: {k8s-app: kube-dns},
        ready: [coredns-n4tgg4bk8p-n4cs8]}]
    - deploy: [a, alpha, {port: 8080}]
    - deploy: [b, beta, {port: 8080}]
  logs:
    a/alpha-ztqwbjpp62-ztjfx/alpha: |-
      @{79} ERROR getaddrinfo EAI_AGAIN pg.a.svc.cluster.local
      @{60} INFO reconnected
    b/beta-sh8d7pxfkv-sqr4m/beta: |-
      @{75} ERROR lookup api.bank.example on 10.43.0.10:53: server misbehaving
      @{2} INFO settled 14
  metrics:
    'sum(rate(coredns_dns_responses_total{rcode="SERVFAIL"}[5m])) / sum(rate(coredns_dns_responses_total[5m]))': {matrix: [[{},
        [[100, 0.001], [75, 0.31], [60, 0.004], [0, 0.001]]]]}
  expect: {calm: recovered, orVerdict: [healthy], at: [Deployment kube-system/coredns, Service kube-system/kube-dns],
    words: ['recover|normal|ready|healthy'], not: [dns.cluster_dns_failing, dns.name_not_found], never: [restart,
    rollback, scale, delete, cordon]}
- id: yr-webhook
  title: 'Pods could not be made for a while, now they are'
  alert: [[KubeDeploymentReplicasMismatch, {namespace: shop, deployment: cart},
    Deployment has not matched the expected number of replicas., 70, 40]]
  make:
    - deploy: [shop, cart, {port: 8080, pods: [{}, {}, {age: 44}]}]
    - event: [Warning FailedCreate, ReplicaSet shop/cart-qhq8bdslcs,
        'Error creating: Internal error occurred: failed calling webhook "inject.mesh.example": failed to call webhook: Post "https://injector.mesh.svc:443/inject": no endpoints available for service "injector"',
        [75, 45, 11], replicaset-controller]
    - deploy: [mesh, injector, {port: 8443, portName: https, pods: [{age: 46}]}]
    - service: [mesh, injector, {port: 443, target: https, resolved: 8443, ready: [injector-5h7t22ctks-5hmcb]}]
  expect: {calm: recovered, orVerdict: [healthy], at: [Deployment shop/cart], words: ['recover|ready|normal'],
    not: [control-plane.webhook_failing], never: [restart, rollback, scale, delete, cordon]}
- id: yr-pressure
  title: A node was short of memory an hour ago
  alert: [[KubeNodePressure, {node: pool-a-9x1m, condition: MemoryPressure}, Node has as active Condition., 90, 50]]
  make:
    - node: [pool-a-6f2k]
    - node: [pool-a-9x1m, {conditions: {MemoryPressure: ['False', KubeletHasSufficientMemory,
        kubelet has sufficient memory available, 52]}}]
    - event: [Warning EvictionThresholdMet, Node pool-a-9x1m, Attempting to reclaim memory, [91, 60, 8]]
    - deploy: [bi, cube, {pods: [{age: 58}, {is: failed, age: 900, node: pool-a-9x1m, reason: Evicted,
        message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 71Mi. ', last: [137,
        Error, 60]}], replicas: 1}]
  expect: {calm: recovered, orVerdict: [healthy], at: [Node pool-a-9x1m], words: ['recover|normal|ready'],
    not: [node.memory_pressure, container.oom_killed], never: [restart, rollback, scale, delete, cordon]}
- id: yr-asked
  title: 'It was bad last night; is it over?'
  question: 'importer in feeds crashed all the time last night. Is it over?'
  make:
    - deploy: [feeds, importer, {pods: [{age: 2880, restarts: 9, last: [1, Error, 600]}]}]
    - event: [Warning BackOff, Pod feeds/importer-hr5glqbd84-hr89b, Back-off restarting failed container importer,
        [700, 602, 40]]
  logs:
    feeds/importer-hr5glqbd84-hr89b/importer: |-
      @{598} INFO connected to feed.partner.example
      @{1} INFO imported 411 rows
    feeds/importer-hr5glqbd84-hr89b/importer.previous: |-
      @{601} ERROR ConnectionRefusedError: [Errno 111] Connect call failed ('203.0.113.4', 443)
  expect: {calm: recovered, orVerdict: [healthy], at: [Deployment feeds/importer, Pod feeds/importer-*],
    words: ['ready|recover|healthy|running'], not: [dependency.unreachable, app.startup_error], never: [restart,
    rollback, scale, delete, cordon]}
- id: yr-node-removed
  title: The autoscaler removed a node
  alert: [[KubeNodeNotReady, {node: pool-b-7k2p, condition: Ready}, Node is not ready., 6]]
  changes: [[14, node, /pool-b-7k2p, 'removed: cluster-autoscaler scale-down, utilisation 0.11']]
  make:
    - nodes: []
    - event: [Normal ScaleDown, Node pool-b-7k2p, marked the node as toBeDeleted/unschedulable, [14, 14, 1],
        cluster-autoscaler]
    - event: [Normal RemovingNode, Node pool-b-7k2p,
        'Node pool-b-7k2p event: Removing Node pool-b-7k2p from Controller', [7, 7, 1], node-controller]
    - deploy: [web, pages, {pods: [{}, {age: 13}]}]
  expect: {calm: expected, orVerdict: [recovered, healthy], at: [Node pool-b-7k2p, Deployment web/pages],
    words: [pool-b-7k2p], not: [node.not_ready], never: [restart, rollback, scale, delete, cordon]}
- id: yr-job-later
  title: 'An old failed Job still makes its alert fire; the later runs went well'
  alert: [[KubeJobFailed, {namespace: ops, job_name: backup-29369040}, Job failed to complete., 600]]
  make:
    - thing: [batch/v1, CronJob, ops, backup, {spec: {schedule: 0 */4 * * *, suspend: false,
        concurrencyPolicy: Forbid, jobTemplate: {spec: {}}}, status: {lastScheduleTime: '@{140}',
        lastSuccessfulTime: '@{136}'}}]
    - thing: [batch/v1, Job, ops, backup-29369040, {age: 620, metadata: {creationTimestamp: '@{620}',
        ownerReferences: [{kind: CronJob, name: backup, controller: true}]}, spec: {backoffLimit: 1},
        status: {failed: 2, conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded,
        message: Job has reached the specified backoff limit, lastTransitionTime: '@{610}'}]}}]
    - thing: [batch/v1, Job, ops, backup-29369280, {age: 380, metadata: {creationTimestamp: '@{380}',
        ownerReferences: [{kind: CronJob, name: backup, controller: true}]}, spec: {backoffLimit: 1},
        status: {succeeded: 1, completionTime: '@{376}', conditions: [{type: Complete, status: 'True',
        lastTransitionTime: '@{376}'}]}}]
    - thing: [batch/v1, Job, ops, backup-29369520, {age: 140, metadata: {creationTimestamp: '@{140}',
        ownerReferences: [{kind: CronJob, name: backup, controller: true}]}, spec: {backoffLimit: 1},
        status: {succeeded: 1, completionTime: '@{136}', conditions: [{type: Complete, status: 'True',
        lastTransitionTime: '@{136}'}]}}]
  expect: {calm: recovered, orVerdict: [healthy, expected], at: [CronJob ops/backup, Job ops/backup-*],
    words: [backup], not: [job.backoff_limit_exceeded], never: [restart, rollback, scale]}
- id: yr-pdb-tight
  title: 'A disruption budget allows nothing, and nobody wants to move'
  question: 'Is etcd-mirror in infra healthy?'
  make:
    - set: [StatefulSet, infra, etcd-mirror, {port: 2379, pods: [{}, {}, {}]}]
    - thing: [policy/v1, PodDisruptionBudget, infra, etcd-mirror, {spec: {minAvailable: 3,
        selector: {matchLabels: {app: etcd-mirror}}}, status: {currentHealthy: 3, desiredHealthy: 3,
        disruptionsAllowed: 0, expectedPods: 3, conditions: [{type: DisruptionAllowed, status: 'False',
        reason: InsufficientPods, message: ''}]}}]
    - nodes: []
  logs:
    infra/etcd-mirror-0/etcd-mirror: |-
      {"level":"info","ts":"@{2}","msg":"sent merged snapshot"}
      {"level":"warn","ts":"@{25}","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"112ms","expected-duration":"100ms"}
  expect: {calm: healthy, orVerdict: [recovered], at: [StatefulSet infra/etcd-mirror],
    words: ['ready|healthy|running'], not: [rollout.disruption_blocked, control-plane.api_unavailable],
    never: [restart, rollback, scale, delete, cordon]}
- id: yr-readiness-once
  title: One failed readiness probe under load
  question: 'Is quotes in market all right? I saw a warning.'
  make:
    - deploy: [market, quotes, {port: 8080, pods: [{}, {}]}]
    - service: [market, quotes]
    - event: [Warning Unhealthy, Pod market/quotes-rtfc8cf6fx-rthwg,
        'Readiness probe failed: Get "http://10.32.11.120:8080/ready": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
        [18, 18, 1]]
  logs:
    market/quotes-rtfc8cf6fx-rthwg/quotes: |-
      @{18} WARN gc pause 1.2s
      @{1} INFO served 8122 quotes
  expect: {calm: healthy, orVerdict: [recovered], at: [Deployment market/quotes, Pod market/quotes-*],
    words: ['ready|healthy|running'], not: [probe.readiness_failing, app.slow], never: [restart, rollback, scale,
    delete, cordon]}
- id: yr-reset-once
  title: 'One connection reset in the log of a healthy program, no alert'
  question: 'How is relay in chat?'
  make:
    - deploy: [chat, relay, {port: 8080}]
    - service: [chat, relay]
    - deploy: [chat, store, {port: 6379}]
    - service: [chat, store, {port: 6379, target: 6379}]
  logs:
    chat/relay-sllsj57pxf-sd2kj/relay: |-
      @{21} ERROR redis: read tcp 10.32.11.4:40212->10.43.18.45:6379: read: connection reset by peer store:6379
      @{21} INFO retry 1 ok
      @{1} INFO 4102 connections
  expect: {calm: healthy, orVerdict: [recovered], at: [Deployment chat/relay], words: ['ready|healthy|running'],
    not: [dependency.unreachable, database.unreachable], never: [restart, rollback, scale, delete, cordon]}
- id: yr-preview-green
  title: The idle colour of a blue-green pair has no pods
  alert: [[ServiceHasNoEndpoints, {namespace: web, service: site-green}, Service web/site-green has no endpoints, 30]]
  changes: [[31, scale, web/site-green, 2 -> 0]]
  make:
    - deploy: [web, site-blue, {port: 8080}]
    - service: [web, site-blue]
    - deploy: [web, site-green, {port: 8080, replicas: 0, pods: []}]
    - service: [web, site-green, {ready: []}]
  expect: {calm: expected, orVerdict: [healthy], at: [Deployment web/site-green, Service web/site-green],
    words: ['0|zero|scaled'], not: [service.no_ready_endpoints, service.selector_mismatch], never: [restart,
    rollback]}
- id: yr-silence
  title: An alert about a host in its silence window
  alert: [[NodeDown, {node: pool-a-9x1m, instance: 'pool-a-9x1m:9100'},
    'pool-a-9x1m does not answer its exporter|Maintenance window 14:00-15:00Z: firmware update of rack 7 (CHG-2210)',
    10]]
  changes: [[25, node, /pool-a-9x1m, 'drained for firmware update, maintenance window 14:00-15:00Z']]
  make:
    - node: [pool-a-6f2k]
    - node: [pool-a-9x1m, {cordoned: true, heartbeat: 12, conditions: {Ready: [Unknown, NodeStatusUnknown,
        Kubelet stopped posting node status., 10]}}]
    - deploy: [web, pages, {pods: [{}, {age: 22}]}]
  expect: {calm: expected, orVerdict: [], at: [Node pool-a-9x1m], words: [maintenance], not: [node.not_ready],
    never: [restart, rollback, scale, delete, cordon]}
- id: yr-ds-one-young
  title: A new node joins and its agents start
  alert: [[KubeDaemonSetNotScheduled, {namespace: kube-system, daemonset: kube-proxy},
    DaemonSet pods are not scheduled., 2]]
  make:
    - set: [DaemonSet, kube-system, kube-proxy, {replicas: 3, pods: [{}, {node: pool-a-9x1m}, {is: creating, age: 0.6,
        node: pool-b-3c7t}]}]
    - node: [pool-a-6f2k]
    - node: [pool-a-9x1m]
    - node: [pool-b-3c7t, {conditions: {Ready: ['True', KubeletReady, kubelet is posting ready status, 0.5]}}]
    - event: [Normal RegisteredNode, Node pool-b-3c7t,
        'Node pool-b-3c7t event: Registered Node pool-b-3c7t in Controller', [1, 1, 1], node-controller]
    - event: [Normal Scheduled, Pod kube-system/kube-proxy-hnpmt, Successfully assigned, [0.6, 0.6, 1],
        default-scheduler]
  expect: {calm: expected, orVerdict: [healthy, recovered], at: [DaemonSet kube-system/kube-proxy],
    words: ['ready|start|progress|rollout'], not: [network.cni_failing, scheduling.taint_not_tolerated,
    rollout.stuck], never: [restart, rollback, scale, delete, cordon]}
- id: yr-quota-raised
  title: A quota was in the way until it was raised
  question: 'This morning model-api in ml could not get its pods because of a quota. Is that solved?'
  changes: [[96, config, ml/ResourceQuota/gpu, 2 -> 4]]
  make:
    - deploy: [ml, model-api, {port: 8080, pods: [{}, {age: 95}, {age: 95}]}]
    - event: [Warning FailedCreate, ReplicaSet ml/model-api-nv5w9rnggv,
        'Error creating: pods "model-api-nv5w9rnggv-nv5hz" is forbidden: exceeded quota: gpu, requested: requests.nvidia.com/gpu=1, used: requests.nvidia.com/gpu=2, limited: requests.nvidia.com/gpu=2',
        [180, 97, 20], replicaset-controller]
    - thing: [v1, ResourceQuota, ml, gpu, {status: {hard: {requests.nvidia.com/gpu: '4'},
        used: {requests.nvidia.com/gpu: '3'}}}]
  logs:
    ml/model-api-nv5w9rnggv-nv576/model-api: |-
      @{1} INFO inference 31ms
  expect: {calm: recovered, orVerdict: [healthy], at: [Deployment ml/model-api, ResourceQuota ml/gpu],
    words: ['ready|recover|healthy'], not: [quota.exceeded], never: [restart, rollback, scale, delete, cordon]}
- id: yr-cpu-busy
  title: A batch worker uses its whole CPU and does its work
  question: 'render in media is at 100% CPU. Is something wrong?'
  make:
    - deploy: [media, render, {requests: {cpu: '4', memory: 2Gi}, limits: {memory: 4Gi}}]
    - nodes: []
  logs:
    media/render-56pmvgnfcc-56rkh/render: |-
      @{9} INFO job 8812 done in 41s
      @{1} INFO job 8819 done in 40s
  metrics:
    'rate(container_cpu_usage_seconds_total{namespace="media"}[5m])': {vector: [[{pod: render-56pmvgnfcc-56rkh}, 3.9],
        [{pod: render-56pmvgnfcc-56jkj}, 3.8]]}
    'sum(rate(container_cpu_cfs_throttled_periods_total{namespace="media"}[5m])) / sum(rate(container_cpu_cfs_periods_total{namespace="media"}[5m]))': {vector: [[{},
        0.001]]}
  expect: {calm: healthy, orVerdict: [expected], at: [Deployment media/render], words: ['ready|healthy|running'],
    not: [container.cpu_throttled, app.slow], never: [restart, rollback, scale, delete, cordon]}
`;
