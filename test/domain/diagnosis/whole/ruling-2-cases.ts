/** Quotas, permissions, autoscaling, certificates, delivery and the control plane. */
export const RULING_2 = String.raw`
- id: ru-cert-expired-metric
  title: 'The certificate of a host ended an hour ago, by the probe'
  alert: [[SSLCertExpired, {instance: 'https://status.harbor.example', namespace: status, severity: critical},
    TLS certificate of status.harbor.example has expired, 60]]
  sources: {logs: absent}
  make:
    - deploy: [status, statuspage, {port: 8080}]
    - service: [status, statuspage]
    - thing: [networking.k8s.io/v1, Ingress, status, statuspage, {spec: {ingressClassName: nginx,
        tls: [{hosts: [status.harbor.example], secretName: statuspage-tls}], rules: [{host: status.harbor.example,
        http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: statuspage, port: {number: 80}}}}]}}]},
        status: {loadBalancer: {ingress: [{ip: '203.0.113.4'}]}}}]
    - thing: [networking.k8s.io/v1, IngressClass, '', nginx, {spec: {controller: k8s.io/ingress-nginx}}]
    - thing: [v1, Secret, status, statuspage-tls, {type: kubernetes.io/tls, age: 527040, data: {}}]
  metrics:
    'probe_ssl_earliest_cert_expiry{instance="https://status.harbor.example"} - time()': {vector: [[{instance: 'https://status.harbor.example'},
        -3720]]}
  expect: {fault: certificate.expired, at: [Secret status/statuspage-tls, Ingress status/statuspage,
    Certificate status/statuspage-tls], words: [expired, status], not: [certificate.issuance_failed,
    ingress.controller_down], never: [restart, rollback, scale]}
- id: ru-cert-issue
  title: 'The issuer cannot sign: its account is refused'
  question: 'The certificate for api.harbor.example is not issued. Why?'
  sources: {logs: absent}
  make:
    - thing: [cert-manager.io/v1, Certificate, edge, api, {spec: {secretName: api, dnsNames: [api.harbor.example],
        issuerRef: {kind: ClusterIssuer, name: letsencrypt}}, status: {conditions: [{type: Ready, status: 'False',
        reason: DoesNotExist, message: Issuing certificate as Secret does not exist, lastTransitionTime: '@{60}'}]}}]
    - thing: [cert-manager.io/v1, CertificateRequest, edge, api-1, {age: 50, spec: {issuerRef: {kind: ClusterIssuer,
        name: letsencrypt}}, status: {conditions: [{type: Approved, status: 'True', reason: cert-manager.io,
        message: approved}, {type: Ready, status: 'False', reason: Pending,
        message: 'Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "letsencrypt" not found'}]}}]
    - event: [Warning IssuerNotFound, CertificateRequest edge/api-1,
        'Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "letsencrypt" not found', [50, 3, 9],
        cert-manager-certificaterequests-issuer-acme]
    - thing: [cert-manager.io/v1, ClusterIssuer, '', letsencrypt-prod, {status: {conditions: [{type: Ready,
        status: 'True', reason: ACMEAccountRegistered,
        message: The ACME account was registered with the ACME server}]}}]
    - deploy: [edge, api, {port: 8080}]
    - service: [edge, api]
  expect: {fault: certificate.issuance_failed, at: [Certificate edge/api, CertificateRequest edge/api-1,
    ClusterIssuer letsencrypt], words: ['letsencrypt|issuer', api], not: [certificate.expired, config.secret_missing,
    certificate.untrusted], never: [restart, rollback]}
- id: ru-cert-untrusted
  title: 'An internal CA was rotated; one caller still trusts the old bundle'
  alert: [[HighErrorRate, {namespace: crm, service: crm-web, severity: critical},
    'crm-web answers more than 5% of requests with 5xx']]
  changes: [[35, config, identity/Secret/directory-tls, new CA]]
  make:
    - deploy: [crm, crm-web, {port: 8080, env: {DIRECTORY_URL: 'https://directory.identity.svc'}}]
    - service: [crm, crm-web]
    - deploy: [identity, directory, {port: 8443, portName: https}]
    - service: [identity, directory, {port: 443, target: https, resolved: 8443}]
  logs:
    crm/crm-web-xxm2gbwdsw-xxdm4/crm-web: |-
      @{33} error: request to https://directory.identity.svc/users failed, reason: self-signed certificate in certificate chain code=SELF_SIGNED_CERT_IN_CHAIN
      @{2} error: request to https://directory.identity.svc/users failed, reason: self-signed certificate in certificate chain code=SELF_SIGNED_CERT_IN_CHAIN
    identity/directory-rjsmkm4jpl-rjs2x/directory: |-
      2026/11/03 13:47:00 http: TLS handshake error from 10.32.11.8:48122: remote error: tls: unknown certificate authority
      2026/11/03 14:18:00 http: TLS handshake error from 10.32.11.8:48901: remote error: tls: unknown certificate authority
  expect: {fault: certificate.untrusted, at: [Deployment crm/crm-web, Deployment identity/directory,
    Service identity/directory, Secret identity/directory-tls], words: [certificate, directory],
    not: [certificate.expired, dependency.unreachable, dependency.erroring], never: [restart, scale]}
- id: ru-cert-host
  title: A certificate does not carry the name of the new host
  question: python service scorer in risk cannot call the model server since its address changed.
  sources: {changes: absent}
  make:
    - deploy: [risk, scorer, {port: 8080, env: {MODEL_URL: 'https://models-v2.ml.svc:8443'}}]
    - deploy: [ml, models-v2, {port: 8443, portName: https}]
    - service: [ml, models-v2, {port: 8443, target: https, resolved: 8443}]
  logs:
    risk/scorer-j9m6kr29j4-j926g/scorer: |-
      requests.exceptions.SSLError: HTTPSConnectionPool(host='models-v2.ml.svc', port=8443): Max retries exceeded with url: /score (Caused by SSLError(SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for 'models-v2.ml.svc'. (_ssl.c:1016)")))
  expect: {fault: certificate.untrusted, at: [Deployment risk/scorer, Pod risk/scorer-*, Service ml/models-v2,
    Deployment ml/models-v2], words: [models-v2, certificate], not: [certificate.expired, dependency.unreachable,
    dns.name_not_found], never: [restart, scale, rollback]}
- id: ru-argo-namespace
  title: An application is to go to a namespace with a typo
  alert: [[ArgoCdAppOutOfSync, {namespace: argocd, name: loyalty, exported_namespace: argocd},
    Application loyalty is OutOfSync for 30 minutes]]
  make:
    - thing: [argoproj.io/v1alpha1, Application, argocd, loyalty, {spec: {project: default,
        source: {repoURL: 'https://git.harbor.example/deploy/apps.git', path: loyalty, targetRevision: main},
        destination: {server: 'https://kubernetes.default.svc', namespace: loyalti}},
        status: {sync: {status: OutOfSync, revision: 2f9c11e}, health: {status: Missing},
        operationState: {phase: Failed,
        message: 'one or more objects failed to apply, reason: namespaces "loyalti" not found. Retrying attempt #5 at 2:19PM.',
        startedAt: '@{20}', finishedAt: '@{19}'}}}]
    - thing: [v1, Namespace, '', loyalty, {status: {phase: Active}}]
    - thing: [v1, Namespace, '', argocd, {status: {phase: Active}}]
    - deploy: [loyalty, points, {port: 8080}]
  expect: {fault: gitops.destination_missing, at: [Application argocd/loyalty, Namespace loyalti], words: [loyalti,
    namespace], not: [gitops.sync_failed, service.missing], never: [restart, rollback, scale]}
- id: ru-argo-cluster
  title: An application points to a cluster that was removed
  question: 'Why does edge-fleet not sync?'
  make:
    - thing: [argoproj.io/v1alpha1, Application, argocd, edge-fleet, {spec: {project: default,
        source: {repoURL: 'https://git.harbor.example/deploy/apps.git', path: edge-fleet, targetRevision: main},
        destination: {name: edge-07, namespace: edge}}, status: {sync: {status: Unknown}, health: {status: Unknown},
        conditions: [{type: InvalidSpecError,
        message: 'application destination server and/or name is invalid: unable to find destination server: there are no clusters with this name: edge-07',
        lastTransitionTime: '@{300}'}]}}]
    - deploy: [argocd, argocd-server, {port: 8080}]
  expect: {fault: gitops.destination_missing, at: [Application argocd/edge-fleet], words: [edge-07],
    not: [gitops.sync_failed, control-plane.api_unavailable], never: [restart, rollback, scale]}
- id: ru-argo-invalid
  title: A manifest has a wrong field and the sync fails
  alert: [[ArgoCdAppSyncFailed, {namespace: argocd, name: wallet}, Sync of wallet failed]]
  make:
    - thing: [argoproj.io/v1alpha1, Application, argocd, wallet, {spec: {project: default,
        source: {repoURL: 'https://git.harbor.example/deploy/apps.git', path: wallet, targetRevision: main},
        destination: {server: 'https://kubernetes.default.svc', namespace: wallet}},
        status: {sync: {status: OutOfSync}, health: {status: Healthy}, operationState: {phase: Failed,
        message: 'one or more objects failed to apply, reason: Service "wallet" is invalid: spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. The range of valid ports is 30000-32767 (retried 5 times).',
        startedAt: '@{20}', finishedAt: '@{19}'}}}]
    - thing: [v1, Namespace, '', wallet, {status: {phase: Active}}]
    - deploy: [wallet, wallet, {port: 8080}]
  expect: {fault: gitops.sync_failed, at: [Application argocd/wallet, Service wallet/wallet],
    words: ['nodePort|wallet', 'sync|apply'], not: [gitops.destination_missing, service.port_mismatch,
    config.invalid_value], never: [restart, scale]}
- id: ru-flux-helm
  title: A Helm release of Flux fails in its upgrade
  question: The chart upgrade of grafana does not arrive.
  sources: {logs: absent, changes: absent}
  make:
    - thing: [helm.toolkit.fluxcd.io/v2, HelmRelease, observability, grafana, {spec: {chart: {spec: {chart: grafana,
        version: '8.6.0'}}}, status: {conditions: [{type: Ready, status: 'False', reason: UpgradeFailed,
        message: 'Helm upgrade failed for release observability/grafana with chart grafana@8.6.0: cannot patch "grafana" with kind Deployment: Deployment.apps "grafana" is invalid: spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"app.kubernetes.io/name":"grafana"}}: field is immutable',
        lastTransitionTime: '@{70}'}]}}]
    - event: [Warning UpgradeFailed, HelmRelease observability/grafana,
        'Helm upgrade failed for release observability/grafana with chart grafana@8.6.0: cannot patch "grafana" with kind Deployment: field is immutable',
        [70, 8, 6], helm-controller]
    - deploy: [observability, grafana, {port: 3000}]
  expect: {fault: gitops.sync_failed, at: [HelmRelease observability/grafana, Deployment observability/grafana],
    words: [grafana, 'immutable|upgrade'], not: [rollout.stuck, gitops.destination_missing], never: [restart, scale]}
- id: ru-etcd
  title: etcd answers too late and controllers lose their leases
  alert: [[KubeAPIErrorBudgetBurn, {severity: critical, long: 1h}, The API server is burning too much error budget.]]
  make:
    - set: [DaemonSet, kube-system, kube-apiserver, {pods: [{node: cp-1, restarts: 2, last: [137, Error, 14]}]}]
    - deploy: [cert-manager, cert-manager, {pods: [{restarts: 5, last: [1, Error, 6]}]}]
    - nodes: []
  logs:
    kube-system/etcd-cp-1/etcd: |-
      {"level":"warn","ts":"2026-11-03T14:18:20.100Z","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"4.118s","expected-duration":"100ms","prefix":"read-only range "}
      {"level":"warn","ts":"2026-11-03T14:18:24.100Z","caller":"wal/wal.go:805","msg":"slow fdatasync","took":"3.901s","expected-duration":"1s"}
    cert-manager/cert-manager-qg67x5gdqk-qg67f/cert-manager: |-
      E1103 14:14:01.220 1 leaderelection.go:436] error retrieving resource lock kube-system/cert-manager-controller: etcdserver: request timed out
      I1103 14:14:06.100 1 leaderelection.go:297] failed to renew lease kube-system/cert-manager-controller: context deadline exceeded
      E1103 14:14:06.101 1 main.go:59] "error running cert-manager-controller" err="leader election lost"
  expect: {fault: control-plane.api_unavailable, at: [Pod kube-system/etcd-*, Pod kube-system/kube-apiserver-*,
    DaemonSet kube-system/kube-apiserver, Node cp-1], words: ['API server|etcd'], not: [app.self_restart_loop,
    certificate.issuance_failed, app.startup_error], never: [rollback, scale]}
- id: ru-api-refused
  title: Controllers cannot reach the API server
  question: 'Nothing reconciles since 14:05; pods run on. What is wrong?'
  sources: {events: 'unavailable: Get "https://10.43.0.1:443/api/v1/events": dial tcp 10.43.0.1:443: connect: connection refused'}
  make:
    - deploy: [flux-system, kustomize-controller, {pods: [{}]}]
    - deploy: [kube-system, cluster-autoscaler, {pods: [{}]}]
  logs:
    flux-system/kustomize-controller-x7sgrbv7p5-x7sgr/kustomize-controller: |-
      {"level":"error","ts":"@{12}","msg":"Reconciler error","error":"Get \"https://10.43.0.1:443/apis/kustomize.toolkit.fluxcd.io/v1\": dial tcp 10.43.0.1:443: connect: connection refused"}
    kube-system/cluster-autoscaler-zwk5jrxlsx-zwk5j/cluster-autoscaler: |-
      E1103 14:06:20.100 1 reflector.go:147] Failed to watch *v1.Node: failed to list *v1.Node: Get "https://10.43.0.1:443/api/v1/nodes?limit=500": dial tcp 10.43.0.1:443: connect: connection refused
      E1103 14:19:20.100 1 reflector.go:147] Failed to watch *v1.Pod: failed to list *v1.Pod: Get "https://10.43.0.1:443/api/v1/pods": dial tcp 10.43.0.1:443: connect: connection refused
  expect: {fault: control-plane.api_unavailable, at: [Deployment kube-system/cluster-autoscaler,
    Deployment flux-system/kustomize-controller, Service default/kubernetes], words: [API server],
    not: [dependency.unreachable, network.policy_blocks_egress, gitops.sync_failed], never: [rollback, scale,
    restart]}
- id: ru-webhook-tls
  title: A policy webhook cannot be verified since its certificate changed
  alert: [[KubeDeploymentReplicasMismatch, {namespace: orders, deployment: fulfil},
    'Deployment has not matched the expected number of replicas.|Deployment orders/fulfil has not matched the expected number of replicas for longer than 15 minutes.']]
  make:
    - deploy: [orders, fulfil, {replicas: 3, pods: [{}, {}]}]
    - event: [Warning FailedCreate, ReplicaSet orders/fulfil-c2wk8cwx5n,
        'Error creating: Internal error occurred: failed calling webhook "validate.kyverno.svc-fail": failed to call webhook: Post "https://kyverno-svc.kyverno.svc:443/validate/fail?timeout=10s": tls: failed to verify certificate: x509: certificate signed by unknown authority',
        [24, 2, 17], replicaset-controller]
    - thing: [admissionregistration.k8s.io/v1, ValidatingWebhookConfiguration, '',
        kyverno-resource-validating-webhook-cfg, {webhooks: [{name: validate.kyverno.svc-fail, failurePolicy: Fail,
        clientConfig: {service: {namespace: kyverno, name: kyverno-svc, port: 443, path: /validate/fail}},
        rules: [{operations: [CREATE], apiGroups: ['*'], apiVersions: ['*'], resources: [pods]}]}]}]
    - deploy: [kyverno, kyverno, {port: 9443, portName: https}]
    - service: [kyverno, kyverno-svc, {port: 443, target: https, resolved: 9443, selector: {app: kyverno},
        ready: [kyverno-95qz6k9pkw-95ldt, kyverno-95qz6k9pkw-959jx]}]
  expect: {fault: control-plane.webhook_failing,
    at: [ValidatingWebhookConfiguration kyverno-resource-validating-webhook-cfg, Service kyverno/kyverno-svc,
    Deployment kyverno/kyverno, Deployment orders/fulfil], words: [webhook, kyverno], or: [certificate.untrusted],
    not: [security.admission_denied, quota.exceeded, certificate.expired], never: [rollback]}
- id: ru-kind-missing
  title: A chart still asks for an API version that the new cluster does not serve
  question: The release of pay-portal fails after the cluster upgrade to 1.33.
  changes: [[200, node, /control-plane, v1.33.4]]
  make:
    - thing: [helm.toolkit.fluxcd.io/v2, HelmRelease, pay, pay-portal, {status: {conditions: [{type: Ready,
        status: 'False', reason: UpgradeFailed,
        message: 'Helm upgrade failed for release pay/pay-portal with chart pay-portal@2.1.0: resource mapping not found for name: "pay-portal" namespace: "pay" from "": no matches for kind "PodDisruptionBudget" in version "policy/v1beta1" ensure CRDs are installed first',
        lastTransitionTime: '@{80}'}]}}]
    - deploy: [pay, pay-portal, {port: 8080}]
    - nodes: []
  expect: {fault: control-plane.kind_missing, at: [HelmRelease pay/pay-portal, PodDisruptionBudget pay/pay-portal],
    words: ['policy/v1beta1|PodDisruptionBudget'], or: [gitops.sync_failed], not: [gitops.destination_missing,
    rollout.disruption_blocked], never: [restart, scale]}
- id: ru-kind-operator
  title: An operator exits because its resource type is not installed
  alert: [[KubePodCrashLooping, {namespace: pg-operator, pod: pg-operator-56f9slb7sw-56fjr, container: pg-operator},
    Pod is crash looping.]]
  make:
    - deploy: [pg-operator, pg-operator, {pods: [{is: waiting, reason: CrashLoopBackOff,
        message: back-off 5m0s restarting failed container, restarts: 9, last: [1, Error, 2]}]}]
    - event: [Warning BackOff, Pod pg-operator/pg-operator-56f9slb7sw-56fjr,
        Back-off restarting failed container pg-operator, [28, 1, 88]]
  logs:
    pg-operator/pg-operator-56f9slb7sw-56fjr/pg-operator: |-
      {"level":"error","ts":"@{3}","logger":"controller-runtime.source.EventHandler","msg":"if kind is a CRD, it should be installed before calling Start","kind":"Cluster.postgresql.cnpg.io","error":"no matches for kind \"Cluster\" in version \"postgresql.cnpg.io/v1\""}
      {"level":"error","ts":"@{2}","logger":"setup","msg":"problem running manager","error":"failed to wait for cluster caches to sync: timed out waiting for cache to be synced"}
  expect: {fault: control-plane.kind_missing, at: [Deployment pg-operator/pg-operator, Pod pg-operator/pg-operator-*,
    CustomResourceDefinition *], words: ['Cluster|postgresql.cnpg.io'], not: [app.startup_error, rollout.regression,
    app.self_restart_loop], never: [restart, scale]}
`;
