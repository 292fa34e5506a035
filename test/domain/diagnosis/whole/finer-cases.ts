/** Where the first reading is wrong: scheduler reasons weighed node by node, names that should resolve, and more. */
export const FINER = String.raw`
- id: fi-pool-full
  title: The one pool that the selector allows is full
  alert: [[KubePodNotScheduled, {namespace: db, pod: clickhouse-2}, Pod is unscheduled for 15 minutes.]]
  sources: {logs: absent}
  make:
    - set: [StatefulSet, db, clickhouse, {replicas: 3, requests: {cpu: '4', memory: 24Gi},
        spec: {nodeSelector: {pool: highmem}}, pods: [{node: pool-h-1}, {node: pool-h-1}, {is: pending, age: 25,
        message: "0/4 nodes are available: 1 Insufficient memory, 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/4 nodes are available: 1 No preemption victims found for incoming pod, 3 Preemption is not helpful for scheduling."}]}]
    - nodes: []
    - node: [pool-h-1, {labels: {pool: highmem}}]
  expect: {fault: scheduling.insufficient_resource, at: [StatefulSet db/clickhouse, Pod db/clickhouse-2],
    words: [memory], not: [scheduling.node_selector_mismatch], never: [restart, rollback]}
- id: fi-gpu-tainted
  title: 'The nodes with a GPU are tainted, the others have none'
  question: 'Why does whisper in speech not get a node? The GPU nodes are idle.'
  sources: {logs: absent}
  make:
    - deploy: [speech, whisper, {replicas: 1, requests: {cpu: '2', nvidia.com/gpu: '1'},
        limits: {nvidia.com/gpu: '1'}, pods: [{is: pending, age: 35,
        message: '0/4 nodes are available: 2 Insufficient nvidia.com/gpu, 2 node(s) had untolerated taint {nvidia.com/gpu: present}. preemption: 0/4 nodes are available: 2 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.'}]}]
    - node: [pool-a-6f2k]
    - node: [pool-a-9x1m]
    - node: [pool-g-1, {taints: [{key: nvidia.com/gpu, value: present, effect: NoSchedule}],
        allocatable: {nvidia.com/gpu: '4'}}]
    - node: [pool-g-2, {taints: [{key: nvidia.com/gpu, value: present, effect: NoSchedule}],
        allocatable: {nvidia.com/gpu: '4'}}]
  expect: {fault: scheduling.taint_not_tolerated, at: [Deployment speech/whisper, Pod speech/whisper-*,
    Node pool-g-*], words: [taint, nvidia.com/gpu], not: [scheduling.insufficient_resource], never: [restart,
    rollback, scale]}
- id: fi-selector-tainted
  title: The nodes of the selector are tainted by another team
  alert: [[KubeDeploymentReplicasMismatch, {namespace: seo, deployment: crawler},
    Deployment has not matched the expected number of replicas.]]
  sources: {logs: absent}
  make:
    - deploy: [seo, crawler, {replicas: 1, spec: {nodeSelector: {pool: batch}}, pods: [{is: pending, age: 22,
        message: "0/4 nodes are available: 1 node(s) had untolerated taint {team: research}, 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling."}]}]
    - nodes: []
    - node: [pool-c-4, {labels: {pool: batch}, taints: [{key: team, value: research, effect: NoSchedule}]}]
  expect: {fault: scheduling.taint_not_tolerated, at: [Deployment seo/crawler, Pod seo/crawler-*, Node pool-c-4],
    words: [taint, research], not: [scheduling.node_selector_mismatch, scheduling.insufficient_resource],
    never: [restart, rollback]}
- id: fi-stale-corefile
  title: CoreDNS answers NXDOMAIN for Services that exist
  alert: [[HighErrorRate, {namespace: hotel, service: frontend, severity: critical},
    'frontend answers more than 5% of requests with 5xx', 20]]
  changes: [[21, config, kube-system/ConfigMap/coredns, r12]]
  make:
    - deploy: [kube-system, coredns, {labels: {k8s-app: kube-dns}, image: 'registry.k8s.io/coredns/coredns:v1.12.1'}]
    - service: [kube-system, kube-dns, {port: 53, target: 53, selector: {k8s-app: kube-dns},
        ready: [coredns-n4tgg4bk8p-n4cs8]}]
    - thing: [v1, ConfigMap, kube-system, coredns,
        {data: {Corefile: ".:53 {\n    errors\n    template ANY ANY svc.cluster.local {\n        rcode NXDOMAIN\n    }\n    kubernetes cluster.local in-addr.arpa ip6.arpa\n    forward . /etc/resolv.conf\n}"}}]
    - deploy: [hotel, frontend, {port: 8080}]
    - service: [hotel, frontend]
    - deploy: [hotel, rate, {port: 8084}]
    - service: [hotel, rate, {port: 8084, target: 8084}]
    - deploy: [hotel, geo, {port: 8083}]
    - service: [hotel, geo, {port: 8083, target: 8083}]
  logs:
    hotel/frontend-g5t65nfzfb-g5ncx/frontend: |-
      @{18} ERR dial tcp: lookup rate.hotel.svc.cluster.local on 10.43.0.10:53: no such host
      @{1} ERR dial tcp: lookup geo.hotel.svc.cluster.local on 10.43.0.10:53: no such host
    hotel/rate-797wncz9p2-7gw6t/rate: |-
      @{2} ERR lookup geo.hotel.svc.cluster.local on 10.43.0.10:53: no such host
  expect: {fault: dns.cluster_dns_failing, at: [Deployment kube-system/coredns, Service kube-system/kube-dns,
    ConfigMap kube-system/coredns, Pod kube-system/coredns-*], words: [dns], or: [config.change_regression,
    config.invalid_value], not: [service.missing, dns.name_not_found, dependency.unreachable], never: [scale]}
- id: fi-calico-bgp
  title: 'BGP is down on one node, traffic between nodes gets lost'
  alert: [[HighErrorRate, {namespace: shop, service: cart, severity: critical},
    'cart answers more than 5% of requests with 5xx', 20]]
  make:
    - deploy: [shop, cart, {port: 8080, pods: [{node: pool-b-3c7t}], env: {STOCK: 'http://stock.shop.svc:8080'}}]
    - service: [shop, cart, {ready: [cart-qhq8bdslcs-q7sj5]}]
    - deploy: [shop, stock, {port: 8080, pods: [{node: pool-a-6f2k}]}]
    - service: [shop, stock, {port: 8080, target: 8080, ready: [stock-czvcj7cs2h-c689q]}]
    - set: [DaemonSet, calico-system, calico-node, {labels: {k8s-app: calico-node},
        image: 'docker.io/calico/node:v3.29.1', pods: [{}, {is: unready, node: pool-b-3c7t, age: 43200}]}]
    - event: [Warning Unhealthy, Pod calico-system/calico-node-gbvbj,
        'Readiness probe failed: calico/node is not ready: BIRD is not ready: BGP not established with 10.20.0.11,10.20.0.12',
        [25, 1, 150]]
    - nodes: []
  logs:
    shop/cart-qhq8bdslcs-q7sj5/cart: |-
      @{20} ERROR Get "http://stock.shop.svc:8080/v1": dial tcp 10.43.18.45:8080: i/o timeout
      @{1} ERROR Get "http://stock.shop.svc:8080/v1": dial tcp 10.43.18.45:8080: i/o timeout
  expect: {fault: network.cni_failing, at: [DaemonSet calico-system/calico-node, Pod calico-system/calico-node-*,
    Node pool-b-3c7t, Deployment shop/cart], words: ['calico|network|CNI'], not: [dependency.unreachable,
    probe.readiness_failing, dependency.slow, network.policy_blocks_ingress], never: [rollback, scale]}
- id: fi-etcd-space
  title: etcd has no space left for writes
  question: 'No change reaches the cluster since noon: every apply fails.'
  make:
    - deploy: [flux-system, kustomize-controller, {pods: [{}]}]
    - event: [Warning FailedCreate, ReplicaSet web/web-ngwgj7htc2,
        'Error creating: etcdserver: mvcc: database space exceeded', [60, 2, 44], replicaset-controller]
    - deploy: [web, web, {replicas: 3, pods: [{}, {}]}]
  logs:
    flux-system/kustomize-controller-x7sgrbv7p5-x7sgr/kustomize-controller: |-
      {"level":"error","ts":"@{4}","msg":"Reconciler error","error":"Deployment/web/web dry-run failed: etcdserver: mvcc: database space exceeded"}
  expect: {fault: control-plane.api_unavailable, at: [Deployment flux-system/kustomize-controller, Deployment web/web,
    ReplicaSet web/web-*, Service default/kubernetes, Pod kube-system/etcd-*], words: [etcd],
    not: [storage.volume_full, quota.exceeded, gitops.sync_failed], never: [rollback, scale, restart]}
- id: fi-clock
  title: 'A clock is behind, so a new certificate is not yet valid'
  alert: [[HighErrorRate, {namespace: iam, service: sso, severity: critical},
    'sso answers more than 5% of requests with 5xx']]
  make:
    - deploy: [iam, sso, {port: 8080}]
    - service: [iam, sso]
  logs:
    iam/sso-khw5kq4crw-kfnhv/sso: |-
      @{12} error ldap: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-03T14:08:00Z is before 2026-11-03T15:02:11Z
      @{1} error ldap: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-03T14:19:00Z is before 2026-11-03T15:02:11Z
  expect: {fault: certificate.expired, at: [Deployment iam/sso, Pod iam/sso-*], words: [certificate],
    or: [certificate.untrusted], not: [dependency.unreachable, dependency.credentials_rejected], never: [restart,
    scale, rollback]}
- id: fi-argo-rbac
  title: Argo CD may not create what an application brings
  alert: [[ArgoCdAppSyncFailed, {namespace: argocd, name: mesh}, Sync of mesh failed]]
  make:
    - thing: [argoproj.io/v1alpha1, Application, argocd, mesh,
        {spec: {destination: {server: 'https://kubernetes.default.svc', namespace: mesh}},
        status: {sync: {status: OutOfSync}, health: {status: Missing}, operationState: {phase: Failed,
        message: 'one or more objects failed to apply, reason: clusterroles.rbac.authorization.k8s.io is forbidden: User "system:serviceaccount:argocd:argocd-application-controller" cannot create resource "clusterroles" in API group "rbac.authorization.k8s.io" at the cluster scope',
        startedAt: '@{20}', finishedAt: '@{19}'}}}]
    - thing: [v1, Namespace, '', mesh, {status: {phase: Active}}]
  expect: {fault: gitops.sync_failed, at: [Application argocd/mesh,
    ServiceAccount argocd/argocd-application-controller], words: ['clusterroles|forbidden'], or: [rbac.verb_missing],
    not: [gitops.destination_missing, control-plane.kind_missing], never: [restart, scale]}
- id: fi-dns-policy
  title: One workload does not use the DNS of the cluster
  question: 'mailer in crm cannot find redis.cache.svc, all others can.'
  make:
    - deploy: [crm, mailer, {port: 8080, spec: {dnsPolicy: None, dnsConfig: {nameservers: ['192.0.2.53']}}}]
    - deploy: [cache, redis, {port: 6379}]
    - service: [cache, redis, {port: 6379, target: 6379}]
    - deploy: [kube-system, coredns, {labels: {k8s-app: kube-dns}, image: 'registry.k8s.io/coredns/coredns:v1.12.1'}]
    - service: [kube-system, kube-dns, {port: 53, target: 53, selector: {k8s-app: kube-dns},
        ready: [coredns-n4tgg4bk8p-n4cs8]}]
    - deploy: [crm, leads, {port: 8080}]
  logs:
    crm/mailer-xcmc4lr6f8-xcprb/mailer: |-
      @{9} Error: getaddrinfo ENOTFOUND redis.cache.svc
      @{1} Error: getaddrinfo ENOTFOUND redis.cache.svc
    crm/leads-pp5mndc65g-pzqhj/leads: |-
      @{1} connected to redis.cache.svc:6379
  expect: {fault: config.invalid_value, at: [Deployment crm/mailer, Pod crm/mailer-*], words: ['redis.cache.svc|dns'],
    or: [dns.name_not_found], not: [dns.cluster_dns_failing, service.missing], never: [scale, restart]}
- id: fi-nodelocal
  title: The local DNS cache of one node is down
  alert: [[HighErrorRate, {namespace: fly, service: booking, severity: critical},
    'booking answers more than 5% of requests with 5xx']]
  make:
    - deploy: [fly, booking, {port: 8080, pods: [{node: pool-b-3c7t}, {}]}]
    - service: [fly, booking]
    - set: [DaemonSet, kube-system, node-local-dns, {labels: {k8s-app: node-local-dns}, pods: [{}, {is: waiting,
        node: pool-b-3c7t, reason: CrashLoopBackOff, message: back-off, restarts: 12, last: [1, Error, 2]}]}]
    - deploy: [kube-system, coredns, {labels: {k8s-app: kube-dns}, image: 'registry.k8s.io/coredns/coredns:v1.12.1'}]
    - service: [kube-system, kube-dns, {port: 53, target: 53, selector: {k8s-app: kube-dns},
        ready: [coredns-n4tgg4bk8p-n4cs8]}]
    - nodes: []
  logs:
    fly/booking-mgv78f468x-mg6z6/booking: |-
      @{11} ERROR getaddrinfo EAI_AGAIN seats.fly.svc.cluster.local
      @{1} ERROR getaddrinfo EAI_AGAIN fares.partner.example
  expect: {fault: dns.cluster_dns_failing, at: [DaemonSet kube-system/node-local-dns,
    Pod kube-system/node-local-dns-*, Node pool-b-3c7t, Deployment fly/booking], words: [dns],
    not: [dns.name_not_found, dependency.unreachable, app.startup_error], never: [rollback, scale]}
- id: fi-healthy-dns-typo-old
  title: 'An old typo in a log, corrected days ago'
  question: 'Is exporter in bi healthy?'
  make:
    - deploy: [bi, exporter, {port: 8080, age: 129600, pods: [{age: 5760}]}]
  logs:
    bi/exporter-dbgkmlx27c-dbprc/exporter: |-
      @{5759} ERROR getaddrinfo ENOTFOUND warehose.bi.svc.cluster.local
      @{5755} INFO connected to warehouse.bi.svc.cluster.local
      @{1} INFO exported 41 rows
  expect: {calm: healthy, orVerdict: [recovered], at: [Deployment bi/exporter], words: ['ready|healthy|running'],
    not: [dns.name_not_found, service.missing], never: [restart, rollback, scale, delete, cordon]}
- id: fi-healthy-evictions
  title: The descheduler moves pods on purpose
  question: 'Pods of tasks in ops were evicted an hour ago. Is something wrong with the nodes?'
  make:
    - deploy: [ops, tasks, {pods: [{age: 58}, {age: 58}]}]
    - event: [Normal Descheduled, Pod ops/tasks-klks6cxh2m-k4zhd,
        pod evicted from pool-a-6f2k node by sigs.k8s.io/descheduler, [59, 59, 1], sigs.k8s.io/descheduler]
    - nodes: []
  logs:
    ops/tasks-klks6cxh2m-k4zhd/tasks: |-
      @{2} INFO 12 tasks done
  expect: {calm: healthy, orVerdict: [expected, recovered], at: [Deployment ops/tasks, Node pool-*],
    words: ['ready|healthy|running'], not: [node.memory_pressure, node.disk_pressure, node.not_ready],
    never: [restart, rollback, scale, delete, cordon]}
- id: fi-recovered-api
  title: The API server was away for a minute during its upgrade
  alert: [[KubeAPIDown, {severity: critical}, Target disappeared from Prometheus target discovery., 100, 90]]
  changes: [[101, node, /control-plane, v1.33.5]]
  make:
    - deploy: [cert-manager, cert-manager, {pods: [{restarts: 1, last: [1, Error, 98], age: 28800}]}]
    - nodes: []
  logs:
    cert-manager/cert-manager-qg67x5gdqk-qg67f/cert-manager.previous: |-
      E1103 12:42:01.220 1 leaderelection.go:436] error retrieving resource lock kube-system/cert-manager-controller: Get "https://10.43.0.1:443/apis": dial tcp 10.43.0.1:443: connect: connection refused
      E1103 12:42:06.101 1 main.go:59] "error running" err="leader election lost"
    cert-manager/cert-manager-qg67x5gdqk-qg67f/cert-manager: |-
      I1103 12:43:10.100 1 leaderelection.go:260] successfully acquired lease kube-system/cert-manager-controller
  expect: {calm: recovered, orVerdict: [healthy], at: [Deployment cert-manager/cert-manager],
    words: ['recover|normal|ready'], not: [control-plane.api_unavailable, app.startup_error], never: [restart,
    rollback, scale, delete, cordon]}
- id: fi-expected-scale-down
  title: A workload is scaled down at night by its schedule
  alert: [[KubeDeploymentReplicasMismatch, {namespace: dev, deployment: portal},
    Deployment has not matched the expected number of replicas., 5]]
  changes: [[6, scale, dev/portal, '3 -> 0 (schedule: office hours)']]
  make:
    - deploy: [dev, portal, {port: 8080, replicas: 0, pods: [], metadata: {labels: {app: portal},
        annotations: {downscaler/downtime-replicas: '0'}}}]
    - event: [Normal ScalingReplicaSet, Deployment dev/portal, Scaled down replica set portal-tjbscg9fdx from 3 to 0,
        [6, 6, 1], deployment-controller]
  expect: {calm: expected, orVerdict: [healthy], at: [Deployment dev/portal], words: ['0|zero|scaled'],
    not: [rollout.stuck, service.no_ready_endpoints], never: [restart, rollback]}
`;
