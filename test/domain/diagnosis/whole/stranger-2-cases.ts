/** The same families from stranger angles: other programs, other words, a tempting wrong answer. */
export const STRANGER_2 = String.raw`
- id: xp-policy-innocent
  title: 'A policy is there and lets everything through; the peer itself is down'
  alert: [[HighErrorRate, {namespace: news, service: front, severity: critical},
    'front answers more than 5% of requests with 5xx', 25]]
  make:
    - deploy: [news, front, {port: 8080, env: {CMS: 'http://cms:8080'}}]
    - service: [news, front]
    - deploy: [news, cms, {port: 8080, pods: [{is: waiting, reason: CrashLoopBackOff,
        message: back-off 5m0s restarting failed container, restarts: 8, last: [1, Error, 2]}]}]
    - service: [news, cms, {port: 8080, target: 8080, ready: [], notReady: [cms-6gcq9gtbqr-6gsrr]}]
    - thing: [networking.k8s.io/v1, NetworkPolicy, news, same-space, {spec: {podSelector: {}, policyTypes: [Ingress,
        Egress], ingress: [{from: [{podSelector: {}}]}], egress: [{to: [{podSelector: {}}]}, {ports: [{port: 53,
        protocol: UDP}]}]}}]
  logs:
    news/front-g22l89tncb-gdbbc/front: |-
      @{2} ERROR fetch http://cms:8080/posts failed: connect ETIMEDOUT
    news/cms-6gcq9gtbqr-6gsrr/cms: |-
      panic: runtime error: invalid memory address or nil pointer dereference
      [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x6a1f]
      goroutine 1 [running]:
      main.main()
      	/src/main.go:41
  expect: {fault: app.startup_error, at: [Deployment news/cms, Pod news/cms-*], words: [cms], or: [app.native_crash,
    dependency.unreachable, dependency.cascading_failure], not: [network.policy_blocks_egress,
    network.policy_blocks_ingress], never: [scale]}
- id: xp-flannel
  title: A node has no subnet file of flannel
  question: Everything new on pool-a-9x1m hangs in ContainerCreating.
  sources: {logs: absent}
  make:
    - deploy: [iot, broker, {replicas: 2, pods: [{}, {is: creating, node: pool-a-9x1m, age: 16}]}]
    - event: [Warning FailedCreatePodSandBox, Pod iot/broker-q7x4rt79lw-q7wvj,
        'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "1f": plugin type="flannel" failed (add): loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory',
        [16, 1, 72]]
    - nodes: []
  expect: {fault: network.cni_failing, at: [Node pool-a-9x1m, Pod iot/broker-*, Deployment iot/broker],
    words: ['network|CNI|flannel'], not: [container.command_not_found, storage.mount_failed], never: [rollback,
    scale]}
- id: xp-coredns-zero
  title: Somebody scaled CoreDNS to nothing
  alert: [[HighErrorRate, {namespace: cart, service: cart, severity: critical},
    'cart answers more than 5% of requests with 5xx']]
  changes: [[12, scale, kube-system/coredns, 2 -> 0]]
  make:
    - deploy: [kube-system, coredns, {labels: {k8s-app: kube-dns}, replicas: 0, pods: []}]
    - service: [kube-system, kube-dns, {port: 53, target: 53, selector: {k8s-app: kube-dns}, ready: []}]
    - deploy: [cart, cart, {port: 8080}]
    - service: [cart, cart]
  logs:
    cart/cart-qhq8bdslcs-q7sj5/cart: |-
      @{9} ERROR redis: lookup redis.cart.svc.cluster.local on 10.43.0.10:53: read udp 10.32.11.7:50112->10.43.0.10:53: i/o timeout
      @{1} ERROR redis: lookup redis.cart.svc.cluster.local on 10.43.0.10:53: read udp 10.32.11.7:50113->10.43.0.10:53: i/o timeout
  expect: {fault: dns.cluster_dns_failing, at: [Deployment kube-system/coredns, Service kube-system/kube-dns],
    words: [dns], not: [dns.name_not_found, dependency.unreachable, service.missing], never: [rollback, restart]}
- id: xp-route-backend
  title: An HTTPRoute reports a backend that is not there
  question: 'https://api.harbor.example/v2 answers 500 since this morning'
  sources: {logs: absent, services: ok}
  make:
    - thing: [gateway.networking.k8s.io/v1, HTTPRoute, api, api-v2, {spec: {parentRefs: [{name: public,
        namespace: edge}], hostnames: [api.harbor.example], rules: [{matches: [{path: {type: PathPrefix,
        value: /v2}}], backendRefs: [{name: api-v2, port: 80}]}]}, status: {parents: [{parentRef: {name: public},
        conditions: [{type: Accepted, status: 'True', reason: Accepted, message: ''}, {type: ResolvedRefs,
        status: 'False', reason: BackendNotFound, message: 'service "api-v2" not found'}]}]}}]
    - deploy: [api, api-two, {port: 8080}]
    - service: [api, api-two]
  expect: {fault: ingress.backend_missing, at: [HTTPRoute api/api-v2, Service api/api-v2], words: [api-v2],
    or: [service.missing], not: [ingress.controller_down, app.error_rate_high], never: [restart, scale, rollback]}
- id: xp-gateway-pending
  title: The pods of the gateway find no node
  question: 'No site is reachable from outside since 13:50.'
  sources: {logs: absent}
  make:
    - deploy: [istio-system, istio-ingressgateway, {port: 8443, replicas: 2, pods: [{is: pending, age: 30,
        message: '0/3 nodes are available: 3 Insufficient cpu.'}, {is: pending, age: 30,
        message: '0/3 nodes are available: 3 Insufficient cpu.'}]}]
    - service: [istio-system, istio-ingressgateway, {port: 443, target: 8443, ready: []}]
    - deploy: [shop, shop, {port: 8080}]
    - service: [shop, shop]
    - nodes: []
  expect: {fault: scheduling.insufficient_resource, at: [Deployment istio-system/istio-ingressgateway,
    Pod istio-system/istio-ingressgateway-*], words: [cpu, istio-ingressgateway], or: [ingress.controller_down],
    not: [service.selector_mismatch, ingress.backend_missing], never: [restart, rollback]}
- id: xp-haproxy-ds
  title: The ingress DaemonSet is not ready anywhere and nothing says why
  alert: [[ProbeFailed, {instance: 'https://www.harbor.example', severity: critical}, Blackbox probe fails]]
  sources: {logs: 'unavailable: 503', events: 'unavailable: 503'}
  make:
    - set: [DaemonSet, ingress, haproxy-ingress, {port: 443, pods: [{is: unready}, {is: unready, node: pool-b-3c7t}]}]
    - service: [ingress, haproxy-ingress, {port: 443, target: 443, ready: [], notReady: [haproxy-ingress-k8c8z]}]
    - deploy: [www, www, {port: 8080}]
    - service: [www, www]
    - thing: [networking.k8s.io/v1, Ingress, www, www, {spec: {ingressClassName: haproxy,
        rules: [{host: www.harbor.example, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: www,
        port: {number: 80}}}}]}}]}, status: {}}]
    - thing: [networking.k8s.io/v1, IngressClass, '', haproxy,
        {spec: {controller: haproxy-ingress.github.io/controller}}]
    - nodes: []
  expect: {fault: ingress.controller_down, at: [DaemonSet ingress/haproxy-ingress, Pod ingress/haproxy-ingress-*],
    words: ['haproxy-ingress|ingress'], not: [ingress.class_missing, ingress.backend_missing, node.not_ready],
    never: [scale, rollback]}
- id: xr-quota-claim
  title: A storage quota stops the third replica
  alert: [[KubeStatefulSetReplicasMismatch, {namespace: ts, statefulset: influx},
    StatefulSet has not matched the expected number of replicas.]]
  make:
    - set: [StatefulSet, ts, influx, {replicas: 3, port: 8086, pods: [{}, {}]}]
    - event: [Warning FailedCreate, StatefulSet ts/influx,
        'create Claim data-influx-2 for Pod influx-2 in StatefulSet influx failed error: persistentvolumeclaims "data-influx-2" is forbidden: exceeded quota: storage, requested: requests.storage=100Gi, used: requests.storage=200Gi, limited: requests.storage=250Gi',
        [30, 6, 15], statefulset-controller]
    - thing: [v1, ResourceQuota, ts, storage, {status: {hard: {requests.storage: 250Gi},
        used: {requests.storage: 200Gi}}}]
  expect: {fault: quota.exceeded, at: [ResourceQuota ts/storage, StatefulSet ts/influx], words: [quota, storage],
    not: [storage.pvc_unbound, storage.volume_full], never: [restart, rollback]}
- id: xr-quota-status
  title: 'A quota refuses pods; events could not be read'
  question: 'Why has pricing in deals only 1 of 3 replicas?'
  sources: {events: 'unavailable: forbidden', logs: absent}
  make:
    - deploy: [deals, pricing, {replicas: 3, pods: [{}], requests: {cpu: '2'},
        status: {conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate,
        message: 'pods "pricing-t4r567lgrj-x1" is forbidden: exceeded quota: team, requested: requests.cpu=2, used: requests.cpu=7, limited: requests.cpu=8',
        lastTransitionTime: '@{50}'}]}}]
    - thing: [v1, ResourceQuota, deals, team, {status: {hard: {requests.cpu: '8'}, used: {requests.cpu: '7'}}}]
  expect: {fault: quota.exceeded, at: [ResourceQuota deals/team, Deployment deals/pricing,
    ReplicaSet deals/pricing-*], words: [quota], not: [scheduling.insufficient_resource, rollout.stuck],
    never: [restart]}
- id: xr-rbac-secret
  title: A program may not read the secret that exists
  alert: [[KubePodCrashLooping, {namespace: pay, pod: vault-sync-8khzqqsmc6-8khvq, container: vault-sync,
    reason: CrashLoopBackOff}, Pod is crash looping.]]
  make:
    - deploy: [pay, vault-sync, {spec: {serviceAccountName: vault-sync}, pods: [{is: waiting,
        reason: CrashLoopBackOff, message: back-off 5m0s restarting failed container, restarts: 8, last: [1, Error,
        2]}]}]
    - thing: [v1, ServiceAccount, pay, vault-sync]
    - thing: [v1, Secret, pay, gateway-keys, {data: {key: ''}}]
    - event: [Warning BackOff, Pod pay/vault-sync-8khzqqsmc6-8khvq, Back-off restarting failed container vault-sync,
        [25, 1, 60]]
  logs:
    pay/vault-sync-8khzqqsmc6-8khvq/vault-sync: |-
      @{3} FATAL cannot load keys: secrets "gateway-keys" is forbidden: User "system:serviceaccount:pay:vault-sync" cannot get resource "secrets" in API group "" in the namespace "pay"
  expect: {fault: rbac.verb_missing, at: [ServiceAccount pay/vault-sync, Deployment pay/vault-sync,
    Pod pay/vault-sync-*], words: [secrets, 'get|forbidden'], not: [config.secret_missing, app.startup_error,
    dependency.credentials_rejected], never: [restart, scale]}
- id: xr-keda-trigger
  title: KEDA cannot ask its trigger
  question: 'orders-worker in orders does not scale out with its queue. Why?'
  sources: {logs: absent}
  make:
    - deploy: [orders, orders-worker, {pods: [{}]}]
    - thing: [keda.sh/v1alpha1, ScaledObject, orders, orders-worker, {spec: {scaleTargetRef: {name: orders-worker},
        triggers: [{type: rabbitmq}]}, status: {conditions: [{type: Ready, status: 'False', reason: TriggerError,
        message: Triggers defined in ScaledObject are not working correctly}, {type: Active, status: Unknown,
        reason: '', message: ''}]}}]
    - event: [Warning KEDAScalerFailed, ScaledObject orders/orders-worker,
        'error getting metric for trigger rabbitmq: error establishing rabbitMQ connection: dial tcp 10.43.9.9:5672: i/o timeout',
        [60, 2, 31], keda-operator]
  expect: {fault: autoscaling.metrics_unavailable, at: [ScaledObject orders/orders-worker,
    Deployment orders/orders-worker, HorizontalPodAutoscaler orders/*], words: [orders-worker],
    or: [dependency.unreachable], not: [autoscaling.scaler_missing, autoscaling.requests_missing], never: [restart,
    rollback]}
- id: xr-cert-ratelimit
  title: 'Renewal is refused by the rate limit of the issuer, and the end has come'
  alert: [[CertificateExpired, {namespace: cert-manager, exported_namespace: web, name: www, severity: critical},
    Certificate web/www has expired, 40]]
  make:
    - thing: [cert-manager.io/v1, Certificate, web, www, {spec: {secretName: www, dnsNames: [www.harbor.example],
        issuerRef: {kind: ClusterIssuer, name: le}}, status: {notAfter: '@{41}', failedIssuanceAttempts: 6,
        lastFailureTime: '@{90}', conditions: [{type: Ready, status: 'False', reason: Expired,
        message: 'Certificate expired on @{41}', lastTransitionTime: '@{41}'}, {type: Issuing, status: 'False',
        reason: Failed,
        message: 'The certificate request has failed to complete and will be retried: Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited: too many certificates (5) already issued for this exact set of domains in the last 168h0m0s'}]}}]
    - thing: [cert-manager.io/v1, ClusterIssuer, '', le, {status: {conditions: [{type: Ready, status: 'True'}]}}]
    - deploy: [web, www, {port: 8080}]
  expect: {fault: certificate.issuance_failed, at: [Certificate web/www, Secret web/www], words: [www],
    or: [certificate.expired], not: [image.registry_unreachable, certificate.untrusted, dependency.erroring],
    never: [restart, rollback]}
- id: xr-dns01
  title: A DNS-01 challenge fails at the provider
  question: 'Why does wild-tls in edge not become ready?'
  make:
    - thing: [cert-manager.io/v1, Certificate, edge, wild-tls, {spec: {secretName: wild-tls,
        dnsNames: ['*.harbor.example'], issuerRef: {kind: ClusterIssuer, name: le-dns}},
        status: {conditions: [{type: Ready, status: 'False', reason: DoesNotExist,
        message: Issuing certificate as Secret does not exist}, {type: Issuing, status: 'True', reason: DoesNotExist,
        message: Issuing certificate as Secret does not exist}]}}]
    - thing: [cert-manager.io/v1, ClusterIssuer, '', le-dns, {status: {conditions: [{type: Ready, status: 'True'}]}}]
    - thing: [acme.cert-manager.io/v1, Challenge, edge, wild-tls-1-283-99, {spec: {type: DNS-01,
        dnsName: harbor.example}, status: {state: pending, processing: true, presented: false,
        reason: 'error instantiating route53 challenge solver: AccessDenied: User is not authorized to perform: route53:ChangeResourceRecordSets'}}]
    - event: [Warning PresentError, Challenge edge/wild-tls-1-283-99,
        'Error presenting challenge: AccessDenied: User is not authorized to perform: route53:ChangeResourceRecordSets',
        [50, 3, 12], cert-manager-challenges]
  expect: {fault: certificate.issuance_failed, at: [Certificate edge/wild-tls, Challenge edge/wild-tls-*],
    words: [wild-tls, 'challenge|DNS-01|route53'], or: [dependency.credentials_rejected], not: [rbac.verb_missing,
    certificate.expired], never: [restart, rollback, scale]}
- id: xr-dotnet-cert
  title: A .NET service meets an ended certificate of its peer
  alert: [[HighErrorRate, {namespace: tax, service: tax-api, severity: critical},
    'tax-api answers more than 5% of requests with 5xx', 25]]
  make:
    - deploy: [tax, tax-api, {port: 8080}]
    - service: [tax, tax-api]
  logs:
    tax/tax-api-d4dctxrm6z-d4mr2/tax-api: |-
      fail: Tax.Client[0]
            @{4} System.Net.Http.HttpRequestException: The SSL connection could not be established, see inner exception.
             ---> System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: NotTimeValid
            @{1} System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: NotTimeValid
  expect: {fault: certificate.expired, at: [Deployment tax/tax-api, Pod tax/tax-api-*], words: [certificate],
    not: [certificate.untrusted, dependency.credentials_rejected, app.startup_error, dependency.unreachable],
    never: [restart, scale, rollback]}
- id: xr-java-san
  title: A Java client finds its host not in the certificate
  alert: [[HighErrorRate, {namespace: hr, service: payroll, severity: critical},
    'payroll answers more than 5% of requests with 5xx', 25]]
  make:
    - deploy: [hr, payroll, {port: 8080}]
    - service: [hr, payroll]
  logs:
    hr/payroll-p6fdv58ppx-p6dtg/payroll: |-
      @{12} ERROR javax.net.ssl.SSLHandshakeException: No subject alternative DNS name matching bank-gw.internal.example found.
      @{1} ERROR javax.net.ssl.SSLHandshakeException: No subject alternative DNS name matching bank-gw.internal.example found.
  expect: {fault: certificate.untrusted, at: [Deployment hr/payroll, Pod hr/payroll-*], words: [certificate],
    not: [certificate.expired, dependency.unreachable, dns.name_not_found, app.startup_error], never: [restart, scale,
    rollback]}
- id: xr-argo-template
  title: The chart of an application does not render
  alert: [[ArgoCdAppUnknown, {namespace: argocd, name: crm}, Application crm has sync status Unknown]]
  make:
    - thing: [argoproj.io/v1alpha1, Application, argocd, crm,
        {spec: {destination: {server: 'https://kubernetes.default.svc', namespace: crm}, source: {path: crm}},
        status: {sync: {status: Unknown}, health: {status: Healthy}, conditions: [{type: ComparisonError,
        message: "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = Manifest generation error (cached): helm template . --name-template crm failed exit status 1: Error: values don't meet the specifications of the schema(s) in the following chart(s): crm: - replicas: Invalid type. Expected: integer, given: string",
        lastTransitionTime: '@{60}'}]}}]
    - deploy: [crm, crm, {port: 8080}]
  expect: {fault: gitops.sync_failed, at: [Application argocd/crm], words: [crm], not: [gitops.destination_missing,
    config.invalid_value], never: [restart, scale]}
- id: xr-flux-build
  title: A Kustomization names a file that is not in the repository
  question: Flux does not bring our change in apps-prod
  sources: {logs: absent}
  make:
    - thing: [kustomize.toolkit.fluxcd.io/v1, Kustomization, flux-system, apps-prod,
        {status: {conditions: [{type: Ready, status: 'False', reason: BuildFailed,
        message: "kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'billing/hpa.yaml': open /tmp/kustomization-311/apps/billing/hpa.yaml: no such file or directory'",
        lastTransitionTime: '@{44}'}]}}]
    - deploy: [billing, billing, {port: 8080}]
  expect: {fault: gitops.sync_failed, at: [Kustomization flux-system/apps-prod], words: [apps-prod],
    not: [container.command_not_found, autoscaling.scaler_missing, gitops.destination_missing], never: [restart,
    scale]}
- id: xr-argo-crd
  title: An application brings a kind that the cluster does not know
  alert: [[ArgoCdAppSyncFailed, {namespace: argocd, name: mon}, Sync of mon failed]]
  make:
    - thing: [argoproj.io/v1alpha1, Application, argocd, mon,
        {spec: {destination: {server: 'https://kubernetes.default.svc', namespace: mon}},
        status: {sync: {status: OutOfSync}, health: {status: Missing}, operationState: {phase: Failed,
        message: 'one or more synchronization tasks are not valid. Retrying attempt #3 at 2:17PM.',
        startedAt: '@{20}', finishedAt: '@{19}', syncResult: {resources: [{kind: PodMonitor,
        group: monitoring.coreos.com, name: api, namespace: mon, status: SyncFailed,
        message: 'The Kubernetes API could not find monitoring.coreos.com/PodMonitor for requested resource mon/api. Make sure the "PodMonitor" CRD is installed on the destination cluster.'}]}}}}]
    - deploy: [mon, api, {port: 8080}]
  expect: {fault: control-plane.kind_missing, at: [Application argocd/mon, CustomResourceDefinition *,
    PodMonitor mon/api], words: [PodMonitor], or: [gitops.sync_failed], not: [gitops.destination_missing,
    config.scrape_target_missing], never: [restart, scale]}
- id: xr-webhook-gone
  title: A webhook configuration outlived its operator
  alert: [[KubeDeploymentReplicasMismatch, {namespace: svc, deployment: reviews},
    Deployment has not matched the expected number of replicas.]]
  sources: {logs: absent}
  make:
    - deploy: [svc, reviews, {replicas: 3, pods: [{}, {}]}]
    - event: [Warning FailedCreate, ReplicaSet svc/reviews-7466x8c99j,
        'Error creating: Internal error occurred: failed calling webhook "mpod.elbv2.k8s.aws": failed to call webhook: Post "https://aws-load-balancer-webhook-service.kube-system.svc:443/mutate-v1-pod?timeout=10s": service "aws-load-balancer-webhook-service" not found',
        [30, 5, 14], replicaset-controller]
    - thing: [admissionregistration.k8s.io/v1, MutatingWebhookConfiguration, '', aws-load-balancer-webhook,
        {webhooks: [{name: mpod.elbv2.k8s.aws, failurePolicy: Fail, clientConfig: {service: {namespace: kube-system,
        name: aws-load-balancer-webhook-service}}}]}]
    - nodes: []
  expect: {fault: control-plane.webhook_failing, at: [MutatingWebhookConfiguration aws-load-balancer-webhook,
    Service kube-system/aws-load-balancer-webhook-service, Deployment svc/reviews, ReplicaSet svc/reviews-*],
    words: [webhook, 'elbv2|aws-load-balancer'], not: [service.missing, security.admission_denied,
    dependency.unreachable], never: [restart, rollback]}
`;
