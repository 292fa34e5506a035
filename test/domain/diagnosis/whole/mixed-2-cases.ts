/** Two troubles at once, half the evidence, and other shapes of the same objects. */
export const MIXED_2 = String.raw`
- id: mx-pending-no-word
  title: A pod is pending and the scheduler said nothing
  question: 'Why is solver in math pending?'
  sources: {events: 'unavailable: forbidden', logs: absent}
  make:
    - deploy: [math, solver, {replicas: 1, pods: [{is: pending, age: 9, reason: '', message: ''}]}]
  expect: {calm: unknown, orVerdict: [], at: [Deployment math/solver, Pod math/solver-*], words: [solver],
    not: [scheduling.insufficient_resource, scheduling.node_selector_mismatch], never: [restart, rollback, scale,
    delete, cordon]}
- id: mx-metrics-apiservice
  title: Only the aggregated metrics API is away
  question: 'kubectl top gives an error and nothing scales. Why?'
  sources: {events: absent, logs: absent}
  changes: [[50, scale, kube-system/metrics-server, 1 -> 0]]
  make:
    - thing: [apiregistration.k8s.io/v1, APIService, '', v1beta1.metrics.k8s.io, {spec: {group: metrics.k8s.io,
        service: {namespace: kube-system, name: metrics-server}}, status: {conditions: [{type: Available,
        status: 'False', reason: MissingEndpoints,
        message: 'endpoints for service/metrics-server in "kube-system" have no addresses with port name "https"'}]}}]
    - deploy: [kube-system, metrics-server, {replicas: 0, pods: [], port: 10250}]
    - thing: [autoscaling/v2, HorizontalPodAutoscaler, web, web, {spec: {scaleTargetRef: {kind: Deployment,
        name: web}, minReplicas: 2, maxReplicas: 8}, status: {currentReplicas: 2, desiredReplicas: 0,
        conditions: [{type: ScalingActive, status: 'False', reason: FailedGetResourceMetric,
        message: 'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'}]}}]
    - deploy: [web, web, {port: 8080}]
  expect: {fault: autoscaling.metrics_unavailable, at: [HorizontalPodAutoscaler web/web,
    APIService v1beta1.metrics.k8s.io, Deployment kube-system/metrics-server, Deployment web/web], words: [metrics],
    not: [control-plane.kind_missing, control-plane.api_unavailable, autoscaling.requests_missing], never: [rollback,
    restart]}
- id: mx-ingress-noclass
  title: An Ingress names no class and none is the default
  question: 'https://wiki.harbor.example shows nothing since the move. The pods are fine.'
  sources: {logs: absent}
  make:
    - deploy: [wiki, wiki, {port: 8080}]
    - service: [wiki, wiki]
    - thing: [networking.k8s.io/v1, Ingress, wiki, wiki, {spec: {rules: [{host: wiki.harbor.example,
        http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: wiki, port: {number: 80}}}}]}}]},
        status: {loadBalancer: {}}}]
    - thing: [networking.k8s.io/v1, IngressClass, '', nginx, {spec: {controller: k8s.io/ingress-nginx}}]
  expect: {fault: ingress.class_missing, at: [Ingress wiki/wiki], words: [class], not: [ingress.backend_missing,
    ingress.controller_down], never: [restart, scale, rollback]}
- id: mx-nodeport-port
  title: A named target port with a typo
  alert: [[ProbeFailed, {namespace: voip, service: sip, severity: critical},
    'Blackbox probe of sip.voip.svc:5060 fails']]
  make:
    - deploy: [voip, sip, {port: 5060, portName: sip-tcp}]
    - service: [voip, sip, {port: 5060, target: sip_tcp, ready: [sip-ff4dvtqzhp-fpwdn, sip-ff4dvtqzhp-fkmkn]}]
  logs:
    voip/sip-ff4dvtqzhp-fpwdn/sip: |-
      @{1000} NOTICE: listening on tcp:0.0.0.0:5060
  expect: {fault: service.port_mismatch, at: [Service voip/sip, Deployment voip/sip], words: ['sip_tcp|port'],
    not: [service.selector_mismatch, service.no_ready_endpoints], never: [restart, scale, rollback]}
- id: mx-quota-hidden
  title: 'An HPA wants more, a quota refuses, the alert speaks of latency'
  alert: [[ApiLatencyHigh, {namespace: team-x, service: quote}, p95 of quote is 2.2s]]
  make:
    - deploy: [team-x, quote, {port: 8080, replicas: 5, pods: [{}, {}], requests: {cpu: '1'}}]
    - service: [team-x, quote]
    - event: [Warning FailedCreate, ReplicaSet team-x/quote-r6lmkqzcrp,
        'Error creating: pods "quote-r6lmkqzcrp-r7pbx" is forbidden: exceeded quota: cpu-quota, requested: requests.cpu=1, used: requests.cpu=4, limited: requests.cpu=4',
        [25, 2, 18], replicaset-controller]
    - thing: [v1, ResourceQuota, team-x, cpu-quota, {status: {hard: {requests.cpu: '4'}, used: {requests.cpu: '4'}}}]
    - thing: [autoscaling/v2, HorizontalPodAutoscaler, team-x, quote, {spec: {scaleTargetRef: {kind: Deployment,
        name: quote}, minReplicas: 2, maxReplicas: 8}, status: {currentReplicas: 2, desiredReplicas: 5,
        conditions: [{type: AbleToScale, status: 'True', reason: SucceededRescale, message: ok}, {type: ScalingActive,
        status: 'True', reason: ValidMetricFound, message: ok}, {type: ScalingLimited, status: 'False',
        reason: DesiredWithinRange, message: ok}]}}]
  logs:
    team-x/quote-r6lmkqzcrp-r7fjn/quote: |-
      @{2} WARN slow request GET /quote 2210ms
  expect: {fault: quota.exceeded, at: [ResourceQuota team-x/cpu-quota, Deployment team-x/quote,
    ReplicaSet team-x/quote-*], words: [quota, cpu], not: [app.slow, autoscaling.max_replicas_reached,
    scheduling.insufficient_resource], never: [restart, rollback]}
- id: mx-pvc-not-found
  title: A pod names a claim that nobody made
  question: 'Why does importer in geo stay pending?'
  sources: {logs: absent}
  make:
    - deploy: [geo, importer, {replicas: 1, pods: [{is: pending, age: 15,
        message: '0/3 nodes are available: persistentvolumeclaim "geo-cache" not found. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.'}],
        spec: {volumes: [{name: c, persistentVolumeClaim: {claimName: geo-cache}}]}}]
    - nodes: []
  expect: {fault: storage.pvc_unbound, at: [Deployment geo/importer, Pod geo/importer-*,
    PersistentVolumeClaim geo/geo-cache], words: [geo-cache], not: [scheduling.insufficient_resource,
    storage.class_missing], never: [restart, scale, rollback]}
- id: mx-istio-503
  title: 'A sidecar answers 503 because the peer has no ready pod, which waits for its volume'
  alert: [[HighErrorRate, {namespace: lib, service: reader, severity: critical},
    'reader answers more than 5% of requests with 5xx']]
  make:
    - deploy: [lib, reader, {port: 8080}]
    - service: [lib, reader]
    - set: [StatefulSet, lib, index, {port: 9200, pods: [{is: creating, age: 26, node: pool-b-3c7t}],
        spec: {volumes: [{name: d, persistentVolumeClaim: {claimName: d-index-0}}]}}]
    - service: [lib, index, {port: 9200, target: 9200, ready: [], notReady: [index-0]}]
    - event: [Warning FailedAttachVolume, Pod lib/index-0,
        "Multi-Attach error for volume \"pvc-1b\" Volume is already exclusively attached to one node and can't be attached to another",
        [26, 2, 12], attachdetach-controller]
    - nodes: []
  logs:
    lib/reader-lkhxfhfvqb-lk755/istio-proxy: |-
      [@{1}] "GET /_search HTTP/1.1" 503 UH no_healthy_upstream - "-" 0 19 0 - "-" "Java/21" "9f" "index.lib.svc.cluster.local:9200" "-" outbound|9200||index.lib.svc.cluster.local
    lib/reader-lkhxfhfvqb-lk755/reader: |-
      @{1} ERROR 503 Service Unavailable from GET http://index.lib.svc.cluster.local:9200/_search: no healthy upstream
  expect: {fault: storage.mount_failed, at: [StatefulSet lib/index, Pod lib/index-0,
    PersistentVolumeClaim lib/d-index-0], words: [index, 'attach|volume'], not: [dependency.erroring,
    app.error_rate_high], never: [rollback, scale]}
`;
