/** Quotas, permissions, autoscaling, certificates, delivery and the control plane. */
export const RULING = String.raw`
- id: ru-quota
  title: A rollout does not fit into the quota of its team
  alert: [[KubeDeploymentReplicasMismatch, {namespace: team-red, deployment: recommend},
    'Deployment has not matched the expected number of replicas.|Deployment team-red/recommend has not matched the expected number of replicas for longer than 15 minutes.']]
  changes: [[24, deploy, team-red/recommend, '3.8.1']]
  make:
    - deploy: [team-red, recommend, {replicas: 4, revised: 24, pods: [{}, {}], requests: {cpu: '2', memory: 4Gi},
        status: {conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate,
        message: 'pods "recommend-tqpq49rl5w-" is forbidden: exceeded quota: compute, requested: requests.memory=4Gi, used: requests.memory=30Gi, limited: requests.memory=32Gi',
        lastUpdateTime: '@{24}', lastTransitionTime: '@{24}'}, {type: Available, status: 'False',
        reason: MinimumReplicasUnavailable, message: Deployment does not have minimum availability.,
        lastTransitionTime: '@{24}'}]}}]
    - event: [Warning FailedCreate, ReplicaSet team-red/recommend-tqpq49rl5w,
        'Error creating: pods "recommend-tqpq49rl5w-tqpwh" is forbidden: exceeded quota: compute, requested: requests.memory=4Gi, used: requests.memory=30Gi, limited: requests.memory=32Gi',
        [24, 2, 17], replicaset-controller]
    - thing: [v1, ResourceQuota, team-red, compute, {spec: {hard: {requests.memory: 32Gi, requests.cpu: '40'}},
        status: {hard: {requests.memory: 32Gi, requests.cpu: '40'}, used: {requests.memory: 30Gi,
        requests.cpu: '9'}}}]
    - nodes: []
  expect: {fault: quota.exceeded, at: [ResourceQuota team-red/compute, Deployment team-red/recommend,
    ReplicaSet team-red/recommend-*], words: [quota, 'compute|memory'], not: [scheduling.insufficient_resource,
    rollout.stuck, rollout.regression], never: [restart]}
- id: ru-quota-jobs
  title: 'A count quota stops a nightly job; only the job says so'
  question: 'The import of last night did not run in team-blue. Why?'
  make:
    - thing: [batch/v1, CronJob, team-blue, import, {spec: {schedule: 0 14 * * *, suspend: false,
        jobTemplate: {spec: {}}}, status: {lastScheduleTime: '@{20}'}}]
    - thing: [batch/v1, Job, team-blue, import-29369, {age: 20, metadata: {ownerReferences: [{apiVersion: batch/v1,
        kind: CronJob, name: import, controller: true}]}, spec: {backoffLimit: 6, completions: 1, parallelism: 1,
        template: {spec: {containers: [{name: import, image: 'registry.harbor.example/apps/import:1.0'}]}}},
        status: {startTime: '@{20}', active: 0}}]
    - event: [Warning FailedCreate, Job team-blue/import-29369,
        'Error creating: pods "import-29369-x2v9k" is forbidden: exceeded quota: object-counts, requested: pods=1, used: pods=20, limited: pods=20',
        [20, 4, 7], job-controller]
    - thing: [v1, ResourceQuota, team-blue, object-counts, {spec: {hard: {pods: '20'}}, status: {hard: {pods: '20'},
        used: {pods: '20'}}}]
  expect: {fault: quota.exceeded, at: [ResourceQuota team-blue/object-counts, Job team-blue/import-29369,
    CronJob team-blue/import], words: [quota, 'pods|object-counts'], not: [job.schedule_missed, node.too_many_pods,
    job.backoff_limit_exceeded], never: [restart, delete]}
- id: ru-limits-required
  title: A new quota demands limits that a template lacks
  alert: [[KubeDeploymentReplicasMismatch, {namespace: team-green, deployment: chatbot},
    'Deployment has not matched the expected number of replicas.|Deployment team-green/chatbot has not matched the expected number of replicas for longer than 15 minutes.']]
  make:
    - deploy: [team-green, chatbot, {replicas: 2, revised: 24, pods: [{}], requests: null, limits: null,
        status: {conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate,
        message: 'pods "chatbot-rzjsjnwdjm-" is forbidden: failed quota: mem-cpu: must specify limits.cpu for: chatbot; limits.memory for: chatbot; requests.cpu for: chatbot; requests.memory for: chatbot',
        lastUpdateTime: '@{24}', lastTransitionTime: '@{24}'}, {type: Available, status: 'False',
        reason: MinimumReplicasUnavailable, message: Deployment does not have minimum availability.,
        lastTransitionTime: '@{24}'}]}}]
    - event: [Warning FailedCreate, ReplicaSet team-green/chatbot-rzjsjnwdjm,
        'Error creating: pods "chatbot-rzjsjnwdjm-rzw9c" is forbidden: failed quota: mem-cpu: must specify limits.cpu for: chatbot; limits.memory for: chatbot; requests.cpu for: chatbot; requests.memory for: chatbot',
        [24, 2, 17], replicaset-controller]
    - thing: [v1, ResourceQuota, team-green, mem-cpu, {spec: {hard: {limits.cpu: '10', limits.memory: 20Gi}},
        status: {hard: {limits.cpu: '10', limits.memory: 20Gi}, used: {limits.cpu: '2', limits.memory: 2Gi}}}]
  expect: {fault: quota.limits_required, at: [ResourceQuota team-green/mem-cpu, Deployment team-green/chatbot,
    ReplicaSet team-green/chatbot-*], words: [limits, 'mem-cpu|chatbot'], not: [quota.exceeded,
    security.admission_denied], never: [restart, rollback]}
- id: ru-limit-range
  title: A limit range refuses the memory that a release asks for
  question: spark-driver in analytics does not come up after the bump of its memory.
  changes: [[19, deploy, analytics/spark-driver, '3.8.1']]
  make:
    - deploy: [analytics, spark-driver, {replicas: 1, revised: 19, pods: [], requests: {memory: 12Gi},
        limits: {memory: 12Gi}}]
    - event: [Warning FailedCreate, ReplicaSet analytics/spark-driver-kf9px4w9f5,
        'Error creating: pods "spark-driver-kf9px4w9f5-kf9pf" is forbidden: maximum memory usage per Container is 8Gi, but limit is 12Gi',
        [19, 2, 17], replicaset-controller]
    - thing: [v1, LimitRange, analytics, bounds, {spec: {limits: [{type: Container, max: {memory: 8Gi},
        default: {memory: 512Mi}}]}}]
  expect: {fault: quota.limits_required, at: [LimitRange analytics/bounds, Deployment analytics/spark-driver,
    ReplicaSet analytics/spark-driver-*], words: ['8Gi|12Gi|maximum'], not: [quota.exceeded,
    scheduling.insufficient_resource, container.oom_killed], never: [restart, scale]}
- id: ru-rbac-verb
  title: An operator may not list the kind that its new release watches
  alert: [[OperatorReconcileErrors, {namespace: redis-operator, service: redis-operator},
    redis-operator fails to reconcile]]
  changes: [[45, deploy, redis-operator/redis-operator, '1.3.0']]
  make:
    - deploy: [redis-operator, redis-operator, {revised: 45, spec: {serviceAccountName: redis-operator}}]
    - thing: [v1, ServiceAccount, redis-operator, redis-operator]
    - thing: [rbac.authorization.k8s.io/v1, ClusterRole, '', redis-operator, {rules: [{apiGroups: [''],
        resources: [pods, services], verbs: [get, list, watch]}]}]
    - thing: [rbac.authorization.k8s.io/v1, ClusterRoleBinding, '', redis-operator,
        {roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: redis-operator},
        subjects: [{kind: ServiceAccount, name: redis-operator, namespace: redis-operator}]}]
  logs:
    redis-operator/redis-operator-q6nhzxdn48-q6nh4/redis-operator: |-
      E1103 13:36:01.224 1 reflector.go:158] "Unhandled Error" err="pkg/mod/k8s.io/client-go@v0.31.2/tools/cache/reflector.go:243: Failed to watch *v1.PodDisruptionBudget: failed to list *v1.PodDisruptionBudget: poddisruptionbudgets.policy is forbidden: User \"system:serviceaccount:redis-operator:redis-operator\" cannot list resource \"poddisruptionbudgets\" in API group \"policy\" at the cluster scope" logger="UnhandledError"
      E1103 14:19:11.224 1 reflector.go:158] "Unhandled Error" err="failed to list *v1.PodDisruptionBudget: poddisruptionbudgets.policy is forbidden: User \"system:serviceaccount:redis-operator:redis-operator\" cannot list resource \"poddisruptionbudgets\" in API group \"policy\" at the cluster scope"
  expect: {fault: rbac.verb_missing, at: [ClusterRole redis-operator, ServiceAccount redis-operator/redis-operator,
    Deployment redis-operator/redis-operator], words: [poddisruptionbudgets, list], not: [rollout.regression,
    rollout.disruption_blocked, database.permission_denied, dependency.credentials_rejected], never: [restart, scale]}
- id: ru-rbac-python
  title: 'A job runner cannot create jobs, in the words of the Python client'
  question: 'Why do no builds start in ci?'
  sources: {events: absent}
  make:
    - deploy: [ci, runner, {pods: [{}], spec: {serviceAccountName: runner}}]
    - thing: [v1, ServiceAccount, ci, runner]
    - thing: [rbac.authorization.k8s.io/v1, Role, ci, runner, {rules: [{apiGroups: [batch], resources: [jobs],
        verbs: [get, list]}]}]
    - thing: [rbac.authorization.k8s.io/v1, RoleBinding, ci, runner, {roleRef: {kind: Role, name: runner},
        subjects: [{kind: ServiceAccount, name: runner, namespace: ci}]}]
  logs:
    ci/runner-qhwvbwwtwp-qhz9w/runner: |-
      @{7} ERROR runner.launch build=4411
      kubernetes.client.exceptions.ApiException: (403)
      Reason: Forbidden
      HTTP response body: {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"jobs.batch is forbidden: User \"system:serviceaccount:ci:runner\" cannot create resource \"jobs\" in API group \"batch\" in the namespace \"ci\"","reason":"Forbidden","code":403}
  expect: {fault: rbac.verb_missing, at: [Role ci/runner, ServiceAccount ci/runner, Deployment ci/runner,
    RoleBinding ci/runner], words: [create, jobs], not: [dependency.credentials_rejected, database.permission_denied],
    never: [restart, rollback, scale]}
- id: ru-sa-missing
  title: The service account that a deployment names was never made
  alert: [[KubeDeploymentReplicasMismatch, {namespace: vision, deployment: labeler},
    'Deployment has not matched the expected number of replicas.|Deployment vision/labeler has not matched the expected number of replicas for longer than 15 minutes.']]
  make:
    - deploy: [vision, labeler, {replicas: 2, revised: 24, pods: [], spec: {serviceAccountName: labeler-sa}}]
    - event: [Warning FailedCreate, ReplicaSet vision/labeler-q2kl74kwc8,
        'Error creating: pods "labeler-q2kl74kwc8-" is forbidden: error looking up service account vision/labeler-sa: serviceaccount "labeler-sa" not found',
        [24, 2, 17], replicaset-controller]
    - thing: [v1, ServiceAccount, vision, default]
  expect: {fault: rbac.service_account_missing, at: [ServiceAccount vision/labeler-sa, Deployment vision/labeler,
    ReplicaSet vision/labeler-*], words: [labeler-sa], not: [rbac.verb_missing, security.admission_denied,
    quota.exceeded], never: [restart, scale]}
- id: ru-hpa-requests
  title: 'No scaling, since one container declares no CPU request'
  alert: [[ApiLatencyHigh, {namespace: feed, service: timeline}, p95 of timeline is 1.9s]]
  make:
    - deploy: [feed, timeline, {port: 8080, requests: null, limits: null}]
    - service: [feed, timeline]
    - thing: [autoscaling/v2, HorizontalPodAutoscaler, feed, timeline, {spec: {scaleTargetRef: {apiVersion: apps/v1,
        kind: Deployment, name: timeline}, minReplicas: 2, maxReplicas: 10, metrics: [{type: Resource,
        resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]}, status: {currentReplicas: 2,
        desiredReplicas: 0, currentMetrics: null, conditions: [{lastTransitionTime: '@{45}', type: AbleToScale,
        status: 'True', reason: SucceededGetScale,
        message: the HPA controller was able to get the target's current scale}, {lastTransitionTime: '@{45}',
        type: ScalingActive, status: 'False', reason: FailedGetResourceMetric,
        message: 'the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container timeline of Pod timeline-mbfkzmzt8q-mb7vg'}]}}]
    - event: [Warning FailedGetResourceMetric, HorizontalPodAutoscaler feed/timeline,
        'failed to get cpu utilization: missing request for cpu in container timeline of Pod timeline-mbfkzmzt8q-mb7vg',
        [45, 1, 180], horizontal-pod-autoscaler]
  metrics:
    'rate(container_cpu_usage_seconds_total{namespace="feed"}[5m])': {vector: [[{pod: timeline-mbfkzmzt8q-mb7vg},
        1.9]]}
  expect: {fault: autoscaling.requests_missing, at: [HorizontalPodAutoscaler feed/timeline, Deployment feed/timeline],
    words: [request, timeline], not: [autoscaling.metrics_unavailable, app.slow, autoscaling.max_replicas_reached],
    never: [restart, rollback]}
- id: ru-metrics-server
  title: 'The metrics server is down, no autoscaler acts'
  alert: [[KubeHpaReplicasMismatch, {namespace: games, horizontalpodautoscaler: lobby},
    HPA has not matched desired number of replicas.]]
  make:
    - deploy: [games, lobby, {port: 8080}]
    - thing: [autoscaling/v2, HorizontalPodAutoscaler, games, lobby, {spec: {scaleTargetRef: {apiVersion: apps/v1,
        kind: Deployment, name: lobby}, minReplicas: 2, maxReplicas: 12, metrics: [{type: Resource,
        resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]}, status: {currentReplicas: 2,
        desiredReplicas: 0, currentMetrics: null, conditions: [{lastTransitionTime: '@{45}', type: AbleToScale,
        status: 'True', reason: SucceededGetScale, message: ok}, {lastTransitionTime: '@{45}', type: ScalingActive,
        status: 'False', reason: FailedGetResourceMetric,
        message: 'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server is currently unable to handle the request (get pods.metrics.k8s.io)'}]}}]
    - event: [Warning FailedComputeMetricsReplicas, HorizontalPodAutoscaler games/lobby,
        'invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server is currently unable to handle the request (get pods.metrics.k8s.io)',
        [45, 1, 170], horizontal-pod-autoscaler]
    - deploy: [kube-system, metrics-server, {replicas: 1, port: 10250, pods: [{is: unready}],
        image: 'registry.k8s.io/metrics-server/metrics-server:v0.7.2'}]
    - thing: [apiregistration.k8s.io/v1, APIService, '', v1beta1.metrics.k8s.io, {spec: {group: metrics.k8s.io,
        service: {namespace: kube-system, name: metrics-server}}, status: {conditions: [{type: Available,
        status: 'False', reason: MissingEndpoints,
        message: 'endpoints for service/metrics-server in "kube-system" have no addresses with port name "https"'}]}}]
  logs:
    kube-system/metrics-server-2v678bh926-2v67m/metrics-server: |-
      E1103 14:11:20.001 1 scraper.go:149] "Failed to scrape node" err="Get \"https://10.20.0.11:10250/metrics/resource\": tls: failed to verify certificate: x509: cannot validate certificate for 10.20.0.11 because it doesn't contain any IP SANs" node="pool-a-6f2k"
  expect: {fault: autoscaling.metrics_unavailable, at: [HorizontalPodAutoscaler games/lobby,
    Deployment kube-system/metrics-server, APIService v1beta1.metrics.k8s.io, Pod kube-system/metrics-server-*],
    words: [metrics], or: [certificate.untrusted], not: [autoscaling.requests_missing,
    autoscaling.max_replicas_reached, control-plane.api_unavailable], never: [rollback]}
- id: ru-external-metric
  title: An external metric has vanished from the adapter
  question: worker in mailing does not scale with its queue any more.
  sources: {events: 'unavailable: forbidden', logs: absent}
  make:
    - deploy: [mailing, worker]
    - thing: [autoscaling/v2, HorizontalPodAutoscaler, mailing, worker, {spec: {scaleTargetRef: {apiVersion: apps/v1,
        kind: Deployment, name: worker}, minReplicas: 1, maxReplicas: 20, metrics: [{type: External,
        external: {metric: {name: rabbitmq_queue_messages_ready}, target: {type: AverageValue,
        averageValue: '50'}}}]}, status: {currentReplicas: 2, desiredReplicas: 0, currentMetrics: null,
        conditions: [{lastTransitionTime: '@{45}', type: AbleToScale, status: 'True', reason: SucceededGetScale,
        message: ok}, {lastTransitionTime: '@{45}', type: ScalingActive, status: 'False',
        reason: FailedGetExternalMetric,
        message: 'the HPA was unable to compute the replica count: unable to get external metric mailing/rabbitmq_queue_messages_ready/&LabelSelector{MatchLabels:map[string]string{queue: mails,},MatchExpressions:[]LabelSelectorRequirement{},}: unable to fetch metrics from external metrics API: the server could not find the metric rabbitmq_queue_messages_ready for '}]}}]
  expect: {fault: autoscaling.metrics_unavailable, at: [HorizontalPodAutoscaler mailing/worker,
    Deployment mailing/worker], words: ['rabbitmq_queue_messages_ready|metric'], not: [autoscaling.requests_missing,
    middleware.queue_backlog], never: [restart, rollback]}
- id: ru-hpa-max
  title: The autoscaler is at its bound while the load still grows
  alert: [[KubeHpaMaxedOut, {namespace: tickets, horizontalpodautoscaler: sale},
    'HPA is running at max replicas|HPA tickets/sale has been running at max replicas for longer than 15 minutes.'],
    [ApiLatencyHigh, {namespace: tickets, service: sale}, p95 of sale is 3.1s]]
  make:
    - deploy: [tickets, sale, {port: 8080, pods: [{}, {}, {}, {}]}]
    - service: [tickets, sale]
    - thing: [autoscaling/v2, HorizontalPodAutoscaler, tickets, sale, {spec: {scaleTargetRef: {apiVersion: apps/v1,
        kind: Deployment, name: sale}, minReplicas: 2, maxReplicas: 4, metrics: [{type: Resource,
        resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]}, status: {currentReplicas: 4,
        desiredReplicas: 4, currentMetrics: [{type: Resource, resource: {name: cpu, current: {averageUtilization: 214,
        averageValue: 214m}}}], conditions: [{lastTransitionTime: '@{45}', type: AbleToScale, status: 'True',
        reason: ReadyForNewScale, message: recommended size matches current size}, {lastTransitionTime: '@{45}',
        type: ScalingActive, status: 'True', reason: ValidMetricFound, message: ok}, {lastTransitionTime: '@{45}',
        type: ScalingLimited, status: 'True', reason: TooManyReplicas,
        message: the desired replica count is more than the maximum replica count}]}}]
  logs:
    tickets/sale-9fmgnd467g-9tnch/sale: |-
      @{12} WARN slow request POST /buy 3120ms
      @{1} WARN slow request POST /buy 2988ms
  metrics:
    'sum(rate(http_requests_total{namespace="tickets"}[5m]))': {matrix: [[{}, [[60, 90], [30, 410], [0, 690]]]]}
  expect: {fault: autoscaling.max_replicas_reached, at: [HorizontalPodAutoscaler tickets/sale,
    Deployment tickets/sale], words: [max, '4'], not: [app.slow, container.cpu_throttled,
    autoscaling.metrics_unavailable], never: [restart, rollback]}
- id: ru-scaler-missing
  title: 'A team believes that a worker scales, but its ScaledObject could not be made'
  question: 'The worker thumbs in media should scale with the queue, but stays at 1 replica. Why?'
  sources: {scaledobjects: absent, horizontalpodautoscalers: absent}
  make:
    - deploy: [media, thumbs, {replicas: 1, pods: [{}]}]
    - thing: [argoproj.io/v1alpha1, Application, argocd, media, {spec: {project: default,
        source: {repoURL: 'https://git.harbor.example/deploy/apps.git', path: media, targetRevision: main},
        destination: {server: 'https://kubernetes.default.svc', namespace: media}},
        status: {sync: {status: OutOfSync}, health: {status: Missing}, operationState: {phase: Failed,
        message: 'one or more synchronization tasks are not valid: The Kubernetes API could not find keda.sh/ScaledObject for requested resource media/thumbs. Make sure the "ScaledObject" CRD is installed on the destination cluster.',
        startedAt: '@{20}', finishedAt: '@{19}'}}}]
  logs:
    media/thumbs-68xzz7cq8s-68qw2/thumbs: |-
      @{6} INFO queue=thumbs depth=40211 rate=11/s
  expect: {fault: autoscaling.scaler_missing, at: [Deployment media/thumbs, ScaledObject media/thumbs,
    Application argocd/media], words: ['ScaledObject|scaler|KEDA', thumbs], or: [control-plane.kind_missing,
    gitops.sync_failed], not: [autoscaling.max_replicas_reached], never: [restart, rollback]}
- id: ru-no-hpa
  title: 'Load triples and nothing scales: no autoscaler targets the workload'
  question: 'Why does web in shop not scale up although its CPU is at the limit? The HPA should act.'
  sources: {logs: absent}
  make:
    - deploy: [shop, web, {port: 8080, requests: {cpu: 500m, memory: 256Mi}, limits: {cpu: 500m, memory: 512Mi}}]
    - service: [shop, web]
    - thing: [autoscaling/v2, HorizontalPodAutoscaler, shop, web-v1, {spec: {scaleTargetRef: {apiVersion: apps/v1,
        kind: Deployment, name: web-v1}, minReplicas: 2, maxReplicas: 8, metrics: [{type: Resource,
        resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]}, status: {currentReplicas: 0,
        desiredReplicas: 0, currentMetrics: null, conditions: [{lastTransitionTime: '@{45}', type: AbleToScale,
        status: 'False', reason: FailedGetScale,
        message: "the HPA controller was unable to get the target's current scale: deployments.apps \"web-v1\" not found"}]}}]
    - event: [Warning FailedGetScale, HorizontalPodAutoscaler shop/web-v1, 'deployments.apps "web-v1" not found', [90,
        1, 360], horizontal-pod-autoscaler]
  expect: {fault: autoscaling.scaler_missing, at: [Deployment shop/web, HorizontalPodAutoscaler shop/web-v1,
    HorizontalPodAutoscaler shop/web], words: [web], or: [container.cpu_throttled],
    not: [autoscaling.metrics_unavailable, autoscaling.requests_missing, autoscaling.max_replicas_reached],
    never: [restart, rollback]}
- id: ru-cert-expired
  title: A client certificate of a partner link is past its end
  alert: [[HighErrorRate, {namespace: bank, service: sepa-gateway, severity: critical},
    'sepa-gateway answers more than 5% of requests with 5xx']]
  make:
    - deploy: [bank, sepa-gateway, {port: 8080}]
    - service: [bank, sepa-gateway]
  logs:
    bank/sepa-gateway-wqxfgtm5d4-wqxfz/sepa-gateway: |-
      @{200} INFO settled batch 8811
      @{140} ERROR javax.net.ssl.SSLHandshakeException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed
      @{140} ERROR Caused by: java.security.cert.CertificateExpiredException: NotAfter: Tue Nov 03 12:00:00 UTC 2026
      @{1} ERROR Caused by: java.security.cert.CertificateExpiredException: NotAfter: Tue Nov 03 12:00:00 UTC 2026
  expect: {fault: certificate.expired, at: [Deployment bank/sepa-gateway, Pod bank/sepa-gateway-*, Secret bank/*],
    words: [certificate, 'expired|NotAfter'], not: [certificate.untrusted, dependency.unreachable,
    dependency.erroring, app.error_rate_high], never: [restart, scale, rollback]}
`;
