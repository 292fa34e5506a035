import { createRequire } from 'node:module';

interface ProtoJson {
  readonly toJson: (type: unknown, message: unknown) => object;
  readonly fromJson: (type: unknown, json: unknown, options: object) => object;
}
interface Protobuf {
  readonly lookupType: (name: string) => unknown;
}

// The SDK's own historyToJSON needs one copy of protobufjs, and each of its packages may be installed with its own.
// The copy of @temporalio/proto is the one that made the types, so its converter knows them.
const require = createRequire(import.meta.url);
const proto = require('@temporalio/proto') as object;
const { patchProtobufRoot } = require('@temporalio/proto/lib/patch-protobuf-root') as {
  readonly patchProtobufRoot: (root: object) => Protobuf;
};
const { toJson, fromJson } = createRequire(require.resolve('@temporalio/proto'))(
  'protobufjs/ext/protojson.js',
) as ProtoJson;
const historyType = patchProtobufRoot(proto).lookupType('temporal.api.history.v1.History');

/** A history as `temporal workflow show --output json` and the Web UI write it. */
export function historyText(history: object): string {
  return `${JSON.stringify(toJson(historyType, history), null, 2)}\n`;
}

export function readHistory(text: string): object {
  return fromJson(historyType, JSON.parse(text), { ignoreUnknownFields: true });
}
