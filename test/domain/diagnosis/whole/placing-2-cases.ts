/** Scheduling, nodes and storage: what keeps a pod from a place, or a place from serving. */
export const PLACING_2 = String.raw`
- id: pl-class-missing
  title: A claim names a storage class of the old cluster
  alert: [[KubeStatefulSetReplicasMismatch, {namespace: queue, statefulset: nats},
    StatefulSet has not matched the expected number of replicas.]]
  make:
    - set: [StatefulSet, queue, nats, {port: 4222, replicas: 1, pods: [{is: pending, age: 30,
        message: '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.'}],
        container: {volumeMounts: [{name: data, mountPath: /data}]}, spec: {volumes: [{name: data,
        persistentVolumeClaim: {claimName: data-nats-0}}]}}]
    - thing: [v1, PersistentVolumeClaim, queue, data-nats-0, {age: 30, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: gp2-encrypted, volumeMode: Filesystem},
        status: {phase: Pending}}]
    - thing: [storage.k8s.io/v1, StorageClass, '', gp3, {provisioner: ebs.csi.aws.com, reclaimPolicy: Delete,
        volumeBindingMode: WaitForFirstConsumer}]
    - thing: [storage.k8s.io/v1, StorageClass, '', fast-ssd, {provisioner: ebs.csi.aws.com, reclaimPolicy: Delete,
        volumeBindingMode: WaitForFirstConsumer}]
    - event: [Warning ProvisioningFailed, PersistentVolumeClaim queue/data-nats-0,
        'storageclass.storage.k8s.io "gp2-encrypted" not found', [30, 1, 118], persistentvolume-controller]
    - event: [Warning FailedScheduling, Pod queue/nats-0,
        '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
        [30, 1, 7], default-scheduler]
    - nodes: []
  expect: {fault: storage.class_missing, at: [PersistentVolumeClaim queue/data-nats-0, StatefulSet queue/nats,
    Pod queue/nats-0, StorageClass gp2-encrypted], words: [gp2-encrypted], not: [storage.pvc_unbound,
    scheduling.insufficient_resource], never: [restart, scale]}
- id: pl-pv-zone
  title: The volume lives in a zone without a free node
  question: minio-0 in blob cannot be scheduled after the upgrade of pool-b.
  make:
    - set: [StatefulSet, blob, minio, {port: 9000, replicas: 1, pods: [{is: pending, age: 44,
        message: '0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) had volume node affinity conflict. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.'}],
        container: {volumeMounts: [{name: data, mountPath: /data}]}, spec: {volumes: [{name: data,
        persistentVolumeClaim: {claimName: export-minio-0}}]}}]
    - thing: [v1, PersistentVolumeClaim, blob, export-minio-0, {age: 129600, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd, volumeMode: Filesystem,
        volumeName: pvc-8f0e}, status: {phase: Bound, accessModes: [ReadWriteOnce], capacity: {storage: 50Gi}}}]
    - thing: [v1, PersistentVolume, '', pvc-8f0e, {spec: {capacity: {storage: 50Gi}, accessModes: [ReadWriteOnce],
        storageClassName: fast-ssd, csi: {driver: ebs.csi.aws.com, volumeHandle: vol-0a1}, claimRef: {namespace: blob,
        name: export-minio-0},
        nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: topology.kubernetes.io/zone,
        operator: In, values: [eu1-c]}]}]}}}, status: {phase: Bound}}]
    - thing: [storage.k8s.io/v1, StorageClass, '', fast-ssd, {provisioner: ebs.csi.aws.com, reclaimPolicy: Delete,
        volumeBindingMode: WaitForFirstConsumer}]
    - node: [pool-a-6f2k]
    - node: [pool-a-9x1m]
    - node: [pool-c-1, {cordoned: true}]
    - event: [Warning FailedScheduling, Pod blob/minio-0,
        '0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) had volume node affinity conflict. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
        [44, 2, 11], default-scheduler]
  expect: {fault: storage.pvc_unbound, at: [PersistentVolumeClaim blob/export-minio-0, Pod blob/minio-0,
    StatefulSet blob/minio, PersistentVolume pvc-8f0e], words: ['zone|affinity|eu1-c', minio],
    or: [scheduling.taint_not_tolerated], not: [scheduling.insufficient_resource, storage.class_missing],
    never: [restart, delete]}
- id: pl-provisioner-quota
  title: The cloud refuses to make another disk
  alert: [[KubePersistentVolumeErrors, {namespace: vault, persistentvolumeclaim: data-vault-2},
    PersistentVolume is having issues with provisioning.]]
  make:
    - set: [StatefulSet, vault, vault, {port: 8200, replicas: 3, pods: [{}, {}, {is: pending, age: 30,
        message: '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.'}]}]
    - thing: [v1, PersistentVolumeClaim, vault, data-vault-0, {age: 129600, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd, volumeMode: Filesystem,
        volumeName: pvc-data-vault-0}, status: {phase: Bound, accessModes: [ReadWriteOnce],
        capacity: {storage: 50Gi}}}]
    - thing: [v1, PersistentVolumeClaim, vault, data-vault-1, {age: 129600, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd, volumeMode: Filesystem,
        volumeName: pvc-data-vault-1}, status: {phase: Bound, accessModes: [ReadWriteOnce],
        capacity: {storage: 50Gi}}}]
    - thing: [v1, PersistentVolumeClaim, vault, data-vault-2, {age: 30, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd, volumeMode: Filesystem},
        status: {phase: Pending}}]
    - thing: [storage.k8s.io/v1, StorageClass, '', fast-ssd, {provisioner: pd.csi.storage.gke.io,
        reclaimPolicy: Delete, volumeBindingMode: Immediate}]
    - event: [Warning ProvisioningFailed, PersistentVolumeClaim vault/data-vault-2,
        "failed to provision volume with StorageClass \"fast-ssd\": rpc error: code = ResourceExhausted desc = CreateVolume failed: googleapi: Error 403: Quota 'SSD_TOTAL_GB' exceeded. Limit: 2000.0 in region europe-west1., quotaExceeded",
        [30, 1, 14], pd.csi.storage.gke.io_csi-7f]
    - event: [Normal ExternalProvisioning, PersistentVolumeClaim vault/data-vault-2,
        Waiting for a volume to be created either by the external provisioner 'pd.csi.storage.gke.io' or manually by the system administrator.,
        [30, 1, 120], persistentvolume-controller]
    - nodes: []
  expect: {fault: storage.pvc_unbound, at: [PersistentVolumeClaim vault/data-vault-2, Pod vault/vault-2,
    StatefulSet vault/vault], words: ['data-vault-2|vault', 'quota|SSD_TOTAL_GB|provision'], not: [quota.exceeded,
    storage.class_missing], never: [restart, rollback]}
- id: pl-no-pv
  title: A static claim matches no volume
  question: reports-export in finance does not start
  sources: {logs: absent, changes: absent}
  make:
    - deploy: [finance, reports-export, {replicas: 1, pods: [{is: pending, age: 61,
        message: '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.'}],
        container: {volumeMounts: [{name: data, mountPath: /data}]}, spec: {volumes: [{name: data,
        persistentVolumeClaim: {claimName: reports-nfs}}]}}]
    - thing: [v1, PersistentVolumeClaim, finance, reports-nfs, {age: 30, spec: {accessModes: [ReadWriteMany],
        resources: {requests: {storage: 200Gi}}, storageClassName: '', volumeMode: Filesystem},
        status: {phase: Pending}}]
    - thing: [v1, PersistentVolume, '', nfs-reports, {spec: {capacity: {storage: 100Gi}, accessModes: [ReadWriteMany],
        nfs: {server: '10.20.0.50', path: /exports/reports}, storageClassName: ''}, status: {phase: Available}}]
    - event: [Normal FailedBinding, PersistentVolumeClaim finance/reports-nfs,
        no persistent volumes available for this claim and no storage class is set, [61, 1, 240],
        persistentvolume-controller]
    - nodes: []
  expect: {fault: storage.pvc_unbound, at: [PersistentVolumeClaim finance/reports-nfs,
    Deployment finance/reports-export, Pod finance/reports-export-*], words: [reports-nfs],
    not: [storage.class_missing, scheduling.insufficient_resource], never: [restart, rollback, scale]}
- id: pl-pg-full
  title: The WAL of a PostgreSQL fills its volume
  alert: [[CheckoutErrors, {namespace: shop, service: checkout, severity: critical},
    'checkout answers 31% of requests with 500']]
  make:
    - deploy: [shop, checkout, {port: 8080, env: {DATABASE_URL: 'postgres://checkout@shop-db.shop.svc:5432/shop'}}]
    - service: [shop, checkout]
    - set: [StatefulSet, shop, shop-db, {image: 'postgres:15.8', port: 5432, pods: [{is: waiting,
        reason: CrashLoopBackOff, message: back-off 5m0s restarting failed container=shop-db, restarts: 6, last: [1,
        Error, 3]}], container: {volumeMounts: [{name: data, mountPath: /data}]}, spec: {volumes: [{name: data,
        persistentVolumeClaim: {claimName: data-shop-db-0}}]}}]
    - service: [shop, shop-db, {port: 5432, target: 5432, ready: [], notReady: [shop-db-0]}]
    - thing: [v1, PersistentVolumeClaim, shop, data-shop-db-0, {age: 129600, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd, volumeMode: Filesystem,
        volumeName: pvc-data-shop-db-0}, status: {phase: Bound, accessModes: [ReadWriteOnce],
        capacity: {storage: 50Gi}}}]
    - event: [Warning BackOff, Pod shop/shop-db-0,
        Back-off restarting failed container shop-db in pod shop-db-0_shop(d2e8), [25, 1, 40]]
    - nodes: []
  logs:
    shop/shop-db-0/shop-db: |-
      @{4} UTC [1] LOG:  database system was interrupted; last known up at @{26}
      @{4} UTC [29] PANIC:  could not write to file "pg_wal/xlogtemp.29": No space left on device
      @{4} UTC [1] LOG:  startup process (PID 29) was terminated by signal 6: Aborted
      @{4} UTC [1] LOG:  aborting startup due to startup process failure
    shop/checkout-b4qm8mkrsq-b4qpw/checkout: |-
      @{21} ERROR c.h.checkout.OrderRepository - org.postgresql.util.PSQLException: Connection to shop-db.shop.svc:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.
      @{1} ERROR c.h.checkout.OrderRepository - org.postgresql.util.PSQLException: Connection to shop-db.shop.svc:5432 refused.
  expect: {fault: storage.volume_full, at: [PersistentVolumeClaim shop/data-shop-db-0, StatefulSet shop/shop-db,
    Pod shop/shop-db-0], words: [shop-db, 'space|full'], not: [database.unreachable, dependency.unreachable,
    app.native_crash], never: [restart, rollback, scale]}
- id: pl-kafka-full
  title: 'A broker has stopped: its log directory is full, by the numbers'
  alert: [[KubePersistentVolumeFillingUp, {namespace: kafka, persistentvolumeclaim: data-events-1,
    severity: critical},
    'PersistentVolume is filling up.|The PersistentVolume claimed by data-events-1 in Namespace kafka is only 0.4% free.',
    55]]
  sources: {logs: 'unavailable: log backend answered 503'}
  make:
    - set: [StatefulSet, kafka, events, {image: 'quay.io/strimzi/kafka:0.45.0-kafka-3.9.0', port: 9092, pods: [{}, {},
        {}]}]
    - thing: [v1, PersistentVolumeClaim, kafka, data-events-0, {age: 129600, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd, volumeMode: Filesystem,
        volumeName: pvc-data-events-0}, status: {phase: Bound, accessModes: [ReadWriteOnce],
        capacity: {storage: 50Gi}}}]
    - thing: [v1, PersistentVolumeClaim, kafka, data-events-1, {age: 129600, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd, volumeMode: Filesystem,
        volumeName: pvc-data-events-1}, status: {phase: Bound, accessModes: [ReadWriteOnce],
        capacity: {storage: 50Gi}}}]
    - thing: [v1, PersistentVolumeClaim, kafka, data-events-2, {age: 129600, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd, volumeMode: Filesystem,
        volumeName: pvc-data-events-2}, status: {phase: Bound, accessModes: [ReadWriteOnce],
        capacity: {storage: 50Gi}}}]
    - nodes: []
  metrics:
    'kubelet_volume_stats_available_bytes{namespace="kafka"}': {vector: [[{namespace: kafka,
        persistentvolumeclaim: data-events-0}, 21474836480], [{namespace: kafka,
        persistentvolumeclaim: data-events-1}, 210763776], [{namespace: kafka, persistentvolumeclaim: data-events-2},
        19474836480]]}
    'kubelet_volume_stats_capacity_bytes{namespace="kafka"}': {vector: [[{namespace: kafka,
        persistentvolumeclaim: data-events-0}, 52521566208], [{namespace: kafka,
        persistentvolumeclaim: data-events-1}, 52521566208], [{namespace: kafka,
        persistentvolumeclaim: data-events-2}, 52521566208]]}
  expect: {fault: storage.volume_full, at: [PersistentVolumeClaim kafka/data-events-1, Pod kafka/events-1,
    StatefulSet kafka/events], words: ['data-events-1|events-1', 'full|space'], not: [node.disk_pressure],
    never: [restart, scale, delete]}
- id: pl-multi-attach
  title: A rolling update of a pod with a single-writer volume hangs
  alert: [[KubeDeploymentReplicasMismatch, {namespace: wiki, deployment: wiki, job: kube-state-metrics},
    'Deployment has not matched the expected number of replicas.|Deployment wiki/wiki has not matched the expected number of replicas for longer than 15 minutes.']]
  changes: [[26, deploy, wiki/wiki, '3.8.1']]
  make:
    - deploy: [wiki, wiki, {port: 8080, replicas: 1, revised: 26, pods: [{is: ready, age: 17280, node: pool-a-6f2k},
        {is: creating, age: 26, node: pool-b-3c7t}], container: {volumeMounts: [{name: data, mountPath: /data}]},
        spec: {volumes: [{name: data, persistentVolumeClaim: {claimName: wiki-data}}]}}]
    - thing: [v1, PersistentVolumeClaim, wiki, wiki-data, {age: 129600, spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd, volumeMode: Filesystem,
        volumeName: pvc-1209d273}, status: {phase: Bound, accessModes: [ReadWriteOnce], capacity: {storage: 50Gi}}}]
    - event: [Warning FailedAttachVolume, Pod wiki/wiki-v5hmrrc4fl-v876x,
        'Multi-Attach error for volume "pvc-1209d273" Volume is already used by pod(s) wiki-v5hmrrc4fl-vthsr', [26,
        26, 1], attachdetach-controller]
    - event: [Warning FailedMount, Pod wiki/wiki-v5hmrrc4fl-v876x,
        'Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[data kube-api-access-x2v9k]: timed out waiting for the condition',
        [24, 2, 10]]
    - nodes: []
  expect: {fault: storage.mount_failed, at: [PersistentVolumeClaim wiki/wiki-data, Deployment wiki/wiki*,
    Pod wiki/wiki-*], words: ['attach|wiki-data|volume'], not: [rollout.stuck, rollout.regression,
    storage.pvc_unbound], never: [scale]}
- id: pl-nfs-denied
  title: An NFS server denies the mount after its exports changed
  question: 'Since the storage team touched the filer, new pods of render in studio hang in ContainerCreating.'
  make:
    - deploy: [studio, render, {replicas: 2, pods: [{}, {is: creating, age: 18, node: pool-b-3c7t}],
        container: {volumeMounts: [{name: data, mountPath: /data}]}, spec: {volumes: [{name: data,
        persistentVolumeClaim: {claimName: render-share}}]}}]
    - thing: [v1, PersistentVolumeClaim, studio, render-share, {age: 129600, spec: {accessModes: [ReadWriteMany],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd, volumeMode: Filesystem,
        volumeName: pvc-render-share}, status: {phase: Bound, accessModes: [ReadWriteOnce],
        capacity: {storage: 50Gi}}}]
    - event: [Warning FailedMount, Pod studio/render-56pmvgnfcc-56jkj,
        "MountVolume.SetUp failed for volume \"pvc-render-share\" : rpc error: code = Internal desc = mount failed: exit status 32\nMounting command: mount\nMounting arguments: -t nfs -o nfsvers=4.1 10.20.0.50:/exports/render /var/lib/kubelet/pods/eca51624/volumes/kubernetes.io~csi/pvc-render-share/mount\nOutput: mount.nfs: access denied by server while mounting 10.20.0.50:/exports/render",
        [18, 1, 15]]
    - nodes: []
  expect: {fault: storage.mount_failed, at: [Pod studio/render-*, PersistentVolumeClaim studio/render-share,
    Deployment studio/render], words: [mount, 'denied|nfs|10.20.0.50'], not: [dependency.credentials_rejected,
    security.context_denied, rbac.verb_missing], never: [rollback, scale]}
- id: pl-csi-plugin
  title: The CSI driver is not registered on one node
  alert: [[KubeDeploymentReplicasMismatch, {namespace: mail, deployment: imap, job: kube-state-metrics},
    'Deployment has not matched the expected number of replicas.|Deployment mail/imap has not matched the expected number of replicas for longer than 15 minutes.']]
  make:
    - deploy: [mail, imap, {replicas: 2, pods: [{}, {is: creating, age: 35, node: pool-b-3c7t}],
        container: {volumeMounts: [{name: data, mountPath: /data}]}, spec: {volumes: [{name: data,
        persistentVolumeClaim: {claimName: imap-spool}}]}}]
    - thing: [v1, PersistentVolumeClaim, mail, imap-spool, {age: 129600, spec: {accessModes: [ReadWriteMany],
        resources: {requests: {storage: 50Gi}}, storageClassName: fast-ssd, volumeMode: Filesystem,
        volumeName: pvc-imap-spool}, status: {phase: Bound, accessModes: [ReadWriteOnce], capacity: {storage: 50Gi}}}]
    - event: [Warning FailedMount, Pod mail/imap-bbw925hv95-bvg2k,
        'MountVolume.MountDevice failed for volume "pvc-imap-spool" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name cephfs.csi.ceph.com not found in the list of registered CSI drivers',
        [35, 1, 24]]
    - set: [DaemonSet, rook-ceph, csi-cephfsplugin, {replicas: 2, pods: [{}, {is: waiting, node: pool-b-3c7t,
        reason: CrashLoopBackOff, message: back-off 5m0s restarting failed container, restarts: 12, last: [255, Error,
        2]}]}]
    - nodes: []
  logs:
    rook-ceph/csi-cephfsplugin-9gxh8/csi-cephfsplugin: |-
      F1103 14:18:01.118204   1 driver.go:120] failed to write ceph configuration file (open /etc/ceph/ceph.conf: read-only file system)
  expect: {fault: storage.mount_failed, at: [Pod mail/imap-*, PersistentVolumeClaim mail/imap-spool,
    Deployment mail/imap, DaemonSet rook-ceph/csi-cephfsplugin, Pod rook-ceph/csi-cephfsplugin-*],
    words: ['csi|driver|mount'], or: [security.context_denied], not: [storage.pvc_unbound, network.cni_failing],
    never: [rollback, scale]}
`;
