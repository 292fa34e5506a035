/** Two troubles at once, half the evidence, and other shapes of the same objects. */
export const MIXED = String.raw`
- id: mx-bare-pod
  title: A bare pod waits for a node label
  question: debug-shell in ops does not start
  sources: {logs: absent, changes: absent}
  make:
    - pod: [ops, debug-shell, {'$spec': [shell, {spec: {nodeSelector: {kubernetes.io/hostname: pool-z-9}}}]},
        {run: debug-shell}, null, {is: pending, age: 12,
        message: "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."}]
    - nodes: []
  expect: {fault: scheduling.node_selector_mismatch, at: [Pod ops/debug-shell], words: ['pool-z-9|hostname|selector'],
    not: [scheduling.insufficient_resource], never: [scale, rollback]}
- id: mx-two-faults
  title: 'Two workloads fail for different reasons; one is asked about'
  alert: [[KubePodNotReady, {namespace: shop, pod: reco-tc6c7wwqpt-t894b},
    Pod has been in a non-ready state for more than 15 minutes.]]
  make:
    - deploy: [shop, reco, {requests: {cpu: '6'}, replicas: 1, pods: [{is: pending, age: 30,
        message: '0/3 nodes are available: 3 Insufficient cpu.'}]}]
    - deploy: [shop, promo, {port: 8080, pods: [{is: waiting, reason: CrashLoopBackOff,
        message: back-off 5m0s restarting failed container, restarts: 8, last: [1, Error, 2]}]}]
    - event: [Warning BackOff, Pod shop/promo-2hgt8z5nf9-2442s, Back-off restarting failed container promo, [300, 1,
        900]]
    - nodes: []
  logs:
    shop/promo-2hgt8z5nf9-2442s/promo: |-
      @{2} ERROR Error: Environment variable STRIPE_KEY is not set
  expect: {fault: scheduling.insufficient_resource, at: [Deployment shop/reco, Pod shop/reco-*], words: [cpu, reco],
    not: [config.env_missing, app.startup_error], never: [restart, rollback]}
- id: mx-node-and-app
  title: 'A node is lost, and a pod elsewhere restarts once'
  alert: [[KubeNodeNotReady, {node: pool-b-3c7t}, Node is not ready.]]
  make:
    - node: [pool-a-6f2k]
    - node: [pool-b-3c7t, {heartbeat: 30, conditions: {Ready: [Unknown, NodeStatusUnknown,
        Kubelet stopped posting node status., 29]}}]
    - deploy: [pay, ledger, {replicas: 2, pods: [{is: unready, node: pool-b-3c7t}, {}]}]
    - deploy: [pay, fees, {pods: [{restarts: 1, last: [1, Error, 25]}]}]
  logs:
    pay/fees-zfgb47rxrr-z6vgx/fees: |-
      @{26} ERROR java.net.ConnectException: Connection refused: ledger.pay.svc:8080
      @{20} INFO connected to ledger.pay.svc:8080
  expect: {fault: node.not_ready, at: [Node pool-b-3c7t], words: [pool-b-3c7t], not: [dependency.unreachable,
    app.startup_error], never: [rollback]}
- id: mx-evicted-many
  title: Pods of many teams are evicted from one node
  question: 'Why are so many pods Evicted today?'
  sources: {logs: absent}
  make:
    - deploy: [team-a, svc-a, {replicas: 1, pods: [{age: 12}, {is: failed, node: pool-a-9x1m, age: 4320,
        reason: Evicted,
        message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 52Mi. Container was using 400Mi, request is 64Mi, has larger consumption of memory. ',
        last: [137, Error, 14]}]}]
    - deploy: [team-b, svc-b, {replicas: 1, pods: [{age: 12}, {is: failed, node: pool-a-9x1m, age: 4320,
        reason: Evicted,
        message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 52Mi. Container was using 400Mi, request is 64Mi, has larger consumption of memory. ',
        last: [137, Error, 14]}]}]
    - deploy: [team-c, svc-c, {replicas: 1, pods: [{age: 12}, {is: failed, node: pool-a-9x1m, age: 4320,
        reason: Evicted,
        message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 52Mi. Container was using 400Mi, request is 64Mi, has larger consumption of memory. ',
        last: [137, Error, 14]}]}]
    - node: [pool-a-6f2k]
    - node: [pool-a-9x1m, {conditions: {MemoryPressure: ['True', KubeletHasInsufficientMemory,
        kubelet has insufficient memory available, 15]}}]
  expect: {fault: node.memory_pressure, at: [Node pool-a-9x1m], words: [memory, pool-a-9x1m],
    not: [container.oom_killed, node.disk_pressure], never: [rollback, restart]}
- id: mx-endpoints-v1
  title: 'Old Endpoints objects, and a Service that selects nothing'
  question: curl to media.tv gives connection refused
  make:
    - deploy: [tv, media, {port: 8096, labels: {release: tv-2}}]
    - thing: [v1, Service, tv, media, {spec: {type: ClusterIP, clusterIP: '10.43.8.8', selector: {app: media,
        release: tv-1}, ports: [{port: 80, targetPort: 8096}]}}]
    - thing: [v1, Endpoints, tv, media, {subsets: null}]
  logs:
    tv/media-7fq67g7sp8-7rrfq/media: |-
      @{600} [INF] Kestrel is listening on 0.0.0.0:8096
  expect: {fault: service.selector_mismatch, at: [Service tv/media, Deployment tv/media],
    words: ['release|selector|label'], not: [service.port_mismatch, service.no_ready_endpoints,
    dependency.unreachable], never: [restart, scale, rollback]}
- id: mx-external-egress
  title: An egress policy keeps a payment provider away
  alert: [[HighErrorRate, {namespace: pay, service: checkout, severity: critical},
    'checkout answers more than 5% of requests with 5xx', 20]]
  changes: [[24, config, pay/NetworkPolicy/only-inside, b1]]
  make:
    - deploy: [pay, checkout, {port: 8080, env: {STRIPE_URL: 'https://api.stripe.example'}}]
    - service: [pay, checkout]
    - thing: [networking.k8s.io/v1, NetworkPolicy, pay, only-inside, {age: 24,
        spec: {podSelector: {matchLabels: {app: checkout}}, policyTypes: [Egress],
        egress: [{to: [{namespaceSelector: {}}]}]}}]
  logs:
    pay/checkout-b4qm8mkrsq-b4qpw/checkout: |-
      @{22} ERROR stripe: POST https://api.stripe.example/v1/charges: dial tcp 203.0.113.77:443: i/o timeout
      @{1} ERROR stripe: POST https://api.stripe.example/v1/charges: dial tcp 203.0.113.77:443: i/o timeout
  expect: {fault: network.policy_blocks_egress, at: [NetworkPolicy pay/only-inside, Deployment pay/checkout],
    words: ['only-inside|policy'], not: [dependency.unreachable, config.change_regression, dns.name_not_found],
    never: [restart, scale, rollback]}
- id: mx-dns-one-typo
  title: One wrong name while CoreDNS logs an NXDOMAIN
  question: sync in crm fails since it was configured anew
  make:
    - deploy: [crm, sync, {pods: [{is: waiting, reason: CrashLoopBackOff,
        message: back-off 5m0s restarting failed container, restarts: 8, last: [1, Error, 2]}]}]
    - deploy: [kube-system, coredns, {labels: {k8s-app: kube-dns}}]
  logs:
    crm/sync-gg2gc22cpw-gzj7p/sync: |-
      @{3} INFO starting
      @{2} ERROR psycopg2.OperationalError: could not translate host name "crm-databse.internal.example" to address: Name or service not known
    kube-system/coredns-n4tgg4bk8p-n4cs8/coredns: |-
      [INFO] 10.32.11.7:41120 - 4711 "A IN crm-databse.internal.example. udp 55 false 512" NXDOMAIN qr,rd,ra 130 0.002s
  expect: {fault: dns.name_not_found, at: [Deployment crm/sync, Pod crm/sync-*], words: [crm-databse],
    or: [config.invalid_value, database.unreachable], not: [dns.cluster_dns_failing, app.startup_error,
    service.missing], never: [scale, restart]}
- id: mx-ds-webhook
  title: 'No DaemonSet pod can be made: a validating webhook times out'
  alert: [[KubeDaemonSetMisScheduled, {namespace: monitoring, daemonset: node-exporter},
    DaemonSet pods are not scheduled.]]
  sources: {logs: absent}
  make:
    - set: [DaemonSet, monitoring, node-exporter, {replicas: 3, pods: [{}, {node: pool-a-9x1m}]}]
    - event: [Warning FailedCreate, DaemonSet monitoring/node-exporter,
        'Error creating: Internal error occurred: failed calling webhook "policy.sigstore.dev": failed to call webhook: Post "https://webhook.cosign-system.svc:443/validations?timeout=10s": context deadline exceeded',
        [30, 4, 15], daemonset-controller]
    - thing: [admissionregistration.k8s.io/v1, ValidatingWebhookConfiguration, '', policy.sigstore.dev,
        {webhooks: [{name: policy.sigstore.dev, failurePolicy: Fail,
        clientConfig: {service: {namespace: cosign-system, name: webhook}}}]}]
    - nodes: []
  expect: {fault: control-plane.webhook_failing, at: [ValidatingWebhookConfiguration policy.sigstore.dev,
    DaemonSet monitoring/node-exporter, Service cosign-system/webhook], words: [webhook, sigstore],
    not: [security.admission_denied, dependency.unreachable, scheduling.taint_not_tolerated], never: [rollback]}
- id: mx-hpa-max-calm
  title: 'At its upper bound, and the load is just served'
  question: 'The HPA of feed in news shows 6 of 6 replicas. Is feed healthy?'
  make:
    - deploy: [news, feed, {port: 8080, pods: [{}, {}, {}, {}, {}, {}]}]
    - service: [news, feed]
    - thing: [autoscaling/v2, HorizontalPodAutoscaler, news, feed, {spec: {scaleTargetRef: {apiVersion: apps/v1,
        kind: Deployment, name: feed}, minReplicas: 2, maxReplicas: 6}, status: {currentReplicas: 6,
        desiredReplicas: 6, conditions: [{type: AbleToScale, status: 'True', reason: ReadyForNewScale, message: ok},
        {type: ScalingActive, status: 'True', reason: ValidMetricFound, message: ok}, {type: ScalingLimited,
        status: 'False', reason: DesiredWithinRange, message: the desired count is within the acceptable range}]}}]
  logs:
    news/feed-zz6j8jf5tc-zmgzd/feed: |-
      @{1} INFO GET /feed 200 21ms
  expect: {calm: healthy, orVerdict: [expected, recovered], at: [Deployment news/feed,
    HorizontalPodAutoscaler news/feed], words: ['ready|healthy|running'], not: [autoscaling.max_replicas_reached],
    never: [restart, rollback, scale, delete, cordon]}
- id: mx-claim-wffc
  title: 'A spare claim waits for its first consumer, as it should'
  question: 'Is everything all right in namespace lab?'
  sources: {logs: absent}
  make:
    - deploy: [lab, bench, {port: 8080}]
    - thing: [v1, PersistentVolumeClaim, lab, scratch, {age: 40, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd}, status: {phase: Pending}}]
    - thing: [storage.k8s.io/v1, StorageClass, '', fast-ssd, {provisioner: ebs.csi.aws.com,
        volumeBindingMode: WaitForFirstConsumer}]
    - event: [Normal WaitForFirstConsumer, PersistentVolumeClaim lab/scratch,
        waiting for first consumer to be created before binding, [40, 1, 160], persistentvolume-controller]
  expect: {calm: healthy, orVerdict: [recovered, expected], at: [Deployment lab/bench,
    PersistentVolumeClaim lab/scratch], words: ['ready|healthy|running'], not: [storage.pvc_unbound], never: [restart,
    rollback, scale, delete, cordon]}
- id: mx-service-extname
  title: A Service without selector and one for an outside name are fine
  question: 'Are the services in integ healthy? Two have no pods.'
  make:
    - deploy: [integ, proxy, {port: 8080}]
    - service: [integ, proxy]
    - thing: [v1, Service, integ, partner, {spec: {type: ExternalName, externalName: api.partner.example}}]
    - thing: [v1, Service, integ, mainframe, {spec: {type: ClusterIP, clusterIP: '10.43.7.7', ports: [{port: 3270}]}}]
    - thing: [v1, Endpoints, integ, mainframe, {subsets: [{addresses: [{ip: '192.0.2.40'}], ports: [{port: 3270}]}]}]
  logs:
    integ/proxy-2vlqqfbfbj-2d6cg/proxy: |-
      @{1} INFO forwarded 12 requests
  expect: {calm: healthy, orVerdict: [recovered, expected], at: [Deployment integ/proxy, Service integ/*],
    words: ['ready|healthy|running'], not: [service.selector_mismatch, service.no_ready_endpoints, service.missing],
    never: [restart, rollback, scale, delete, cordon]}
- id: mx-ignored-webhook
  title: A webhook without backend that nobody has to wait for
  question: 'Does the webhook of pod-labels in tools hurt anybody? Its pods are gone.'
  make:
    - deploy: [tools, runner, {port: 8080}]
    - thing: [admissionregistration.k8s.io/v1, MutatingWebhookConfiguration, '', pod-labels,
        {webhooks: [{name: labels.tools.example, failurePolicy: Ignore, clientConfig: {service: {namespace: tools,
        name: pod-labels}}}]}]
  logs:
    tools/runner-qhwvbwwtwp-qhz9w/runner: |-
      @{1} INFO ok
  expect: {calm: healthy, orVerdict: [recovered, expected], at: [Deployment tools/runner,
    MutatingWebhookConfiguration pod-labels], words: ['ready|healthy|running'], not: [control-plane.webhook_failing],
    never: [restart, rollback, scale, delete, cordon]}
- id: mx-flaky-neighbour
  title: 'The alert is over; a neighbour still crashes'
  alert: [[HighErrorRate, {namespace: shop, service: cart}, 'cart answers more than 5% of requests with 5xx', 70, 45]]
  make:
    - deploy: [shop, cart, {port: 8080}]
    - service: [shop, cart]
    - deploy: [shop, lab-toy, {pods: [{is: waiting, reason: CrashLoopBackOff,
        message: back-off 5m0s restarting failed container, restarts: 8, last: [1, Error, 2]}]}]
    - event: [Warning BackOff, Pod shop/lab-toy-qz792nzrxf-qz2zp, Back-off restarting failed container lab-toy, [3000,
        1, 4000]]
  logs:
    shop/cart-qhq8bdslcs-q7sj5/cart: |-
      @{68} ERROR timeout calling http://stock.shop.svc: context deadline exceeded
      @{44} INFO GET /cart 200 8ms
      @{1} INFO GET /cart 200 9ms
    shop/lab-toy-qz792nzrxf-qz2zp/lab-toy: |-
      panic: toy not configured
      
      goroutine 1 [running]:
  metrics:
    'sum(rate(http_requests_total{namespace="shop",service="cart",code=~"5.."}[5m])) / sum(rate(http_requests_total{namespace="shop",service="cart"}[5m]))': {matrix: [[{},
        [[90, 0.001], [65, 0.4], [40, 0.002], [0, 0.001]]]]}
  expect: {calm: recovered, orVerdict: [healthy], at: [Deployment shop/cart, Service shop/cart], words: [cart,
    'recover|normal|ready'], not: [app.startup_error, dependency.unreachable, app.error_rate_high], never: [restart,
    rollback, scale, delete, cordon]}
- id: mx-cert-soon
  title: A certificate ends in 25 days and is renewed in time as planned
  question: 'Is the certificate web-tls in edge all right? It ends in 25 days.'
  sources: {logs: absent}
  make:
    - thing: [cert-manager.io/v1, Certificate, edge, web-tls, {spec: {secretName: web-tls,
        dnsNames: [www.harbor.example], issuerRef: {name: le, kind: ClusterIssuer}}, status: {notAfter: '@{-36000}',
        renewalTime: '@{-7200}', revision: 3, conditions: [{type: Ready, status: 'True', reason: Ready,
        message: Certificate is up to date and has not expired}]}}]
    - thing: [cert-manager.io/v1, ClusterIssuer, '', le, {status: {conditions: [{type: Ready, status: 'True',
        reason: ACMEAccountRegistered}]}}]
    - deploy: [edge, web, {port: 8080}]
  expect: {calm: healthy, orVerdict: [expected], at: [Certificate edge/web-tls],
    words: ['ready|valid|issued|healthy'], not: [certificate.expired, certificate.issuance_failed], never: [restart,
    rollback, scale, delete, cordon]}
- id: mx-argo-progressing
  title: An application is being synced right now
  alert: [[ArgoCdAppOutOfSync, {namespace: argocd, name: shop}, Application shop is OutOfSync, 1]]
  changes: [[1, deploy, shop/shop, '3.8.1', RUNNING]]
  make:
    - thing: [argoproj.io/v1alpha1, Application, argocd, shop, {spec: {destination: {namespace: shop,
        server: 'https://kubernetes.default.svc'}}, status: {sync: {status: OutOfSync}, health: {status: Progressing},
        operationState: {phase: Running, message: waiting for completion of hook batch/Job/migrate,
        startedAt: '@{1}'}}}]
    - deploy: [shop, shop, {port: 8080, revised: 1, replicas: 2, pods: [{age: 4320}, {age: 4320}, {is: creating,
        age: 0.5}]}]
  expect: {calm: expected, orVerdict: [healthy, recovered, unknown], at: [Application argocd/shop,
    Deployment shop/shop], words: [], not: [gitops.sync_failed, rollout.stuck, rollout.regression], never: [restart,
    rollback, scale, delete, cordon]}
- id: mx-job-running
  title: A long Job still runs within its time
  question: 'Why does reindex in search take so long? Is it stuck?'
  make:
    - thing: [batch/v1, Job, search, reindex, {age: 95, spec: {backoffLimit: 2, activeDeadlineSeconds: 14400,
        completions: 1}, status: {active: 1, ready: 1, startTime: '@{95}'}}]
    - pod: [search, reindex-x2v9k, {'$spec': [reindex, {}]}, {job-name: reindex}, {apiVersion: batch/v1, kind: Job,
        name: reindex}, {age: 95}]
  logs:
    search/reindex-x2v9k/reindex: |-
      @{50} INFO 41% done
      @{1} INFO 78% done
  expect: {calm: healthy, orVerdict: [expected], at: [Job search/reindex, Pod search/reindex-*], words: [],
    not: [job.backoff_limit_exceeded, app.slow], never: [restart, rollback, scale, delete, cordon]}
- id: mx-recovered-disk
  title: A node had disk pressure until images were cleaned
  alert: [[KubeNodePressure, {node: pool-b-3c7t, condition: DiskPressure}, Node has as active Condition., 120, 80]]
  changes: [[85, node, /pool-b-3c7t, image cleanup]]
  make:
    - node: [pool-a-6f2k]
    - node: [pool-b-3c7t, {conditions: {DiskPressure: ['False', KubeletHasNoDiskPressure,
        kubelet has no disk pressure, 82]}}]
    - event: [Warning FreeDiskSpaceFailed, Node pool-b-3c7t,
        'Failed to garbage collect required amount of images. Attempted to free 9871523840 bytes, but only found 120 bytes eligible to free.',
        [125, 90, 8]]
    - deploy: [web, pages, {pods: [{node: pool-b-3c7t, age: 70}]}]
  expect: {calm: recovered, orVerdict: [healthy], at: [Node pool-b-3c7t], words: [pool-b-3c7t,
    'recover|normal|ready'], not: [node.disk_pressure], never: [restart, rollback, scale, delete, cordon]}
- id: mx-unknown-two
  title: 'A slow service, half of the evidence, nothing decisive'
  alert: [[ApiLatencyHigh, {namespace: ads, service: bid}, p99 of bid is 1.1s, 15]]
  sources: {metrics: 'unavailable: query timed out'}
  make:
    - deploy: [ads, bid, {port: 8080}]
    - service: [ads, bid]
  logs:
    ads/bid-lh5hdqnlcc-lhg6b/bid: |-
      @{14} INFO bids=812
      @{1} INFO bids=790
  expect: {calm: unknown, orVerdict: [], at: [Deployment ads/bid], words: [], not: [rollout.regression,
    dependency.slow, container.cpu_throttled], never: [restart, rollback, scale, delete, cordon]}
`;
