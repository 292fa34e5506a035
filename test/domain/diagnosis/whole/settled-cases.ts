/** Nothing to repair: healthy, recovered, meant, or passing; and what nobody could say. */
export const SETTLED = String.raw`
- id: st-healthy-old-restarts
  title: 'Many restarts, all of them weeks ago'
  question: 'api in mobile shows 14 restarts. Is it all right?'
  make:
    - deploy: [mobile, api, {port: 8080, pods: [{age: 57600, restarts: 14, last: [137, OOMKilled, 17280]},
        {age: 57600, restarts: 11, last: [137, OOMKilled, 17280]}]}]
    - service: [mobile, api]
    - nodes: []
  logs:
    mobile/api-jztqf6v5rn-jgn59/api: |-
      @{6} INFO GET /v1/me 200 11ms
      @{1} INFO GET /v1/me 200 9ms
  metrics:
    'container_memory_working_set_bytes{namespace="mobile"}': {vector: [[{pod: api-jztqf6v5rn-jgn59}, 201326592]]}
  expect: {calm: healthy, orVerdict: [recovered], at: [Deployment mobile/api, Pod mobile/api-*],
    words: ['ready|healthy|running'], not: [container.oom_killed], never: [restart, rollback, scale, delete, cordon]}
- id: st-healthy-noisy
  title: A healthy program that logs errors about its callers
  question: 'Is auth-proxy in identity healthy? Its log is full of errors.'
  make:
    - deploy: [identity, auth-proxy, {port: 8080}]
    - service: [identity, auth-proxy]
    - nodes: []
  logs:
    identity/auth-proxy-rctfb5xnsh-rctmq/auth-proxy: |-
      @{9} ERROR invalid token: token is expired by 3h12m client=198.51.100.7
      @{7} WARN  401 POST /token invalid_grant client=198.51.100.9
      @{5} ERROR invalid token: token contains an invalid number of segments client=203.0.113.40
      @{1} INFO  200 POST /token 8ms
  metrics:
    'sum(rate(http_requests_total{namespace="identity",code=~"5.."}[5m])) / sum(rate(http_requests_total{namespace="identity"}[5m]))': {matrix: [[{},
        [[60, 0.001], [30, 0.0008], [0, 0.0009]]]]}
  expect: {calm: healthy, orVerdict: [recovered], at: [Deployment identity/auth-proxy, Pod identity/auth-proxy-*],
    words: ['ready|healthy|running'], not: [dependency.credentials_rejected, app.error_rate_high,
    certificate.expired], never: [restart, rollback, scale]}
- id: st-healthy-neighbour
  title: 'The asked one is fine, a neighbour crashes'
  question: 'Is payments-api in payments healthy?'
  make:
    - deploy: [payments, payments-api, {port: 8080}]
    - service: [payments, payments-api]
    - deploy: [sandbox, toy, {pods: [{is: waiting, reason: CrashLoopBackOff, message: back-off, restarts: 40,
        last: [1, Error, 3]}]}]
    - event: [Warning BackOff, Pod sandbox/toy-69m4lz7p5f-6bhgb, Back-off restarting failed container toy, [900, 2,
        811]]
  logs:
    payments/payments-api-pvgmmcrqsc-pvgmh/payments-api: |-
      @{1} INFO 200 POST /charge 88ms
    sandbox/toy-69m4lz7p5f-6bhgb/toy: |-
      Traceback (most recent call last):
      ModuleNotFoundError: No module named 'toybox'
  expect: {calm: healthy, orVerdict: [recovered], at: [Deployment payments/payments-api],
    words: ['ready|healthy|running'], not: [app.startup_error], never: [restart, rollback, scale]}
- id: st-healthy-deploy
  title: A deploy an hour ago went well
  question: 'catalog in shop was deployed an hour ago, did it go well?'
  changes: [[62, deploy, shop/catalog, '3.8.1']]
  make:
    - deploy: [shop, catalog, {port: 8080, revised: 62, pods: [{age: 62}, {age: 61}, {age: 60}]}]
    - service: [shop, catalog, {ready: [catalog-wq558ssw44-wqvzw, catalog-wq558ssw44-wq9jg,
        catalog-wq558ssw44-wq788]}]
    - event: [Warning Unhealthy, Pod shop/catalog-wq558ssw44-wqvzw,
        'Readiness probe failed: Get "http://10.32.11.9:8080/ready": dial tcp 10.32.11.9:8080: connect: connection refused',
        [62, 61, 3]]
    - event: [Normal ScalingReplicaSet, Deployment shop/catalog, Scaled up replica set catalog-wq558ssw44 from 2 to 3,
        [61, 61, 1], deployment-controller]
  logs:
    shop/catalog-wq558ssw44-wqvzw/catalog: |-
      @{60} INFO started in 4.2s
      @{1} INFO GET /items 200 5ms
  metrics:
    'sum(rate(http_requests_total{namespace="shop",code=~"5.."}[5m])) / sum(rate(http_requests_total{namespace="shop"}[5m]))': {matrix: [[{},
        [[90, 0.002], [60, 0.003], [30, 0.002], [0, 0.002]]]]}
  expect: {calm: healthy, orVerdict: [recovered], at: [Deployment shop/catalog, Pod shop/catalog-*],
    words: ['ready|healthy|running'], not: [rollout.regression, probe.readiness_failing], never: [restart, rollback,
    scale]}
- id: st-healthy-hpa-min
  title: An autoscaler rests at its lower bound
  question: 'The HPA of search-api in search says ScalingLimited True. Is that bad?'
  sources: {logs: absent}
  make:
    - deploy: [search, search-api, {port: 8080}]
    - thing: [autoscaling/v2, HorizontalPodAutoscaler, search, search-api,
        {spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: search-api}, minReplicas: 2,
        maxReplicas: 9, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization,
        averageUtilization: 70}}}]}, status: {currentReplicas: 2, desiredReplicas: 2,
        currentMetrics: [{type: Resource, resource: {name: cpu, current: {averageUtilization: 12,
        averageValue: 12m}}}], conditions: [{type: AbleToScale, status: 'True', reason: ReadyForNewScale,
        message: ok}, {type: ScalingActive, status: 'True', reason: ValidMetricFound, message: ok},
        {type: ScalingLimited, status: 'True', reason: TooFewReplicas,
        message: the desired replica count is less than the minimum replica count}]}}]
  expect: {calm: healthy, orVerdict: [expected], at: [Deployment search/search-api,
    HorizontalPodAutoscaler search/search-api], words: ['ready|healthy|running|minimum'],
    not: [autoscaling.max_replicas_reached, autoscaling.metrics_unavailable], never: [restart, rollback, scale]}
- id: st-healthy-policies
  title: 'Policies that admit what is needed; a question about timeouts of long ago'
  question: 'Do the network policies of wallet in pay block anything?'
  make:
    - deploy: [pay, wallet, {port: 8080}]
    - service: [pay, wallet]
    - thing: [networking.k8s.io/v1, NetworkPolicy, pay, wallet, {spec: {podSelector: {matchLabels: {app: wallet}},
        policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {matchLabels: {app: front}}}],
        ports: [{port: 8080, protocol: TCP}]}], egress: [{ports: [{port: 53, protocol: UDP}]},
        {to: [{podSelector: {matchLabels: {app: pg}}}], ports: [{port: 5432, protocol: TCP}]}]}}]
    - deploy: [pay, front, {port: 8080}]
  logs:
    pay/wallet-tm8592fbr8-tmmnz/wallet: |-
      @{400} ERROR timeout talking to pg after 5s
      @{2} INFO GET /wallet 200 6ms
  expect: {calm: healthy, orVerdict: [recovered], at: [Deployment pay/wallet, NetworkPolicy pay/wallet],
    words: ['ready|healthy|running'], not: [network.policy_blocks_egress, network.policy_blocks_ingress,
    database.unreachable], never: [restart, rollback, scale]}
- id: st-recovered-oom
  title: 'One OOM kill two hours ago, and the alert is resolved'
  alert: [[KubePodCrashLooping, {namespace: ads, pod: bidder-lv5lvnxh9s-lvb9w, container: bidder},
    Pod is crash looping., 130, 110]]
  make:
    - deploy: [ads, bidder, {port: 8080, pods: [{age: 4320, restarts: 1, last: [137, OOMKilled, 125]}, {age: 4320}]}]
    - event: [Warning BackOff, Pod ads/bidder-lv5lvnxh9s-lvb9w, Back-off restarting failed container bidder, [126,
        124, 2]]
  logs:
    ads/bidder-lv5lvnxh9s-lvb9w/bidder: |-
      @{123} INFO started
      @{2} INFO bids/s=8122 p99=9ms
  expect: {calm: recovered, orVerdict: [healthy], at: [Deployment ads/bidder, Pod ads/bidder-*],
    words: ['ready|recover|since|again'], not: [container.oom_killed], never: [restart, rollback, scale]}
- id: st-recovered-db
  title: 'A database failover of a few minutes, over'
  alert: [[HighErrorRate, {namespace: orders, service: order-api},
    'order-api answers more than 5% of requests with 5xx', 90, 70]]
  changes: [[89, node, /pool-b-3c7t, reboot]]
  make:
    - deploy: [orders, order-api, {port: 8080}]
    - service: [orders, order-api]
    - set: [StatefulSet, data, orders-pg, {image: 'postgres:16.4', port: 5432, pods: [{age: 85}, {}]}]
  logs:
    orders/order-api-flsptnqczm-flsgj/order-api: |-
      @{88} ERROR org.postgresql.util.PSQLException: Connection to orders-pg.data.svc:5432 refused.
      @{80} ERROR org.postgresql.util.PSQLException: FATAL: the database system is starting up
      @{74} INFO  HikariPool-1 - Added connection conn22
      @{1} INFO  POST /orders 201 31ms
  metrics:
    'sum(rate(http_requests_total{namespace="orders",code=~"5.."}[5m])) / sum(rate(http_requests_total{namespace="orders"}[5m]))': {matrix: [[{},
        [[120, 0.001], [88, 0.61], [80, 0.7], [70, 0.01], [40, 0.001], [0, 0.001]]]]}
  expect: {calm: recovered, orVerdict: [healthy], at: [Deployment orders/order-api, StatefulSet data/orders-pg,
    Pod orders/order-api-*], words: ['recover|normal|again|back|ready'], not: [database.unreachable,
    dependency.unreachable], never: [restart, rollback, scale]}
- id: st-recovered-node
  title: A node was away for six minutes
  alert: [[KubeNodeNotReady, {node: pool-b-3c7t, condition: Ready}, Node is not ready., 65, 55]]
  make:
    - deploy: [web, home, {port: 8080, pods: [{}, {node: pool-b-3c7t}]}]
    - node: [pool-a-6f2k]
    - node: [pool-b-3c7t, {conditions: {Ready: ['True', KubeletReady, kubelet is posting ready status, 58]}}]
    - event: [Normal NodeNotReady, Node pool-b-3c7t, 'Node pool-b-3c7t status is now: NodeNotReady', [64, 64, 1],
        node-controller]
    - event: [Normal NodeReady, Node pool-b-3c7t, 'Node pool-b-3c7t status is now: NodeReady', [58, 58, 1], kubelet]
  expect: {calm: recovered, orVerdict: [healthy], at: [Node pool-b-3c7t], words: ['ready|recover|again'],
    not: [node.not_ready], never: [restart, rollback, scale, delete, cordon, drain]}
- id: st-recovered-pull
  title: 'A registry was away, the pull worked in the end'
  alert: [[KubePodNotReady, {namespace: blog, pod: blog-xs7rncv4w5-xskzq},
    Pod has been in a non-ready state for more than 15 minutes., 70, 48]]
  make:
    - deploy: [blog, blog, {port: 8080, revised: 90, pods: [{age: 90}, {age: 90}]}]
    - event: [Warning Failed, Pod blog/blog-xs7rncv4w5-xskzq,
        'Failed to pull image "registry.harbor.example/apps/blog:3.8.1": rpc error: code = Unavailable desc = failed to pull and unpack image: failed to do request: Head "https://registry.harbor.example/v2/apps/blog/manifests/3.8.1": dial tcp 10.20.0.80:443: connect: connection refused',
        [89, 60, 7]]
    - event: [Normal Pulled, Pod blog/blog-xs7rncv4w5-xskzq,
        'Successfully pulled image "registry.harbor.example/apps/blog:3.8.1" in 4.1s', [55, 55, 1]]
    - event: [Normal Started, Pod blog/blog-xs7rncv4w5-xskzq, Started container blog, [55, 55, 1]]
  expect: {calm: recovered, orVerdict: [healthy], at: [Deployment blog/blog, Pod blog/blog-*],
    words: ['ready|recover|again'], not: [image.registry_unreachable, image.pull_failed], never: [restart, rollback,
    scale]}
- id: st-recovered-schedule
  title: Pods waited for a new node and got it
  question: 'Half an hour ago export in reports was pending. Still?'
  sources: {logs: absent}
  make:
    - deploy: [reports, export, {port: 8080, revised: 41, pods: [{age: 41}, {age: 41, node: pool-a-9x1m}]}]
    - event: [Warning FailedScheduling, Pod reports/export-dbbrzmfwqh-dbwrv,
        '0/2 nodes are available: 2 Insufficient memory.', [41, 36, 4], default-scheduler]
    - event: [Normal TriggeredScaleUp, Pod reports/export-dbbrzmfwqh-dbwrv,
        'pod triggered scale-up: [{pool-a 2->3 (max: 6)}]', [40, 40, 1], cluster-autoscaler]
    - event: [Normal Scheduled, Pod reports/export-dbbrzmfwqh-dbwrv,
        Successfully assigned reports/export-dbbrzmfwqh-dbwrv to pool-a-9x1m, [34, 34, 1], default-scheduler]
    - nodes: []
  expect: {calm: recovered, orVerdict: [healthy], at: [Deployment reports/export, Pod reports/export-*],
    words: ['ready|recover|again|running'], not: [scheduling.insufficient_resource], never: [restart, rollback,
    scale]}
- id: st-recovered-cert
  title: A certificate was renewed at the third try
  alert: [[CertificateRenewalOverdue, {namespace: edge, name: www-tls},
    Certificate edge/www-tls has not been renewed., 400, 180]]
  make:
    - thing: [cert-manager.io/v1, Certificate, edge, www-tls, {spec: {secretName: www-tls,
        dnsNames: [www.harbor.example]}, status: {notBefore: '@{200}', notAfter: '@{-129600}',
        renewalTime: '@{-86400}', revision: 5, conditions: [{type: Ready, status: 'True', reason: Ready,
        message: Certificate is up to date and has not expired, lastTransitionTime: '@{200}'}]}}]
    - event: [Warning Failed, Certificate edge/www-tls,
        'The certificate request has failed to complete and will be retried: Failed to wait for order resource "www-tls-4-1671" to become ready: order is in "errored" state',
        [900, 460, 2], cert-manager-certificates-issuing]
    - event: [Normal Issuing, Certificate edge/www-tls, The certificate has been successfully issued, [200, 200, 1],
        cert-manager-certificates-issuing]
    - deploy: [edge, www, {port: 8080}]
  expect: {calm: recovered, orVerdict: [healthy], at: [Certificate edge/www-tls],
    words: ['issued|renew|valid|ready|recover'], not: [certificate.issuance_failed, certificate.expired],
    never: [restart, rollback, scale]}
- id: st-recovered-sync
  title: A sync failed once and then succeeded
  alert: [[ArgoCdAppSyncFailed, {namespace: argocd, name: shop}, Sync of shop failed, 80, 60]]
  make:
    - thing: [argoproj.io/v1alpha1, Application, argocd, shop,
        {spec: {destination: {server: 'https://kubernetes.default.svc', namespace: shop}},
        status: {sync: {status: Synced, revision: 91acb0}, health: {status: Healthy},
        operationState: {phase: Succeeded, message: successfully synced (all tasks run), startedAt: '@{61}',
        finishedAt: '@{60}', retryCount: 2}}}]
    - event: [Warning OperationCompleted, Application argocd/shop,
        'Sync operation to 91acb0 failed: one or more objects failed to apply, reason: Internal error occurred: failed calling webhook "validate.nginx.ingress.kubernetes.io": context deadline exceeded',
        [80, 80, 1], argocd-application-controller]
    - deploy: [shop, shop, {port: 8080}]
    - service: [shop, shop]
  expect: {calm: recovered, orVerdict: [healthy], at: [Application argocd/shop, Deployment shop/shop],
    words: ['sync|recover|healthy'], not: [gitops.sync_failed, control-plane.webhook_failing], never: [restart,
    rollback, scale]}
- id: st-recovered-evicted
  title: A Failed pod of an eviction is left over
  question: 'kubectl shows an Evicted pod of loader in etl. Must we do something?'
  make:
    - deploy: [etl, loader, {pods: [{age: 1440}, {age: 5760}, {is: failed, age: 7200, reason: Evicted,
        message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 80Mi. ', last: [137,
        Error, 1440]}], replicas: 2}]
    - nodes: []
  logs:
    etl/loader-fvh5pm8dz6-fv9p6/loader: |-
      @{3} INFO loaded 4k rows
  expect: {calm: recovered, orVerdict: [healthy], at: [Deployment etl/loader, Pod etl/loader-*, Pod etl/*],
    words: ['ready|healthy|running|recover'], not: [node.memory_pressure, node.disk_pressure, container.oom_killed],
    never: [restart, rollback, scale, cordon]}
- id: st-watchdog
  title: The heartbeat of the alerting chain
  alert: [[Watchdog, {severity: none, prometheus: monitoring/k8s},
    'An alert that should always be firing to certify that Alertmanager is working properly.|This is an alert meant to ensure that the entire alerting pipeline is functional. This alert is always firing, therefore it should always be firing in Alertmanager and always fire against a receiver.',
    43200]]
  make:
    - set: [StatefulSet, monitoring, prometheus-k8s, {port: 9090}]
    - nodes: []
  expect: {calm: expected, orVerdict: [healthy], at: [StatefulSet monitoring/prometheus-k8s],
    words: ['always|heartbeat|meant|expected'], not: [], never: [restart, rollback, scale, delete, cordon]}
- id: st-inhibitor
  title: The helper alert that inhibits others
  alert: [[InfoInhibitor, {severity: none, namespace: shop},
    'Info-level alert inhibition.|This is an alert that is used to inhibit info alerts. By themselves, the info-level alerts are sometimes very noisy, but they are relevant when combined with other alerts.',
    60]]
  make:
    - deploy: [shop, basket, {port: 8080}]
    - nodes: []
  expect: {calm: expected, orVerdict: [healthy], at: [Deployment shop/basket],
    words: ['inhibit|expected|meant|healthy'], not: [], never: [restart, rollback, scale]}
- id: st-drained
  title: 'A node is drained for its upgrade, as announced'
  alert: [[KubeNodeUnschedulable, {node: pool-a-9x1m},
    'Node is marked unschedulable|pool-a-9x1m has been unschedulable for 15 minutes.', 12]]
  changes: [[41, node, /pool-a-9x1m, 'planned maintenance: drain for kubelet v1.33.5']]
  make:
    - node: [pool-a-6f2k]
    - node: [pool-a-9x1m, {cordoned: true}]
    - node: [pool-b-3c7t]
    - deploy: [web, pages, {port: 8080, pods: [{}, {age: 30, node: pool-b-3c7t}]}]
    - event: [Normal NodeNotSchedulable, Node pool-a-9x1m, 'Node pool-a-9x1m status is now: NodeNotSchedulable', [40,
        40, 1]]
    - event: [Normal Drain, Node pool-a-9x1m, Draining node for planned maintenance, [40, 40, 1], node-upgrader]
  expect: {calm: expected, orVerdict: [healthy], at: [Node pool-a-9x1m], words: ['maintenance|planned|drain|cordon'],
    not: [node.not_ready, scheduling.taint_not_tolerated], never: [restart, rollback, scale]}
`;
