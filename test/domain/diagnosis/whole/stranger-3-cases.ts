/** The same families from stranger angles: other programs, other words, a tempting wrong answer. */
export const STRANGER_3 = String.raw`
- id: xr-conversion
  title: A conversion webhook without endpoints breaks a controller
  question: cert-manager does not issue anything since its upgrade.
  make:
    - deploy: [cert-manager, cert-manager, {pods: [{}]}]
    - deploy: [cert-manager, cert-manager-webhook, {port: 10250, portName: https, pods: [{is: unready}]}]
    - service: [cert-manager, cert-manager-webhook, {port: 443, target: https, ready: [],
        notReady: [cert-manager-webhook-qg67rssgdl-qg67r]}]
  logs:
    cert-manager/cert-manager-qg67x5gdqk-qg67f/cert-manager: |-
      E1103 14:17:01.220 1 reflector.go:158] "Unhandled Error" err="failed to list *v1.Certificate: conversion webhook for cert-manager.io/v1alpha2, Kind=Certificate failed: Post \"https://cert-manager-webhook.cert-manager.svc:443/convert?timeout=30s\": no endpoints available for service \"cert-manager-webhook\""
  expect: {fault: control-plane.webhook_failing, at: [Deployment cert-manager/cert-manager-webhook,
    Service cert-manager/cert-manager-webhook, Deployment cert-manager/cert-manager, Pod cert-manager/cert-manager-*,
    CustomResourceDefinition *], words: [webhook], or: [service.no_ready_endpoints, probe.readiness_failing],
    not: [certificate.issuance_failed, rbac.verb_missing, dependency.unreachable], never: [rollback, scale]}
- id: xr-api-slow
  title: The API server is overloaded and restarts
  alert: [[KubeAPIDown, {severity: critical, job: apiserver}, Target disappeared from Prometheus target discovery.]]
  make:
    - deploy: [kube-system, kube-controller-manager, {pods: [{restarts: 4, last: [1, Error, 5]}]}]
    - deploy: [ops, gc, {pods: [{}]}]
    - nodes: []
  logs:
    kube-system/kube-controller-manager-htxlsvlvrh-htxls/kube-controller-manager: |-
      E1103 14:15:01.220 1 leaderelection.go:429] Failed to update lock optimistically: Put "https://10.20.0.5:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": context deadline exceeded
      F1103 14:15:02.001 1 controllermanager.go:331] leaderelection lost
    ops/gc-kcbcvjb6qv-5rzt8/gc: |-
      @{4} Error from server (Timeout): the server was unable to return a response in the time allotted, but may still be processing the request (get pods)
      @{1} Unable to connect to the server: net/http: TLS handshake timeout
  expect: {fault: control-plane.api_unavailable, at: [Deployment kube-system/kube-controller-manager,
    Deployment ops/gc, Pod kube-system/*, Service default/kubernetes], words: [API server], not: [app.startup_error,
    dependency.unreachable, app.self_restart_loop], never: [rollback, scale, restart]}
`;
