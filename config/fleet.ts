import { z } from 'zod';
import { flag, list, text } from './kinds.js';
import { file, section, setting } from './setting.js';

export const fleet = section('What is known of the fleet from outside', {
  demo: setting(
    flag().default(true),
    'The very first start plays a simulated estate, until something real is connected (embedded mode only)',
    ['REEVE_FLEET_DEMO'],
    { flag: 'demo' },
  ),
  gitRoots: setting(
    list(text()).default([]),
    'Folders of this machine below which declared fleets may be read by file://; https:// and ssh:// are read where their host is public or in fleet.privateHosts',
    ['REEVE_FLEET_GIT_ROOTS'],
  ),
  cveFeed: setting(
    z.url({ protocol: /^https$/, error: 'must be an https:// address' }).exactOptional(),
    'Where advisories are fetched from at most hourly, as OSV or as the API of NVD gives them; absent, only what people import is known',
    ['REEVE_FLEET_CVE_FEED'],
  ),
  metricsUrl: setting(
    z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).exactOptional(),
    'Prometheus, or who speaks like it: asked for the samples of SLOs and projects with queries, for every account that names no metricsSources',
    ['REEVE_FLEET_METRICS_URL'],
  ),
  metricsTokenFile: file('A file with the token for fleet.metricsUrl; absent, none is sent', [
    'REEVE_FLEET_METRICS_TOKEN_FILE',
  ]),
  privateHosts: setting(
    list(text()).default([]),
    'Hosts of the feed, of declared fleets, of package repositories, of TLS endpoints and of who measures that may stand in a private network, by name or address, however it is written; all others must have public addresses',
    ['REEVE_FLEET_PRIVATE_HOSTS'],
  ),
});
