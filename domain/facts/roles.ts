import type { Thing } from './bundle.js';
import { podSpecOf } from './graph.js';
import { listAt, textAt } from './reading.js';

/** What a workload is for, by its own name, its usual labels or its image: clusters name things in many ways. */
function isKnownBy(thing: Thing, names: RegExp, images: RegExp): boolean {
  const labels = ['k8s-app', 'app', 'app.kubernetes.io/name', 'app.kubernetes.io/component', 'name'];
  return (
    names.test(thing.name) ||
    labels.some((label) => names.test(thing.labels[label] ?? '')) ||
    listAt(podSpecOf(thing), 'containers').some((one) => images.test(textAt(one, 'image')))
  );
}

const DNS = /^(?:rke2-)?(?:core-?dns|kube-dns|node-?local-?dns|dns-default)(?!-autoscaler|autoscaler)/;

export function isClusterDns(thing: Thing): boolean {
  return isKnownBy(thing, DNS, /\/(?:coredns|k8s-dns-node-cache|k8s-dns-kube-dns)(?:[:@]|$)/);
}

export function isDnsName(name: string): boolean {
  return DNS.test(name);
}

export function isIngressController(thing: Thing): boolean {
  return isKnownBy(
    thing,
    /ingress.*controller|controller.*ingress|^(?:traefik|ingress-nginx|nginx-ingress|contour|envoy|haproxy-ingress|kong)(?:-|$)|gateway-controller|ingress-?gateway/,
    /\/(?:ingress-nginx\/controller|nginx-ingress(?:-controller)?|traefik|contour|kong-gateway|haproxy-ingress|envoy-gateway)(?:[:@]|$)/,
  );
}

export function isNetworkPlugin(thing: Thing): boolean {
  return isKnownBy(
    thing,
    /^(?:calico-node|canal|cilium(?:-agent)?|kube-flannel|weave-net|aws-node|antrea-agent|kube-router|kindnet|multus|kube-ovn-cni|ovnkube-node|azure-cni)/,
    /\/(?:calico\/node|cilium\/cilium|flannel|weave-kube|amazon-k8s-cni|antrea-agent\w*|kube-router|kindnetd)(?:[:@]|$)/,
  );
}
