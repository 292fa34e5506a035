/** Of an instance: its distribution and the version of it as the agent tells them, `debian:12`; empty where nobody knows. */
export const RELEASE = `coalesce(facts ->> 'os', '') || coalesce(':' || nullif(facts ->> 'os-version', ''), '')`;
