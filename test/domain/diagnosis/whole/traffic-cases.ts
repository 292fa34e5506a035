/** Network, services, ingress and names: what keeps a request from its pod. */
export const TRAFFIC = String.raw`
- id: tr-egress-db
  title: A default-deny for egress cuts the database off
  alert: [[HighErrorRate, {namespace: loyalty, service: points-api, severity: critical},
    'points-api answers more than 5% of requests with 5xx', 25]]
  changes: [[31, config, loyalty/NetworkPolicy/default-deny-egress, c81d20f]]
  make:
    - deploy: [loyalty, points-api, {port: 8080, env: {DB_HOST: loyalty-pg.data.svc.cluster.local, DB_PORT: '5432'}}]
    - service: [loyalty, points-api]
    - set: [StatefulSet, data, loyalty-pg, {image: 'postgres:16.4', port: 5432, pods: [{}]}]
    - service: [data, loyalty-pg, {port: 5432, target: 5432, ready: [loyalty-pg-0]}]
    - thing: [networking.k8s.io/v1, NetworkPolicy, loyalty, default-deny-egress, {age: 31, spec: {podSelector: {},
        policyTypes: [Egress], egress: [{ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]}]}}]
  logs:
    loyalty/points-api-7kq9jl5x2l-7kqq7/points-api: |-
      @{35} INFO  GET /points/771 200 12ms
      @{29} ERROR HikariPool-1 - Connection is not available, request timed out after 30000ms.
      @{28} ERROR Caused by: java.net.SocketTimeoutException: connect timed out: loyalty-pg.data.svc.cluster.local:5432
      @{1} ERROR Caused by: java.net.SocketTimeoutException: connect timed out: loyalty-pg.data.svc.cluster.local:5432
    data/loyalty-pg-0/loyalty-pg: |-
      @{300} UTC [27] LOG:  checkpoint complete: wrote 44 buffers (0.3%)
  expect: {fault: network.policy_blocks_egress, at: [NetworkPolicy loyalty/default-deny-egress,
    Deployment loyalty/points-api], words: ['default-deny-egress|policy', 'egress|points-api'],
    not: [database.unreachable, database.connections_exhausted, app.pool_exhausted, dependency.unreachable],
    never: [restart, scale, rollback]}
- id: tr-egress-dns
  title: An egress policy forgets DNS
  question: 'Since 13:40 ranker in search cannot resolve anything, other namespaces can. Is cluster DNS broken?'
  changes: [[40, config, search/NetworkPolicy/ranker-egress, a77de01]]
  make:
    - deploy: [search, ranker, {port: 8080}]
    - thing: [networking.k8s.io/v1, NetworkPolicy, search, ranker-egress, {age: 40,
        spec: {podSelector: {matchLabels: {app: ranker}}, policyTypes: [Egress],
        egress: [{to: [{podSelector: {matchLabels: {app: features}}}], ports: [{protocol: TCP, port: 6379}]}]}}]
    - deploy: [search, features, {image: 'redis:7.4', port: 6379, pods: [{}]}]
    - service: [search, features, {port: 6379, target: 6379, ready: [features-k5xz5jq4db-k5vpc]}]
    - deploy: [kube-system, coredns, {port: 53, portName: dns, labels: {k8s-app: kube-dns},
        image: 'registry.k8s.io/coredns/coredns:v1.12.1'}]
  logs:
    search/ranker-7728gwwstx-77cd5/ranker: |-
      redis.exceptions.ConnectionError: Error -3 connecting to features.search.svc.cluster.local:6379. Temporary failure in name resolution.
      @{30} ERROR ranker.features: socket.gaierror: [Errno -3] Temporary failure in name resolution
      @{2} ERROR ranker.features: socket.gaierror: [Errno -3] Temporary failure in name resolution
    kube-system/coredns-n4tgg4bk8p-n4cs8/coredns: |-
      [INFO] plugin/ready: Still waiting on: "kubernetes"
      .:53
      [INFO] plugin/reload: Running configuration SHA512 = 591cf328cccc12bc
      CoreDNS-1.12.1
  expect: {fault: network.policy_blocks_egress, at: [NetworkPolicy search/ranker-egress, Deployment search/ranker],
    words: ['ranker-egress|policy'], not: [dns.cluster_dns_failing, dns.name_not_found, middleware.network_partition],
    never: [restart, rollback]}
- id: tr-ingress-policy
  title: A policy admits the old label of the caller
  alert: [[HighErrorRate, {namespace: storefront, service: cart-bff, severity: critical},
    'cart-bff answers more than 5% of requests with 5xx', 25]]
  changes: [[32, config, cart/NetworkPolicy/allow-web, 88b0c11]]
  make:
    - deploy: [storefront, cart-bff, {port: 8080, labels: {tier: edge}, env: {CART_URL: 'http://cart.cart.svc:8080'}}]
    - deploy: [cart, cart, {port: 8080}]
    - service: [cart, cart, {port: 8080, target: 8080}]
    - thing: [networking.k8s.io/v1, NetworkPolicy, cart, allow-web, {age: 32,
        spec: {podSelector: {matchLabels: {app: cart}}, policyTypes: [Ingress],
        ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: storefront}},
        podSelector: {matchLabels: {tier: web}}}], ports: [{protocol: TCP, port: 8080}]}]}}]
    - thing: [v1, Namespace, '', storefront, {metadata: {labels: {kubernetes.io/metadata.name: storefront}}}]
  logs:
    storefront/cart-bff-qghxntf9zh-qgr6c/cart-bff: |-
      {"level":"error","ts":"@{30}","msg":"upstream failed","err":"Get \"http://cart.cart.svc:8080/v1/cart\": dial tcp 10.43.18.36:8080: i/o timeout"}
      {"level":"error","ts":"@{1}","msg":"upstream failed","err":"Get \"http://cart.cart.svc:8080/v1/cart\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"}
    cart/cart-qhq8bdslcs-q7sj5/cart: |-
      @{33} INFO GET /v1/cart 200 4ms
      @{2} INFO GET /healthz 200 0ms
  expect: {fault: network.policy_blocks_ingress, at: [NetworkPolicy cart/allow-web, Deployment cart/cart,
    Service cart/cart], words: ['allow-web|policy', cart], not: [dependency.unreachable, dependency.slow,
    service.no_ready_endpoints], never: [restart, scale, rollback]}
- id: tr-ingress-deny-all
  title: Deny-all ingress lands in the namespace of a cache
  question: 'profile in users times out on its cache, but the cache pods are fine.'
  sources: {changes: absent}
  make:
    - deploy: [users, profile, {port: 8080, env: {REDIS_ADDR: 'profile-cache.cache.svc:6379'}}]
    - deploy: [cache, profile-cache, {image: 'redis:7.4', port: 6379, pods: [{}]}]
    - service: [cache, profile-cache, {port: 6379, target: 6379, ready: [profile-cache-2bcl5chr7h-2bclw]}]
    - thing: [networking.k8s.io/v1, NetworkPolicy, cache, deny-all, {age: 55, spec: {podSelector: {},
        policyTypes: [Ingress]}}]
  logs:
    users/profile-2bjc8t8bd2-2b7m8/profile: |-
      @{54} ERR redis: dial tcp 10.43.18.117:6379: i/o timeout addr=profile-cache.cache.svc:6379
      @{3} ERR redis: dial tcp 10.43.18.117:6379: i/o timeout addr=profile-cache.cache.svc:6379
    cache/profile-cache-2bcl5chr7h-2bclw/profile-cache: |-
      1:M 03 Nov 2026 13:00:01.100 * 100 changes in 300 seconds. Saving...
      1:M 03 Nov 2026 13:00:01.181 * Background saving terminated with success
  expect: {fault: network.policy_blocks_ingress, at: [NetworkPolicy cache/deny-all, Service cache/profile-cache,
    Deployment cache/profile-cache], words: ['deny-all|policy'], not: [dependency.unreachable, dependency.slow,
    network.policy_blocks_egress], never: [restart, scale, rollback]}
- id: tr-cni-calico
  title: 'Calico does not run on a node, its pods stay in ContainerCreating'
  alert: [[KubePodNotReady, {namespace: invoices, pod: pdf-d2vps5zzrz-d858f},
    Pod has been in a non-ready state for more than 15 minutes.]]
  make:
    - deploy: [invoices, pdf, {port: 8080, replicas: 2, pods: [{}, {is: creating, age: 28, node: pool-b-3c7t}]}]
    - event: [Warning FailedCreatePodSandBox, Pod invoices/pdf-d2vps5zzrz-d858f,
        'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "5e1f": plugin type="calico" failed (add): stat /var/lib/calico/nodename: no such file or directory: check that the calico/node container is running and has mounted /var/lib/calico/',
        [28, 1, 130]]
    - set: [DaemonSet, kube-system, calico-node, {labels: {k8s-app: calico-node}, replicas: 3, pods: [{},
        {node: pool-a-9x1m}, {is: unready, node: pool-b-3c7t, age: 43200}]}]
    - event: [Warning Unhealthy, Pod kube-system/calico-node-gbvbz,
        'Readiness probe failed: calico/node is not ready: BIRD is not ready: Failed to stat() nodename file: stat /var/lib/calico/nodename: no such file or directory',
        [30, 1, 160]]
    - nodes: []
  expect: {fault: network.cni_failing, at: [Node pool-b-3c7t, DaemonSet kube-system/calico-node,
    Pod kube-system/calico-node-*, Pod invoices/pdf-*, Deployment invoices/pdf], words: ['calico|CNI|network'],
    not: [probe.readiness_failing, image.pull_failed, node.not_ready], never: [rollback, scale]}
- id: tr-cni-ips
  title: The VPC plugin has no address left
  question: New pods of feed in social do not come up.
  sources: {logs: absent}
  make:
    - deploy: [social, feed, {replicas: 3, pods: [{}, {}, {is: creating, age: 20, node: pool-a-9x1m}]}]
    - event: [Warning FailedCreatePodSandBox, Pod social/feed-zz6j8jf5tc-zccmt,
        'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "9a0b": plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container',
        [20, 1, 88]]
    - nodes: []
  expect: {fault: network.cni_failing, at: [Pod social/feed-*, Node pool-a-9x1m, Deployment social/feed],
    words: ['IP|network|CNI'], not: [scheduling.insufficient_resource, container.command_not_found], never: [rollback,
    scale]}
- id: tr-selector
  title: 'A release renamed a pod label, the Service still selects the old one'
  alert: [[ProbeFailed, {namespace: status, service: status-page, severity: critical},
    'Blackbox probe of http://status-page.status.svc fails']]
  changes: [[24, deploy, status/status-page, '3.8.1']]
  make:
    - deploy: [status, status-page, {port: 8080, revised: 24, labels: {component: frontend}}]
    - service: [status, status-page, {selector: {app: status-page, component: web}, ready: []}]
    - nodes: []
  logs:
    status/status-page-4wbzdvh7bk-4wbsf/status-page: |-
      @{23} INFO listening on :8080
      @{1} INFO GET /healthz 200
  expect: {fault: service.selector_mismatch, at: [Service status/status-page, Deployment status/status-page],
    words: ['selector|label|component', status-page], not: [service.no_ready_endpoints, rollout.regression,
    service.port_mismatch], never: [restart, scale]}
- id: tr-selector-caller
  title: 'A caller gets refused; the Service in front of healthy pods has no endpoints'
  alert: [[HighErrorRate, {namespace: trips, service: planner, severity: critical},
    'planner answers more than 5% of requests with 5xx', 25]]
  make:
    - deploy: [trips, planner, {port: 8080, env: {ROUTES_URL: 'http://routes:80'}}]
    - service: [trips, planner]
    - deploy: [trips, routes, {port: 8080, labels: {version: v2}}]
    - service: [trips, routes, {selector: {app: routes, version: v1}, ready: []}]
  logs:
    trips/planner-glftkfpj9b-gld74/planner: |-
      [2026-11-03 13:58:12 +0000] [9] [ERROR] Error handling request /plan
      requests.exceptions.ConnectionError: HTTPConnectionPool(host='routes', port=80): Max retries exceeded with url: /v2/route (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused'))
  expect: {fault: service.selector_mismatch, at: [Service trips/routes, Deployment trips/routes], words: [routes,
    'selector|label|version'], not: [dependency.unreachable, app.error_rate_high, service.no_ready_endpoints],
    never: [restart, scale, rollback]}
- id: tr-port-name
  title: The Service names a port that the container does not declare
  question: billing-ui in billing answers 503 through the mesh although both pods are Running and Ready.
  make:
    - deploy: [billing, billing-ui, {port: 3000, portName: web}]
    - service: [billing, billing-ui, {target: http, ready: []}]
  logs:
    billing/billing-ui-nq9cgqzpcw-nq9fv/billing-ui: |-
      > billing-ui@2.1.0 start
      > next start -p 3000
        ▲ Next.js 15.0.2
        - Local:        http://localhost:3000
       ✓ Ready in 611ms
  expect: {fault: service.port_mismatch, at: [Service billing/billing-ui, Deployment billing/billing-ui],
    words: [port, billing-ui], not: [service.selector_mismatch, service.no_ready_endpoints], never: [restart, scale,
    rollback]}
- id: tr-port-moved
  title: 'A program moved to another port with its new release; the Service did not'
  alert: [[HighErrorRate, {namespace: chat, service: gateway, severity: critical},
    'gateway answers more than 5% of requests with 5xx', 25]]
  changes: [[33, deploy, chat/presence, '3.8.1']]
  make:
    - deploy: [chat, gateway, {port: 8080, env: {PRESENCE_ADDR: 'presence:7000'}}]
    - service: [chat, gateway]
    - deploy: [chat, presence, {port: 7443, portName: grpc, revised: 33}]
    - service: [chat, presence, {port: 7000, target: 7000}]
  logs:
    chat/gateway-6lxqkm5lhg-6l6l5/gateway: |-
      @{31} error rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 10.43.18.72:7000: connect: connection refused" method=/presence.v1/Get
      @{1} error rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 10.43.18.72:7000: connect: connection refused" method=/presence.v1/Get
    chat/presence-9lmcbtr5bm-9lff8/presence: |-
      @{32} info gRPC server listening addr=0.0.0.0:7443
  expect: {fault: service.port_mismatch, at: [Service chat/presence, Deployment chat/presence], words: [presence,
    '7000|7443'], not: [dependency.unreachable, service.selector_mismatch, network.policy_blocks_ingress],
    never: [restart, scale]}
- id: tr-no-ready
  title: All pods behind a Service are unready and no reason is known
  question: 'Why does http://quotes.market.svc answer nothing?'
  sources: {events: 'unavailable: too many requests', logs: 'unavailable: log backend answered 503'}
  make:
    - deploy: [market, quotes, {port: 8080, pods: [{is: unready}, {is: unready}]}]
    - service: [market, quotes, {ready: [], notReady: [quotes-rtfc8cf6fx-rthwg, quotes-rtfc8cf6fx-rtd9z]}]
    - nodes: []
  expect: {fault: service.no_ready_endpoints, at: [Service market/quotes, Deployment market/quotes,
    Pod market/quotes-*], words: [quotes, ready], or: [probe.readiness_failing], not: [service.selector_mismatch,
    service.port_mismatch], never: [scale, rollback]}
- id: tr-service-missing
  title: A cleanup removed a Service that is still called
  alert: [[HighErrorRate, {namespace: rides, service: dispatch, severity: critical},
    'dispatch answers more than 5% of requests with 5xx', 25]]
  changes: [[45, config, rides/Service/pricing-v1, deleted]]
  make:
    - deploy: [rides, dispatch, {port: 8080, env: {PRICING_URL: 'http://pricing-v1.rides.svc.cluster.local:8080'}}]
    - service: [rides, dispatch]
    - deploy: [rides, pricing, {port: 8080}]
    - service: [rides, pricing]
  logs:
    rides/dispatch-6rbr28chmh-6rmp8/dispatch: |-
      {"level":50,"time":"@{44}","msg":"pricing failed","err":"getaddrinfo ENOTFOUND pricing-v1.rides.svc.cluster.local"}
      {"level":30,"time":"@{20}","msg":"maps ok","host":"maps.rides.svc"}
      {"level":50,"time":"@{1}","msg":"pricing failed","err":"getaddrinfo ENOTFOUND pricing-v1.rides.svc.cluster.local"}
  expect: {fault: service.missing, at: [Service rides/pricing-v1, Deployment rides/dispatch], words: [pricing-v1],
    or: [dns.name_not_found], not: [dns.cluster_dns_failing, dependency.unreachable], never: [restart, scale]}
- id: tr-sts-service-missing
  title: The governing Service of a StatefulSet does not exist
  question: The members of raft-kv in store never find each other.
  make:
    - set: [StatefulSet, store, raft-kv, {port: 2380, top: {serviceName: raft-kv-headless}, pods: [{is: unready},
        {is: unready}, {is: unready}]}]
    - service: [store, raft-kv, {port: 2379, target: 2380, ready: [], notReady: [raft-kv-0, raft-kv-1, raft-kv-2]}]
  logs:
    store/raft-kv-0/raft-kv: |-
      @{6} WARN raft: failed to dial peer peer=raft-kv-1.raft-kv-headless.store.svc.cluster.local:2380 error="lookup raft-kv-1.raft-kv-headless.store.svc.cluster.local on 10.43.0.10:53: no such host"
      @{1} WARN raft: failed to dial peer peer=raft-kv-2.raft-kv-headless.store.svc.cluster.local:2380 error="lookup raft-kv-2.raft-kv-headless.store.svc.cluster.local on 10.43.0.10:53: no such host"
  expect: {fault: service.missing, at: [Service store/raft-kv-headless, StatefulSet store/raft-kv],
    words: [raft-kv-headless], or: [dns.name_not_found], not: [probe.readiness_failing, dns.cluster_dns_failing,
    middleware.network_partition], never: [scale, rollback]}
- id: tr-class-missing
  title: A new Ingress names a class of another cluster
  question: 'https://promo.harbor.example is not reachable since it was set up; the pods answer inside of the cluster.'
  make:
    - deploy: [promo, promo, {port: 8080}]
    - service: [promo, promo]
    - thing: [networking.k8s.io/v1, Ingress, promo, promo, {metadata: {}, spec: {ingressClassName: alb,
        rules: [{host: promo.harbor.example, http: {paths: [{path: /, pathType: Prefix,
        backend: {service: {name: promo, port: {number: 80}}}}]}}]}, status: {loadBalancer: {}}}]
    - thing: [networking.k8s.io/v1, IngressClass, '', nginx, {spec: {controller: k8s.io/ingress-nginx}}]
    - deploy: [ingress-nginx, ingress-nginx-controller, {port: 443, portName: https}]
  expect: {fault: ingress.class_missing, at: [Ingress promo/promo, IngressClass alb], words: ['alb|class'],
    not: [ingress.controller_down, ingress.backend_missing, dns.name_not_found], never: [restart, scale, rollback]}
- id: tr-gateway-class
  title: A Gateway waits for a class that nobody serves
  alert: [[GatewayNotProgrammed, {namespace: edge, name: public, severity: critical},
    Gateway edge/public is not programmed]]
  make:
    - thing: [gateway.networking.k8s.io/v1, Gateway, edge, public, {age: 70, spec: {gatewayClassName: cilium-edge,
        listeners: [{name: https, port: 443, protocol: HTTPS}]}, status: {conditions: [{type: Accepted,
        status: Unknown, reason: Pending, message: Waiting for controller, lastTransitionTime: '@{70}'},
        {type: Programmed, status: Unknown, reason: Pending, message: Waiting for controller,
        lastTransitionTime: '@{70}'}]}}]
    - thing: [gateway.networking.k8s.io/v1, GatewayClass, '', cilium,
        {spec: {controllerName: io.cilium/gateway-controller}, status: {conditions: [{type: Accepted, status: 'True',
        reason: Accepted, message: Valid GatewayClass}]}}]
    - thing: [gateway.networking.k8s.io/v1, HTTPRoute, edge, home, {spec: {parentRefs: [{name: public}],
        hostnames: [www.harbor.example], rules: [{backendRefs: [{name: home, port: 80}]}]}, status: {parents: []}}]
    - deploy: [edge, home, {port: 8080}]
    - service: [edge, home]
  expect: {fault: ingress.class_missing, at: [Gateway edge/public, GatewayClass cilium-edge],
    words: ['cilium-edge|class'], not: [ingress.controller_down, ingress.backend_missing], never: [restart, scale]}
`;
