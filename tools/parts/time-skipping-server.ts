import type { Machine, Part } from '../resolver/part.js';

const VERSION = '1.38.0';
const REPOSITORY = 'temporalio/sdk-java';

/** Temporal's test server, in which hours of waiting pass in seconds. */
export const timeSkippingServer: Part = {
  name: 'time-skipping-server',
  title: "Temporal's time-skipping test server",
  version: VERSION,
  usedBy: 'workflow tests',
  files: { 'temporal-test-server': 'temporal-test-server' },
  explicit: { key: 'timeSkippingServer', setting: 'REEVE_PART_TIME_SKIPPING_SERVER' },
  install: 'put temporal-test-server on PATH',
  download: ({ platform, arch }: Machine) => {
    if ((platform !== 'linux' && platform !== 'darwin') || (arch !== 'x64' && arch !== 'arm64')) return undefined;
    const name = `temporal-test-server_${VERSION}_${platform === 'darwin' ? 'macOS' : 'linux'}_${arch === 'x64' ? 'amd64' : 'arm64'}`;
    return {
      files: [
        {
          address: `github.com/${REPOSITORY}/releases/download/v${VERSION}/${name}.tar.gz`,
          bytesMax: 200 << 20,
          // This publisher ships no checksum file, but the release lists a digest of each of its files.
          checksums: {
            address: `api.github.com/repos/${REPOSITORY}/releases/tags/v${VERSION}`,
            format: 'github-release',
          },
          members: { [`${name}/temporal-test-server`]: 'temporal-test-server' },
        },
      ],
    };
  },
  build: { kind: 'maven', minutes: 1, recipe: 'time-skipping-server', as: 'temporal-test-server' },
};
