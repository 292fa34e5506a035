/** Scheduling, nodes and storage: what keeps a pod from a place, or a place from serving. */
export const PLACING = String.raw`
- id: pl-cpu-after-rollout
  title: A release asks for more CPU than any node has free
  alert: [[KubeDeploymentReplicasMismatch, {namespace: search, deployment: indexer, job: kube-state-metrics},
    'Deployment has not matched the expected number of replicas.|Deployment search/indexer has not matched the expected number of replicas for longer than 15 minutes.']]
  changes: [[30, deploy, search/indexer, '3.8.1']]
  make:
    - deploy: [search, indexer, {port: 8080, revised: 30, requests: {cpu: '7', memory: 2Gi}, replicas: 3,
        pods: [{age: 30}, {is: pending, age: 30,
        message: '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.'},
        {is: pending, age: 30,
        message: '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.'}]}]
    - event: [Warning FailedScheduling, Pod search/indexer-sh7jdwhgsx-shnfh,
        '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
        [30, 2, 9], default-scheduler]
    - event: [Warning FailedScheduling, Pod search/indexer-sh7jdwhgsx-shkdz,
        '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
        [30, 2, 9], default-scheduler]
    - event: [Normal NotTriggerScaleUp, Pod search/indexer-sh7jdwhgsx-shnfh,
        "pod didn't trigger scale-up: 1 max node group size reached", [29, 3, 5], cluster-autoscaler]
    - nodes: []
  logs:
    search/indexer-sh7jdwhgsx-shbhx/indexer: |-
      @{9} INFO segment merge done docs=118230 took=4.1s
      @{3} INFO refresh done took=310ms
  expect: {fault: scheduling.insufficient_resource, at: [Deployment search/indexer*, Pod search/indexer-*],
    words: [cpu], not: [rollout.regression, scheduling.taint_not_tolerated, rollout.stuck], never: [restart]}
- id: pl-gpu
  title: No GPU is left and one node is dedicated to another team
  question: 'The training job trainer-bert in ml has not started for half an hour. Why?'
  make:
    - thing: [batch/v1, Job, ml, trainer-bert, {age: 33, spec: {backoffLimit: 2, completions: 1, parallelism: 1,
        template: {metadata: {}, spec: {}}}, status: {active: 1, ready: 0, startTime: '@{33}'}}]
    - pod: [ml, trainer-bert-x2v9k, {'$spec': [trainer-bert, {requests: {cpu: '2', memory: 8Gi, nvidia.com/gpu: '2'},
        limits: {nvidia.com/gpu: '2'}}]}, {job-name: trainer-bert}, {apiVersion: batch/v1, kind: Job,
        name: trainer-bert}, {is: pending, age: 33,
        message: '0/3 nodes are available: 1 node(s) had untolerated taint {dedicated: ml}, 3 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.'}]
    - event: [Warning FailedScheduling, Pod ml/trainer-bert-x2v9k,
        '0/3 nodes are available: 1 node(s) had untolerated taint {dedicated: ml}, 3 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
        [33, 2, 9], default-scheduler]
    - node: [pool-a-6f2k]
    - node: [pool-b-3c7t]
    - node: [pool-gpu-1, {taints: [{key: dedicated, value: ml, effect: NoSchedule}],
        allocatable: {nvidia.com/gpu: '1'}}]
  expect: {fault: scheduling.insufficient_resource, at: [Job ml/trainer-bert, Pod ml/trainer-bert-*], words: [gpu],
    not: [scheduling.taint_not_tolerated, job.backoff_limit_exceeded], never: [restart, rollback]}
- id: pl-selector
  title: A node selector names a disk type that no node carries
  alert: [[KubeDeploymentReplicasMismatch, {namespace: catalog, deployment: thumbnailer, job: kube-state-metrics},
    'Deployment has not matched the expected number of replicas.|Deployment catalog/thumbnailer has not matched the expected number of replicas for longer than 15 minutes.']]
  sources: {logs: absent}
  changes: [[42, deploy, catalog/thumbnailer, '2.0.0']]
  make:
    - deploy: [catalog, thumbnailer, {spec: {nodeSelector: {disktype: nvme}}, replicas: 2, revised: 42,
        pods: [{is: pending, age: 42,
        message: "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."},
        {is: pending, age: 42,
        message: "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."}]}]
    - event: [Warning FailedScheduling, Pod catalog/thumbnailer-66tpksc8hl-66t2b,
        "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
        [42, 2, 9], default-scheduler]
    - event: [Warning FailedScheduling, Pod catalog/thumbnailer-66tpksc8hl-66t2s,
        "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
        [42, 2, 9], default-scheduler]
    - node: [pool-a-6f2k, {labels: {disktype: ssd}}]
    - node: [pool-a-9x1m, {labels: {disktype: ssd}}]
    - node: [pool-b-3c7t]
  expect: {fault: scheduling.node_selector_mismatch, at: [Deployment catalog/thumbnailer*, Pod catalog/thumbnailer-*],
    words: ['disktype|nvme|selector'], not: [scheduling.insufficient_resource, rollout.stuck], never: [scale,
    restart]}
- id: pl-affinity-arch
  title: 'A required affinity asks for arm64 nodes; events have expired'
  question: risk-engine in payments has only pending pods since this morning.
  sources: {events: 'unavailable: the server timed out', logs: absent}
  make:
    - deploy: [payments, risk-engine, {replicas: 1, pods: [{is: pending, age: 400,
        message: "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector."}],
        spec: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/arch,
        operator: In, values: [arm64]}]}]}}}}}]
    - nodes: []
  expect: {fault: scheduling.node_selector_mismatch, at: [Deployment payments/risk-engine*,
    Pod payments/risk-engine-*], words: ['arm64|arch|affinity'], not: [scheduling.insufficient_resource],
    never: [restart, rollback, scale]}
- id: pl-cordoned
  title: All but one node are cordoned and that one is full
  alert: [[KubeDeploymentReplicasMismatch, {namespace: shop, deployment: checkout, job: kube-state-metrics},
    'Deployment has not matched the expected number of replicas.|Deployment shop/checkout has not matched the expected number of replicas for longer than 15 minutes.']]
  changes: [[40, node, '/pool-a-6f2k, pool-a-9x1m, pool-b-3c7t', cordon]]
  make:
    - deploy: [shop, checkout, {port: 8080, replicas: 3, pods: [{}, {is: pending, age: 26,
        message: '0/3 nodes are available: 3 node(s) were unschedulable. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.'},
        {}]}]
    - event: [Warning FailedScheduling, Pod shop/checkout-b4qm8mkrsq-b4q8r,
        '0/3 nodes are available: 3 node(s) were unschedulable. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
        [26, 2, 9], default-scheduler]
    - node: [pool-a-6f2k, {cordoned: true}]
    - node: [pool-a-9x1m, {cordoned: true}]
    - node: [pool-b-3c7t, {cordoned: true}]
  expect: {fault: scheduling.taint_not_tolerated, at: [Deployment shop/checkout*, Pod shop/checkout-*, Node pool-*],
    words: ['cordon|unschedulable'], not: [scheduling.insufficient_resource, node.not_ready], never: [restart,
    rollback]}
- id: pl-spread
  title: A hard spread over zones with too few zones
  alert: [[KubeDeploymentReplicasMismatch, {namespace: ledger, deployment: journal, job: kube-state-metrics},
    'Deployment has not matched the expected number of replicas.|Deployment ledger/journal has not matched the expected number of replicas for longer than 15 minutes.']]
  changes: [[50, scale, ledger/journal, 3 -> 4]]
  make:
    - deploy: [ledger, journal, {replicas: 4, revised: 50, spec: {topologySpreadConstraints: [{maxSkew: 1,
        topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule,
        labelSelector: {matchLabels: {app: journal}}}],
        affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {app: journal}},
        topologyKey: kubernetes.io/hostname}]}}}, pods: [{}, {node: pool-a-9x1m}, {node: pool-b-3c7t}, {is: pending,
        age: 50,
        message: "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod."}]}]
    - event: [Warning FailedScheduling, Pod ledger/journal-8zd5twrjsz-8zj75,
        "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
        [50, 2, 9], default-scheduler]
    - nodes: []
  expect: {fault: scheduling.anti_affinity, at: [Deployment ledger/journal*, Pod ledger/journal-*], words: [affinity],
    not: [scheduling.insufficient_resource, scheduling.node_selector_mismatch], never: [restart]}
- id: pl-topology
  title: Topology spread cannot be met after a zone lost its nodes
  question: 'Why is one replica of ticker in market pending?'
  sources: {events: absent, logs: absent}
  make:
    - deploy: [market, ticker, {replicas: 3, spec: {topologySpreadConstraints: [{maxSkew: 1,
        topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule,
        labelSelector: {matchLabels: {app: ticker}}}]}, pods: [{}, {node: pool-a-9x1m}, {is: pending, age: 75,
        message: "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 node(s) didn't match pod topology spread constraints. preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod."}]}]
    - nodes: []
    - node: [cp-1, {taints: [{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]}]
  expect: {fault: scheduling.anti_affinity, at: [Deployment market/ticker*, Pod market/ticker-*],
    words: ['spread|topology'], not: [scheduling.taint_not_tolerated], never: [restart, rollback]}
- id: pl-node-lost
  title: A node stopped reporting and its pods are gone from service
  alert: [[KubeNodeNotReady, {node: pool-a-9x1m, condition: Ready, job: kube-state-metrics},
    'Node is not ready.|pool-a-9x1m has been unready for more than 15 minutes.', 18], [KubeDeploymentReplicasMismatch,
    {namespace: orders, deployment: order-api}, Deployment has not matched the expected number of replicas., 10]]
  make:
    - deploy: [orders, order-api, {port: 8080, replicas: 2, pods: [{}, {is: unready, node: pool-a-9x1m}]}]
    - service: [orders, order-api, {ready: [order-api-flsptnqczm-flsgj], notReady: [order-api-flsptnqczm-flsct]}]
    - node: [pool-a-6f2k]
    - node: [pool-a-9x1m, {heartbeat: 24, taints: [{key: node.kubernetes.io/unreachable, effect: NoSchedule},
        {key: node.kubernetes.io/unreachable, effect: NoExecute}], conditions: {Ready: [Unknown, NodeStatusUnknown,
        Kubelet stopped posting node status., 23], MemoryPressure: [Unknown, NodeStatusUnknown,
        Kubelet stopped posting node status., 23], DiskPressure: [Unknown, NodeStatusUnknown,
        Kubelet stopped posting node status., 23]}}]
    - event: [Normal NodeNotReady, Node pool-a-9x1m, 'Node pool-a-9x1m status is now: NodeNotReady', [23, 23, 1],
        node-controller]
    - event: [Warning NodeNotReady, Pod orders/order-api-flsptnqczm-flsct, Node is not ready, [23, 23, 1],
        node-controller]
  expect: {fault: node.not_ready, at: [Node pool-a-9x1m], words: [pool-a-9x1m, 'not ready|stopped|NotReady|report'],
    not: [node.memory_pressure, node.disk_pressure, probe.readiness_failing, scheduling.taint_not_tolerated],
    never: [rollback]}
- id: pl-pleg
  title: 'A container runtime hangs: the node is not ready, seen from the workload'
  alert: [[KubeDeploymentReplicasMismatch, {namespace: media, deployment: encoder, job: kube-state-metrics},
    'Deployment has not matched the expected number of replicas.|Deployment media/encoder has not matched the expected number of replicas for longer than 15 minutes.']]
  make:
    - deploy: [media, encoder, {replicas: 2, pods: [{is: unready, node: pool-b-3c7t}, {}]}]
    - node: [pool-a-6f2k]
    - node: [pool-b-3c7t, {conditions: {Ready: ['False', KubeletNotReady,
        '[container runtime is down, PLEG is not healthy: pleg was last seen active 21m4.118s ago; threshold is 3m0s]',
        19]}}]
    - event: [Warning ContainerGCFailed, Node pool-b-3c7t,
        'rpc error: code = DeadlineExceeded desc = context deadline exceeded', [25, 1, 12]]
  logs:
    media/encoder-8ln49bkx8l-8lhhd/encoder: |-
      @{12} level=info msg="segment done" id=81 took=14s
      @{2} level=info msg="segment done" id=94 took=12s
  expect: {fault: node.not_ready, at: [Node pool-b-3c7t], words: [pool-b-3c7t], not: [app.slow,
    probe.readiness_failing], never: [rollback]}
- id: pl-memory-evict
  title: A node under memory pressure evicts an innocent pod
  alert: [[KubePodNotReady, {namespace: crm, pod: contact-api-m9ntzpsf9r-m9nrw},
    Pod has been in a non-ready state for more than 15 minutes., 16]]
  make:
    - deploy: [crm, contact-api, {port: 8080, replicas: 2, pods: [{}, {is: failed, node: pool-a-9x1m, age: 2880,
        last: [137, Error, 17], reason: Evicted,
        message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 61848Ki. Container contact-api was using 214Mi, request is 128Mi, has larger consumption of memory. '},
        {is: ready, age: 16, node: pool-b-3c7t}]}]
    - deploy: [batch, etl-runner, {requests: null, limits: null, pods: [{node: pool-a-9x1m, age: 180}]}]
    - node: [pool-a-6f2k]
    - node: [pool-b-3c7t]
    - node: [pool-a-9x1m, {conditions: {MemoryPressure: ['True', KubeletHasInsufficientMemory,
        kubelet has insufficient memory available, 18]}, taints: [{key: node.kubernetes.io/memory-pressure,
        effect: NoSchedule, timeAdded: '@{18}'}]}]
    - event: [Warning Evicted, Pod crm/contact-api-m9ntzpsf9r-m9nrw,
        'The node was low on resource: memory. Threshold quantity: 100Mi, available: 61848Ki. Container contact-api was using 214Mi, request is 128Mi, has larger consumption of memory. ',
        [17, 17, 1]]
    - event: [Warning EvictionThresholdMet, Node pool-a-9x1m, Attempting to reclaim memory, [18, 3, 14]]
  metrics:
    node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes: {vector: [[{instance: pool-a-9x1m}, 0.004],
        [{instance: pool-a-6f2k}, 0.51]]}
  expect: {fault: node.memory_pressure, at: [Node pool-a-9x1m, Pod crm/contact-api-*], words: [memory, pool-a-9x1m],
    not: [container.oom_killed, node.disk_pressure], never: [rollback]}
- id: pl-disk-pressure
  title: Image garbage cannot be freed and pods are evicted
  alert: [[NodeFilesystemAlmostOutOfSpace, {instance: pool-b-3c7t, node: pool-b-3c7t, mountpoint: /var/lib/containerd,
    device: /dev/nvme0n1p1, severity: critical},
    'Filesystem has less than 3% space left.|Filesystem on /dev/nvme0n1p1 at pool-b-3c7t has only 1.90% available space left.',
    40]]
  make:
    - deploy: [web, landing, {port: 8080, replicas: 2, pods: [{}, {}, {is: failed, node: pool-b-3c7t, reason: Evicted,
        message: 'The node was low on resource: ephemeral-storage. Threshold quantity: 10143096000, available: 1927Mi. ',
        last: [137, Error, 24]}]}]
    - node: [pool-a-6f2k]
    - node: [pool-b-3c7t, {conditions: {DiskPressure: ['True', KubeletHasDiskPressure, kubelet has disk pressure,
        25]}, taints: [{key: node.kubernetes.io/disk-pressure, effect: NoSchedule, timeAdded: '@{25}'}]}]
    - event: [Warning FreeDiskSpaceFailed, Node pool-b-3c7t,
        'Failed to garbage collect required amount of images. Attempted to free 9871523840 bytes, but only found 0 bytes eligible to free.',
        [35, 2, 8]]
    - event: [Warning ImageGCFailed, Node pool-b-3c7t,
        'failed to garbage collect required amount of images. Attempted to free 9871523840 bytes, but only found 0 bytes eligible to free',
        [35, 2, 8]]
  expect: {fault: node.disk_pressure, at: [Node pool-b-3c7t], words: [disk, pool-b-3c7t], not: [storage.volume_full,
    node.memory_pressure], never: [rollback, restart]}
- id: pl-inodes
  title: 'Inodes run out: pods end with an eviction'
  question: 'Pods of session-gc in auth keep being Evicted. Why?'
  sources: {logs: 'unavailable: log backend answered 503'}
  make:
    - deploy: [auth, session-gc, {replicas: 1, pods: [{age: 6}, {is: failed, node: pool-a-9x1m, age: 90,
        reason: Evicted, message: 'The node was low on resource: inodes. Threshold quantity: 5%, available: 3%. ',
        last: [137, Error, 50]}, {is: failed, node: pool-a-9x1m, age: 50, reason: Evicted,
        message: 'The node was low on resource: inodes. Threshold quantity: 5%, available: 3%. ', last: [137, Error,
        7]}]}]
    - node: [pool-a-6f2k]
    - node: [pool-a-9x1m, {conditions: {DiskPressure: ['True', KubeletHasDiskPressure, kubelet has disk pressure,
        51]}, taints: [{key: node.kubernetes.io/disk-pressure, effect: NoSchedule}]}]
  expect: {fault: node.disk_pressure, at: [Node pool-a-9x1m, Pod auth/session-gc-*], words: ['inode|disk'],
    not: [container.oom_killed, node.memory_pressure], never: [rollback]}
- id: pl-too-many-pods
  title: 'The only fitting node runs its 17 pods, with CPU to spare'
  alert: [[KubePodNotScheduled, {namespace: edge, pod: router-ltsrng7ldm-lt7kh},
    Pod edge/router is unscheduled for 15 minutes.]]
  make:
    - deploy: [edge, router, {port: 8080, replicas: 2, requests: {cpu: 50m, memory: 64Mi}, pods: [{}, {is: pending,
        age: 22,
        message: '0/2 nodes are available: 2 Too many pods. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.'}]}]
    - event: [Warning FailedScheduling, Pod edge/router-ltsrng7ldm-lt7kh,
        '0/2 nodes are available: 2 Too many pods. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
        [22, 2, 9], default-scheduler]
    - node: [pool-a-6f2k, {pods: '17'}]
    - node: [pool-a-9x1m, {pods: '17'}]
  metrics:
    kubelet_running_pods: {vector: [[{node: pool-a-6f2k}, 17], [{node: pool-a-9x1m}, 17]]}
    'sum by (node) (kube_pod_container_resource_requests{resource="cpu"})': {vector: [[{node: pool-a-6f2k}, 2.1],
        [{node: pool-a-9x1m}, 1.9]]}
  expect: {fault: node.too_many_pods, at: [Node pool-a-*, Pod edge/router-*, Deployment edge/router], words: [pods],
    not: [scheduling.insufficient_resource, quota.exceeded], never: [restart, rollback]}
- id: pl-disk-io
  title: A busy disk makes a database slow
  alert: [[NodeDiskIOSaturation, {instance: pool-a-9x1m, device: nvme1n1},
    'Disk IO queue is high.|Disk IO queue (aqu-sq) is high on nvme1n1 at pool-a-9x1m, has been above 10 for the last 30 minutes, is currently at 41.2.',
    30], [ApiLatencyHigh, {namespace: ledger, service: ledger-db}, p99 of ledger-db is 2.9s, 20]]
  make:
    - set: [StatefulSet, ledger, ledger-db, {image: 'postgres:16.4', port: 5432, pods: [{node: pool-a-9x1m}],
        container: {volumeMounts: [{name: data, mountPath: /data}]}, spec: {volumes: [{name: data,
        persistentVolumeClaim: {claimName: data-ledger-db-0}}]}}]
    - deploy: [batch, backup-agent, {pods: [{node: pool-a-9x1m, age: 55}]}]
    - thing: [v1, PersistentVolumeClaim, ledger, data-ledger-db-0, {age: 129600, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd, volumeMode: Filesystem,
        volumeName: pvc-data-ledger-db-0}, status: {phase: Bound, accessModes: [ReadWriteOnce],
        capacity: {storage: 50Gi}}}]
    - node: [pool-a-6f2k]
    - node: [pool-a-9x1m]
  logs:
    ledger/ledger-db-0/ledger-db: |-
      @{28} UTC [41] LOG:  checkpoint complete: wrote 8121 buffers (49.6%); 0 WAL file(s) added, 0 removed, 6 recycled; write=269.811 s, sync=88.470 s, total=361.132 s
      @{9} UTC [41] LOG:  checkpoints are occurring too frequently (18 seconds apart)
      @{4} UTC [918] LOG:  duration: 3120.117 ms  statement: COMMIT
  metrics:
    'rate(node_disk_io_time_seconds_total{device="nvme1n1"}[5m])': {matrix: [[{instance: pool-a-9x1m,
        device: nvme1n1}, [[60, 0.22], [40, 0.91], [20, 0.998], [0, 0.999]]], [{instance: pool-a-6f2k,
        device: nvme1n1}, [[60, 0.1], [0, 0.12]]]]}
    node_filesystem_avail_bytes / node_filesystem_size_bytes: {vector: [[{instance: pool-a-9x1m, mountpoint: /},
        0.61]]}
  expect: {fault: node.disk_io_saturated, at: [Node pool-a-9x1m, StatefulSet ledger/ledger-db,
    Pod ledger/ledger-db-0], words: ['disk|I/O', 'pool-a-9x1m|nvme1n1|ledger-db'], not: [storage.volume_full,
    node.disk_pressure, database.slow_query], never: [rollback]}
`;
