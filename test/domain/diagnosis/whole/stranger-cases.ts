/** The same families from stranger angles: other programs, other words, a tempting wrong answer. */
export const STRANGER = String.raw`
- id: xs-big-request
  title: A pod asks for more memory than any node has
  question: 'Why does olap in bi stay Pending?'
  sources: {logs: absent}
  make:
    - set: [StatefulSet, bi, olap, {requests: {cpu: '4', memory: 64Gi}, pods: [{is: pending, age: 55,
        message: '0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 Insufficient memory. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.'}],
        container: {volumeMounts: [{name: data, mountPath: /data}]}, spec: {volumes: [{name: data,
        persistentVolumeClaim: {claimName: data-olap-0}}]}}]
    - thing: [v1, PersistentVolumeClaim, bi, data-olap-0, {age: 30, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd}, status: {phase: Pending}}]
    - thing: [storage.k8s.io/v1, StorageClass, '', fast-ssd, {provisioner: ebs.csi.aws.com,
        volumeBindingMode: WaitForFirstConsumer}]
    - event: [Normal WaitForFirstConsumer, PersistentVolumeClaim bi/data-olap-0,
        waiting for pod olap-0 to be scheduled, [55, 1, 200], persistentvolume-controller]
    - nodes: []
    - node: [cp-1, {taints: [{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]}]
  expect: {fault: scheduling.insufficient_resource, at: [StatefulSet bi/olap, Pod bi/olap-0], words: [memory],
    not: [storage.pvc_unbound, scheduling.taint_not_tolerated, storage.class_missing], never: [restart, rollback]}
- id: xs-outofpods
  title: The kubelet refuses a pod that it has no slot for
  alert: [[KubePodNotReady, {namespace: etl, pod: split-n4jw6qbn2c-njwv6},
    Pod has been in a non-ready state for more than 15 minutes.]]
  make:
    - deploy: [etl, split, {replicas: 2, pods: [{}, {is: failed, age: 20, node: pool-a-9x1m, reason: OutOfpods,
        message: "Pod was rejected: Node didn't have enough resource: pods, requested: 1, used: 58, capacity: 58",
        last: [1, Error, 19]}]}]
    - node: [pool-a-6f2k]
    - node: [pool-a-9x1m, {pods: '58'}]
  expect: {fault: node.too_many_pods, at: [Node pool-a-9x1m, Pod etl/split-*, Deployment etl/split], words: [pods],
    not: [scheduling.insufficient_resource, app.startup_error, quota.exceeded], never: [rollback]}
- id: xs-system-oom
  title: 'The kernel kills on the whole node, no container is at a limit'
  alert: [[KubePodCrashLooping, {namespace: rec, pod: ranker-7728gwwstx-77cd5, container: ranker},
    Pod is crash looping.]]
  make:
    - deploy: [rec, ranker, {limits: null, pods: [{node: pool-b-3c7t, restarts: 3, last: [137, Error, 6]}, {}]}]
    - event: [Warning SystemOOM, Node pool-b-3c7t, 'System OOM encountered, victim process: python3, pid: 81234', [30,
        6, 5]]
    - node: [pool-a-6f2k]
    - node: [pool-b-3c7t, {conditions: {MemoryPressure: ['True', KubeletHasInsufficientMemory,
        kubelet has insufficient memory available, 9]}}]
  metrics:
    'node_memory_MemAvailable_bytes{instance="pool-b-3c7t"} / node_memory_MemTotal_bytes{instance="pool-b-3c7t"}': {matrix: [[{instance: pool-b-3c7t},
        [[60, 0.31], [30, 0.05], [0, 0.01]]]]}
  expect: {fault: node.memory_pressure, at: [Node pool-b-3c7t], words: [memory, pool-b-3c7t],
    not: [container.oom_killed, app.native_crash], never: [rollback]}
- id: xs-disk-event-only
  title: 'A node can free no disk any more; its condition has not turned yet'
  alert: [[NodeFilesystemAlmostOutOfSpace, {instance: '10.20.0.12:9100', node: pool-a-9x1m, mountpoint: /,
    severity: critical}, 'Filesystem has less than 5% space left.']]
  make:
    - deploy: [web, pages, {pods: [{node: pool-a-9x1m}, {}]}]
    - event: [Warning FreeDiskSpaceFailed, Node pool-a-9x1m,
        'Failed to garbage collect required amount of images. Attempted to free 4871523840 bytes, but only found 0 bytes eligible to free.',
        [30, 2, 7]]
    - nodes: []
  metrics:
    'node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes{mountpoint="/"}': {vector: [[{instance: pool-a-9x1m,
        node: pool-a-9x1m}, 0.03], [{instance: pool-a-6f2k, node: pool-a-6f2k}, 0.6]]}
  expect: {fault: node.disk_pressure, at: [Node pool-a-9x1m], words: [disk, pool-a-9x1m], not: [storage.volume_full],
    never: [rollback, restart]}
- id: xs-iowait
  title: 'A node waits for its disk; the API on it is slow'
  alert: [[ApiLatencyHigh, {namespace: inv, service: stock}, p95 of stock is 2.6s, 22]]
  make:
    - deploy: [inv, stock, {port: 8080, pods: [{node: pool-b-3c7t}]}]
    - service: [inv, stock, {ready: [stock-czvcj7cs2h-c689q]}]
    - nodes: []
  logs:
    inv/stock-czvcj7cs2h-c689q/stock: |-
      @{3} WARN fsync of journal took 2210ms
      @{1} INFO GET /stock 200 2419ms
  metrics:
    'avg by (instance) (rate(node_cpu_seconds_total{mode="iowait"}[5m]))': {matrix: [[{instance: pool-b-3c7t}, [[60,
        0.03], [30, 0.52], [0, 0.66]]], [{instance: pool-a-6f2k}, [[60, 0.02], [0, 0.02]]]]}
    'rate(node_disk_io_time_seconds_total[5m])': {vector: [[{instance: pool-b-3c7t, device: sda}, 0.99],
        [{instance: pool-a-6f2k, device: sda}, 0.08]]}
    'histogram_quantile(0.95, sum(rate(http_request_duration_seconds_bucket{namespace="inv"}[5m])) by (le))': {matrix: [[{},
        [[60, 0.12], [30, 1.9], [0, 2.6]]]]}
  expect: {fault: node.disk_io_saturated, at: [Node pool-b-3c7t, Deployment inv/stock], words: ['disk|I/O'],
    not: [app.slow, storage.volume_full, node.disk_pressure], never: [rollback, restart]}
- id: xs-stuck-terminating
  title: A pod of a StatefulSet cannot move since its node is gone
  alert: [[KubeStatefulSetReplicasMismatch, {namespace: mq, statefulset: rabbit},
    StatefulSet has not matched the expected number of replicas.]]
  make:
    - set: [StatefulSet, mq, rabbit, {replicas: 3, port: 5672, pods: [{}, {is: terminating, node: pool-b-3c7t}, {}]}]
    - node: [pool-a-6f2k]
    - node: [pool-b-3c7t, {heartbeat: 41, conditions: {Ready: [Unknown, NodeStatusUnknown,
        Kubelet stopped posting node status., 40]}, taints: [{key: node.kubernetes.io/unreachable,
        effect: NoExecute}]}]
  expect: {fault: node.not_ready, at: [Node pool-b-3c7t], words: [pool-b-3c7t], not: [middleware.network_partition,
    probe.readiness_failing], never: [rollback, scale]}
- id: xs-mysql-full
  title: A MySQL waits for somebody to free space
  alert: [[MysqlWritesStalled, {namespace: forum, service: forum-db, severity: critical},
    forum-db has committed nothing for 10 minutes]]
  make:
    - set: [StatefulSet, forum, forum-db, {image: 'mysql:8.4', port: 3306, pods: [{}],
        container: {volumeMounts: [{name: data, mountPath: /data}]}, spec: {volumes: [{name: data,
        persistentVolumeClaim: {claimName: data-forum-db-0}}]}}]
    - thing: [v1, PersistentVolumeClaim, forum, data-forum-db-0, {age: 129600, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd}, status: {phase: Bound,
        capacity: {storage: 50Gi}}}]
    - deploy: [forum, forum, {port: 8080}]
  logs:
    forum/forum-db-0/forum-db: |-
      @{14} 8 [ERROR] [MY-010907] [Server] Error writing file '/var/lib/mysql/binlog.000411' (errno: 28 - No space left on device)
      @{4} 8 [ERROR] [MY-000035] [Server] Disk is full writing './binlog.000411' (OS errno 28 - No space left on device). Waiting for someone to free space... Retry in 60 secs.
    forum/forum-tvj7xfvqdx-tn6nh/forum: |-
      @{2} ERROR query timed out after 30000ms: INSERT INTO posts
  expect: {fault: storage.volume_full, at: [StatefulSet forum/forum-db, Pod forum/forum-db-0,
    PersistentVolumeClaim forum/data-forum-db-0], words: ['space|full', forum-db], not: [database.slow_query,
    database.unreachable, app.slow], never: [restart, rollback, scale]}
- id: xs-elastic-flood
  title: Elasticsearch passed its flood-stage watermark and refuses writes
  alert: [[HighErrorRate, {namespace: shop, service: search-api, severity: critical},
    'search-api answers more than 5% of requests with 5xx', 25]]
  make:
    - set: [StatefulSet, search, es-data, {image: 'elasticsearch:8.15.3', port: 9200, pods: [{}, {}]}]
    - service: [search, es-data, {port: 9200, target: 9200, ready: [es-data-0, es-data-1]}]
    - deploy: [shop, search-api, {port: 8080, env: {ES_URL: 'http://es-data.search.svc:9200'}}]
    - service: [shop, search-api]
  logs:
    search/es-data-0/es-data: |-
      {"@timestamp":"@{12}","log.level":"WARN","message":"flood stage disk watermark [95%] exceeded on [Qx8][es-data-0][/usr/share/elasticsearch/data] free: 1.9gb[3.8%], all indices on this node will be marked read-only"}
    shop/search-api-p2lsrk5q99-p2lft/search-api: |-
      @{2} ERROR ResponseError: cluster_block_exception: index [products] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block]
  expect: {fault: storage.volume_full, at: [StatefulSet search/es-data, Pod search/es-data-*,
    PersistentVolumeClaim search/*], words: ['disk|space|full|watermark'], not: [dependency.erroring,
    node.disk_pressure, app.error_rate_high], never: [restart, rollback, scale]}
- id: xs-inodes-volume
  title: A volume has bytes but no inodes left
  question: 'sessions in php writes no files any more, "No space left on device", but df shows 60% free. Why?'
  make:
    - set: [StatefulSet, php, sessions, {port: 9000, pods: [{}], container: {volumeMounts: [{name: data,
        mountPath: /data}]}, spec: {volumes: [{name: data, persistentVolumeClaim: {claimName: data-sessions-0}}]}}]
    - thing: [v1, PersistentVolumeClaim, php, data-sessions-0, {age: 129600, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd}, status: {phase: Bound,
        capacity: {storage: 50Gi}}}]
  logs:
    php/sessions-0/sessions: |-
      @{3} PHP Warning:  session_start(): open(/data/sess_9f1, O_RDWR) failed: No space left on device (28)
      @{1} PHP Warning:  session_start(): open(/data/sess_a01, O_RDWR) failed: No space left on device (28)
  metrics:
    'kubelet_volume_stats_inodes_free{namespace="php"}': {vector: [[{namespace: php,
        persistentvolumeclaim: data-sessions-0}, 0]]}
    'kubelet_volume_stats_available_bytes{namespace="php"}': {vector: [[{namespace: php,
        persistentvolumeclaim: data-sessions-0}, 32212254720]]}
    'kubelet_volume_stats_capacity_bytes{namespace="php"}': {vector: [[{namespace: php,
        persistentvolumeclaim: data-sessions-0}, 52521566208]]}
  expect: {fault: storage.volume_full, at: [PersistentVolumeClaim php/data-sessions-0, StatefulSet php/sessions,
    Pod php/sessions-0], words: ['space|inode'], not: [node.disk_pressure, security.context_denied], never: [restart,
    rollback]}
- id: xs-attach-gone
  title: The disk behind a volume was deleted in the cloud
  alert: [[KubePodNotReady, {namespace: git, pod: gitea-0},
    Pod has been in a non-ready state for more than 15 minutes.]]
  sources: {logs: absent}
  make:
    - set: [StatefulSet, git, gitea, {port: 3000, pods: [{is: creating, age: 24}],
        container: {volumeMounts: [{name: data, mountPath: /data}]}, spec: {volumes: [{name: data,
        persistentVolumeClaim: {claimName: data-gitea-0}}]}}]
    - thing: [v1, PersistentVolumeClaim, git, data-gitea-0, {age: 129600, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd, volumeName: pvc-77aa},
        status: {phase: Bound, capacity: {storage: 50Gi}}}]
    - event: [Warning FailedAttachVolume, Pod git/gitea-0,
        "AttachVolume.Attach failed for volume \"pvc-77aa\" : rpc error: code = NotFound desc = Could not attach volume \"vol-0c11\" to node \"i-0a1\": InvalidVolume.NotFound: The volume 'vol-0c11' does not exist.",
        [24, 1, 19], attachdetach-controller]
    - nodes: []
  expect: {fault: storage.mount_failed, at: [Pod git/gitea-0, StatefulSet git/gitea,
    PersistentVolumeClaim git/data-gitea-0], words: ['vol-0c11|attach|volume'], not: [storage.pvc_unbound,
    config.secret_missing], never: [rollback, scale]}
- id: xs-claim-lost
  title: The volume of a claim is gone
  question: 'What is wrong with archive in docs?'
  sources: {logs: absent, changes: absent}
  make:
    - deploy: [docs, archive, {replicas: 1, pods: [{is: pending, age: 34,
        message: '0/3 nodes are available: persistentvolumeclaim "archive-data" bound to non-existent persistentvolume "pvc-dead". preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.'}],
        container: {volumeMounts: [{name: data, mountPath: /data}]}, spec: {volumes: [{name: data,
        persistentVolumeClaim: {claimName: archive-data}}]}}]
    - thing: [v1, PersistentVolumeClaim, docs, archive-data, {age: 30, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd, volumeName: pvc-dead},
        status: {phase: Lost}}]
    - event: [Warning ClaimLost, PersistentVolumeClaim docs/archive-data,
        'Bound claim has lost its PersistentVolume. Data on the volume is lost!', [40, 3, 9],
        persistentvolume-controller]
    - nodes: []
  expect: {fault: storage.pvc_unbound, at: [PersistentVolumeClaim docs/archive-data, Deployment docs/archive,
    Pod docs/archive-*], words: [archive-data], not: [scheduling.insufficient_resource, storage.class_missing],
    never: [restart, delete, rollback]}
- id: xp-nginx-upstream
  title: nginx does not start since a Service of its configuration is gone
  alert: [[KubePodCrashLooping, {namespace: front, pod: edge-nginx-vbrcnvvznp-vbrxv, container: edge-nginx,
    reason: CrashLoopBackOff}, Pod is crash looping.]]
  changes: [[27, config, front/Service/wishlist, deleted]]
  make:
    - deploy: [front, edge-nginx, {image: 'nginx:1.27', port: 8080, pods: [{is: waiting, reason: CrashLoopBackOff,
        message: back-off 5m0s restarting failed container, restarts: 8, last: [1, Error, 2]}, {is: waiting,
        reason: CrashLoopBackOff, message: back-off 5m0s restarting failed container, restarts: 8, last: [1, Error,
        2]}]}]
    - deploy: [front, cart, {port: 8080}]
    - service: [front, cart]
    - event: [Warning BackOff, Pod front/edge-nginx-vbrcnvvznp-vbrxv, Back-off restarting failed container edge-nginx,
        [25, 1, 60]]
  logs:
    front/edge-nginx-vbrcnvvznp-vbrxv/edge-nginx: |-
      2026/11/03 14:18:01 [emerg] 1#1: host not found in upstream "wishlist.front.svc.cluster.local" in /etc/nginx/conf.d/default.conf:12
      nginx: [emerg] host not found in upstream "wishlist.front.svc.cluster.local" in /etc/nginx/conf.d/default.conf:12
  expect: {fault: service.missing, at: [Service front/wishlist, Deployment front/edge-nginx], words: [wishlist],
    or: [dns.name_not_found], not: [config.invalid_value, app.startup_error, dns.cluster_dns_failing],
    never: [restart, scale]}
- id: xp-selector-keys
  title: The selector uses a label key that the pods never had
  question: 'Nobody reaches ledger in fin, though its pods are ready. Why?'
  make:
    - deploy: [fin, ledger, {port: 8080}]
    - service: [fin, ledger, {selector: {app.kubernetes.io/name: ledger}, ready: []}]
    - deploy: [fin, cashier, {port: 8080}]
    - service: [fin, cashier]
  logs:
    fin/cashier-djhpp4cgv9-djl2c/cashier: |-
      @{2} ERROR Connect to ledger:80 [ledger/10.43.18.54] failed: Connection refused
  expect: {fault: service.selector_mismatch, at: [Service fin/ledger, Deployment fin/ledger], words: [ledger,
    'selector|label'], not: [dependency.unreachable, service.no_ready_endpoints, service.port_mismatch],
    never: [restart, scale, rollback]}
- id: xp-port-undeclared
  title: 'A Service sends to 8080, the program serves 3000 and declares no port'
  alert: [[HighErrorRate, {namespace: blog, service: gateway, severity: critical},
    'gateway answers more than 5% of requests with 5xx', 25]]
  make:
    - deploy: [blog, gateway, {port: 8080, env: {COMMENTS_URL: 'http://comments'}}]
    - service: [blog, gateway]
    - deploy: [blog, comments, {}]
    - service: [blog, comments, {target: 8080}]
  logs:
    blog/comments-k7khhzkvdh-k74db/comments: |-
      @{900} INFO  Server listening on http://0.0.0.0:3000
    blog/gateway-6lxqkm5lhg-6l6l5/gateway: |-
      @{1} error: upstream comments: connect ECONNREFUSED 10.43.18.72:80
  expect: {fault: service.port_mismatch, at: [Service blog/comments, Deployment blog/comments], words: [comments,
    '3000|8080'], not: [dependency.unreachable, service.selector_mismatch], never: [restart, scale]}
- id: xp-policy-grpc
  title: A policy with expressions leaves a new namespace out
  alert: [[HighErrorRate, {namespace: mobile, service: bff, severity: critical},
    'bff answers more than 5% of requests with 5xx', 25]]
  make:
    - deploy: [mobile, bff, {port: 8080, env: {PROFILE_ADDR: 'dns:///profile.users.svc.cluster.local:9090'}}]
    - service: [mobile, bff]
    - deploy: [users, profile, {port: 9090, portName: grpc}]
    - service: [users, profile, {port: 9090, target: grpc, resolved: 9090}]
    - thing: [networking.k8s.io/v1, NetworkPolicy, users, callers, {age: 28,
        spec: {podSelector: {matchExpressions: [{key: app, operator: In, values: [profile, avatar]}]},
        policyTypes: [Ingress],
        ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In,
        values: [web, admin]}]}}]}]}}]
    - thing: [networking.k8s.io/v1, NetworkPolicy, mobile, any-egress, {spec: {podSelector: {}, policyTypes: [Egress],
        egress: [{}]}}]
  logs:
    mobile/bff-8kkzllz7jn-8c6fl/bff: |-
      {"severity":"ERROR","time":"@{26}","msg":"rpc failed","error":"rpc error: code = DeadlineExceeded desc = received context error while waiting for new LB policy update: context deadline exceeded","target":"profile.users.svc.cluster.local:9090"}
      {"severity":"ERROR","time":"@{1}","msg":"rpc failed","error":"rpc error: code = DeadlineExceeded desc = context deadline exceeded","target":"profile.users.svc.cluster.local:9090"}
  expect: {fault: network.policy_blocks_ingress, at: [NetworkPolicy users/callers, Service users/profile,
    Deployment users/profile], words: ['callers|policy'], not: [network.policy_blocks_egress, dependency.unreachable,
    dependency.slow], never: [restart, scale, rollback]}
`;
