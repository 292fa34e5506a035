/** Network, services, ingress and names: what keeps a request from its pod. */
export const TRAFFIC_2 = String.raw`
- id: tr-backend-missing
  title: One path of an Ingress points to a Service that was renamed
  alert: [[IngressHigh5xx, {namespace: portal, ingress: portal, host: portal.harbor.example},
    'More than 5% of requests to portal.harbor.example fail|ingress portal: 503 on path /reports', 20]]
  make:
    - deploy: [portal, portal-web, {port: 8080}]
    - service: [portal, portal-web]
    - deploy: [portal, reporting, {port: 8080}]
    - service: [portal, reporting]
    - thing: [networking.k8s.io/v1, Ingress, portal, portal, {metadata: {}, spec: {ingressClassName: nginx,
        rules: [{host: portal.harbor.example, http: {paths: [{path: /, pathType: Prefix,
        backend: {service: {name: portal-web, port: {number: 80}}}}, {path: /reports, pathType: Prefix,
        backend: {service: {name: reports, port: {number: 80}}}}]}}]},
        status: {loadBalancer: {ingress: [{ip: '203.0.113.10'}]}}}]
    - thing: [networking.k8s.io/v1, IngressClass, '', nginx, {spec: {controller: k8s.io/ingress-nginx}}]
    - deploy: [ingress-nginx, ingress-nginx-controller, {port: 443, portName: https}]
  logs:
    ingress-nginx/ingress-nginx-controller-wn99vpssjq-wn99v/ingress-nginx-controller: |-
      W1103 14:01:11.100101       7 controller.go:1216] Error obtaining Endpoints for Service "portal/reports": no object matching key "portal/reports" in local store
      10.20.0.3 - - [03/Nov/2026:14:18:30 +0000] "GET /reports/q3 HTTP/1.1" 503 190 "-" "Mozilla/5.0" 412 0.000 [portal-reports-80] [] - - - - 7c21
  expect: {fault: ingress.backend_missing, at: [Ingress portal/portal, Service portal/reports], words: [reports],
    or: [service.missing], not: [ingress.controller_down, app.error_rate_high, dependency.erroring], never: [restart,
    scale, rollback]}
- id: tr-backend-port
  title: An Ingress asks a Service for a port that it does not offer
  question: 'https://docs.harbor.example gives 503 since the migration; pods and endpoints look fine.'
  sources: {logs: absent}
  make:
    - deploy: [docs, docs, {port: 8080}]
    - service: [docs, docs, {port: 80}]
    - thing: [networking.k8s.io/v1, Ingress, docs, docs, {metadata: {}, spec: {ingressClassName: nginx,
        rules: [{host: docs.harbor.example, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: docs,
        port: {number: 8080}}}}]}}]}, status: {loadBalancer: {ingress: [{ip: '203.0.113.10'}]}}}]
    - thing: [networking.k8s.io/v1, IngressClass, '', nginx, {spec: {controller: k8s.io/ingress-nginx}}]
    - deploy: [ingress-nginx, ingress-nginx-controller, {port: 443, portName: https}]
  expect: {fault: ingress.backend_missing, at: [Ingress docs/docs, Service docs/docs], words: ['8080|port', docs],
    or: [service.port_mismatch], not: [ingress.class_missing, ingress.controller_down], never: [restart, scale,
    rollback]}
- id: tr-controller-down
  title: The ingress controller crashes on its new configuration
  alert: [[ProbeFailed, {instance: 'https://shop.harbor.example', severity: critical}, Blackbox probe fails],
    [ProbeFailed, {instance: 'https://api.harbor.example', severity: critical}, Blackbox probe fails]]
  make:
    - deploy: [ingress-nginx, ingress-nginx-controller, {port: 443, portName: https,
        labels: {app.kubernetes.io/name: ingress-nginx}, pods: [{is: waiting, reason: CrashLoopBackOff,
        message: back-off 5m0s restarting failed container, restarts: 9, last: [255, Error, 3]}, {is: waiting,
        reason: CrashLoopBackOff, message: back-off 5m0s restarting failed container, restarts: 9, last: [255, Error,
        2]}]}]
    - service: [ingress-nginx, ingress-nginx-controller, {port: 443, target: https, ready: [],
        notReady: [ingress-nginx-controller-wn99vpssjq-wn99v]}]
    - deploy: [shop, shop, {port: 8080}]
    - service: [shop, shop]
    - thing: [networking.k8s.io/v1, Ingress, shop, shop, {metadata: {}, spec: {ingressClassName: nginx,
        rules: [{host: shop.harbor.example, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: shop,
        port: {number: 80}}}}]}}]}, status: {loadBalancer: {ingress: [{ip: '203.0.113.10'}]}}}]
    - deploy: [api, api, {port: 8080}]
    - service: [api, api]
    - thing: [networking.k8s.io/v1, Ingress, api, api, {metadata: {}, spec: {ingressClassName: nginx,
        rules: [{host: api.harbor.example, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: api,
        port: {number: 80}}}}]}}]}, status: {loadBalancer: {ingress: [{ip: '203.0.113.10'}]}}}]
    - thing: [networking.k8s.io/v1, IngressClass, '', nginx, {spec: {controller: k8s.io/ingress-nginx}}]
  logs:
    ingress-nginx/ingress-nginx-controller-wn99vpssjq-wn99v/ingress-nginx-controller: |-
      -------------------------------------------------------------------------------
      Error: exit status 1
      2026/11/03 14:17:01 [emerg] 31#31: unknown directive "more_set_header" in /tmp/nginx/nginx-cfg2174:318
      nginx: [emerg] unknown directive "more_set_header" in /tmp/nginx/nginx-cfg2174:318
      nginx: configuration file /tmp/nginx/nginx-cfg2174 test failed
      F1103 14:17:02.110  7 main.go:78] exiting
  expect: {fault: ingress.controller_down, at: [Deployment ingress-nginx/ingress-nginx-controller,
    Pod ingress-nginx/ingress-nginx-controller-*], words: [ingress], or: [config.invalid_value],
    not: [ingress.backend_missing, ingress.class_missing, certificate.expired], never: [scale]}
- id: tr-controller-gone
  title: Traefik has no pod any more
  question: 'All sites are down at once. What is wrong?'
  sources: {logs: absent}
  make:
    - deploy: [traefik, traefik, {port: 8443, portName: websecure, replicas: 2,
        labels: {app.kubernetes.io/name: traefik}, pods: []}]
    - service: [traefik, traefik, {port: 443, target: websecure, ready: []}]
    - deploy: [blog, blog, {port: 8080}]
    - service: [blog, blog]
    - thing: [networking.k8s.io/v1, Ingress, blog, blog, {metadata: {}, spec: {ingressClassName: traefik,
        rules: [{host: blog.harbor.example, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: blog,
        port: {number: 80}}}}]}}]}, status: {loadBalancer: {ingress: [{ip: '203.0.113.10'}]}}}]
    - deploy: [store, store, {port: 8080}]
    - service: [store, store]
    - thing: [networking.k8s.io/v1, Ingress, store, store, {metadata: {}, spec: {ingressClassName: traefik,
        rules: [{host: store.harbor.example, http: {paths: [{path: /, pathType: Prefix,
        backend: {service: {name: store, port: {number: 80}}}}]}}]},
        status: {loadBalancer: {ingress: [{ip: '203.0.113.10'}]}}}]
    - thing: [networking.k8s.io/v1, IngressClass, '', traefik, {spec: {controller: traefik.io/ingress-controller}}]
  expect: {fault: ingress.controller_down, at: [Deployment traefik/traefik, Service traefik/traefik,
    IngressClass traefik], words: [traefik], not: [ingress.backend_missing, ingress.class_missing,
    service.selector_mismatch], never: [rollback]}
- id: tr-coredns-down
  title: CoreDNS loops and nobody can resolve names
  alert: [[HighErrorRate, {namespace: booking, service: booking-api, severity: critical},
    'booking-api answers 80% of requests with 5xx'], [CoreDNSDown, {namespace: kube-system, severity: critical,
    job: kube-dns}, CoreDNS has disappeared from Prometheus target discovery.]]
  make:
    - deploy: [kube-system, coredns, {port: 53, portName: dns, labels: {k8s-app: kube-dns},
        image: 'registry.k8s.io/coredns/coredns:v1.12.1', pods: [{is: waiting, reason: CrashLoopBackOff,
        message: back-off 5m0s restarting failed container=coredns, restarts: 11, last: [1, Error, 2]}, {is: waiting,
        reason: CrashLoopBackOff, message: back-off 5m0s restarting failed container=coredns, restarts: 11, last: [1,
        Error, 4]}]}]
    - service: [kube-system, kube-dns, {port: 53, target: 53, selector: {k8s-app: kube-dns}, ready: [],
        notReady: [coredns-n4tgg4bk8p-n4cs8, coredns-n4tgg4bk8p-n4xd8]}]
    - deploy: [booking, booking-api, {port: 8080}]
    - service: [booking, booking-api]
    - deploy: [booking, seat-map, {port: 8080}]
  logs:
    kube-system/coredns-n4tgg4bk8p-n4cs8/coredns: |-
      [FATAL] plugin/loop: Loop (127.0.0.1:55953 -> :53) detected for zone ".", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO 4547991504243258144.3688648895315093531."
    booking/booking-api-mgf2m8l9vg-mgfn2/booking-api: |-
      @{12} ERROR getaddrinfo EAI_AGAIN seats.booking.svc.cluster.local
      @{1} ERROR getaddrinfo EAI_AGAIN payments.example.com
    booking/seat-map-pqbqrsj9lf-pqpjq/seat-map: |-
      @{2} dial tcp: lookup seats.booking.svc.cluster.local on 10.43.0.10:53: read udp 10.32.11.5:41119->10.43.0.10:53: i/o timeout
  expect: {fault: dns.cluster_dns_failing, at: [Deployment kube-system/coredns, Pod kube-system/coredns-*,
    Service kube-system/kube-dns], words: [dns], or: [config.invalid_value], not: [dns.name_not_found,
    dependency.unreachable, app.error_rate_high], never: [rollback]}
- id: tr-coredns-servfail
  title: CoreDNS runs but its upstream does not answer
  question: 'Several teams report lookups of outside names that fail with SERVFAIL. What is wrong?'
  make:
    - deploy: [kube-system, coredns, {port: 53, portName: dns, labels: {k8s-app: kube-dns},
        image: 'registry.k8s.io/coredns/coredns:v1.12.1'}]
    - service: [kube-system, kube-dns, {port: 53, target: 53, selector: {k8s-app: kube-dns},
        ready: [coredns-n4tgg4bk8p-n4cs8, coredns-n4tgg4bk8p-n4xd8]}]
    - deploy: [payments, payout, {port: 8080}]
    - deploy: [geo, tiles, {port: 8080}]
  logs:
    kube-system/coredns-n4tgg4bk8p-n4cs8/coredns: |-
      [ERROR] plugin/errors: 2 api.bank.example. A: read udp 10.32.11.4:39019->10.20.0.2:53: i/o timeout
      [ERROR] plugin/errors: 2 tiles.example.org. AAAA: read udp 10.32.11.4:50112->10.20.0.2:53: i/o timeout
      [ERROR] plugin/errors: 2 smtp.postbox.example. A: read udp 10.32.11.4:44871->10.20.0.2:53: i/o timeout
    payments/payout-pw5dvffzxc-pwdcv/payout: |-
      @{8} dial tcp: lookup api.bank.example on 10.43.0.10:53: server misbehaving
    geo/tiles-9czb42sz2d-9b5lm/tiles: |-
      @{5} curl: (6) Could not resolve host: tiles.example.org
  metrics:
    'sum(rate(coredns_dns_responses_total{rcode="SERVFAIL"}[5m])) / sum(rate(coredns_dns_responses_total[5m]))': {matrix: [[{},
        [[60, 0.001], [30, 0.31], [0, 0.44]]]]}
  expect: {fault: dns.cluster_dns_failing, at: [Deployment kube-system/coredns, Pod kube-system/coredns-*,
    Service kube-system/kube-dns], words: [dns], not: [dns.name_not_found, dependency.unreachable,
    network.policy_blocks_egress], never: [rollback, scale]}
- id: tr-name-typo
  title: A configuration misspells the host of a partner
  alert: [[HighErrorRate, {namespace: hotels, service: rates-sync, severity: critical},
    'rates-sync answers more than 5% of requests with 5xx', 25]]
  changes: [[37, deploy, hotels/rates-sync, '3.8.1']]
  make:
    - deploy: [hotels, rates-sync, {port: 8080, revised: 37, env: {PARTNER_API: 'https://api.staywel.example'}}]
    - service: [hotels, rates-sync]
    - deploy: [kube-system, coredns, {port: 53, portName: dns, labels: {k8s-app: kube-dns},
        image: 'registry.k8s.io/coredns/coredns:v1.12.1'}]
  logs:
    hotels/rates-sync-75xgcv568n-75x2j/rates-sync: |-
      @{36} WARN  o.s.w.c.RestTemplate - I/O error on GET request for "https://api.staywel.example/rates": api.staywel.example: Name or service not known
      @{20} INFO  rates from https://api.bedbank.example: 412
      @{1} ERROR java.net.UnknownHostException: api.staywel.example: Name or service not known
  expect: {fault: dns.name_not_found, at: [Deployment hotels/rates-sync, Pod hotels/rates-sync-*],
    words: [api.staywel.example], or: [config.invalid_value], not: [dns.cluster_dns_failing, dependency.unreachable,
    rollout.regression], never: [scale, restart]}
`;
