import { type Family } from './family.js';

export const security: Family = {
  name: 'security',
  reads: ['objects', 'events', 'logs'],
  sayings: [
    {
      code: 'security.admission_denied',
      find: /violates PodSecurity|admission webhook "([^"]{1,253})" denied the request|denied by (?:policy|\w{1,40} policy)|blocked (?:by|due to) (?:policy|the following policies)|ValidatingAdmissionPolicy '?([\w.-]{1,253})|unable to validate against any (?:security context constraint|pod security policy)/i,
      weight: 0.96,
      says: ([, hook, policy]) =>
        `is refused at admission by a policy${(hook ?? policy) ? ` (${hook ?? policy})` : ''}: denied`,
    },
    {
      code: 'security.context_denied',
      find: /container has runAsNonRoot and image (?:will run as root|has non-numeric user)|runAsNonRoot|must (?:not )?(?:be )?run as (?:the )?root|you must be root|requires? root privileges|Read-only file ?system|EROFS|Operation not permitted|\bEPERM\b|(?:mkdir|open|touch|chown|chmod|bind|listen|setuid|setgid|setgroups|unlink|rename|write|writing|cannot (?:create|open|touch|write)|can't (?:create|open|write|initialize)|could not (?:create|open|write|bind)|failed to (?:create|open|bind|write|listen))\b.{0,200}permission denied|^(?:\S{1,40}: )?'?\/[^:]{1,200}: permission denied|\bEACCES\b|PermissionError: \[Errno 13\]| \(Permission denied\)(?<=\/[\w./-]{1,200}['"]? \(Permission denied\))|java\.nio\.file\.AccessDeniedException|UnauthorizedAccessException: Access to the path/im,
      weight: 0.88,
      not: /permission denied for|docker\.sock.*pull|exec: |exec \S{1,200} failed/i,
      says: () =>
        'may not do what it needs because of its security context (permission denied: user, capability or read-only file system)',
    },
  ],
};
