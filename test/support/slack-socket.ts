import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { eventually } from './cluster.js';
import type { TestSlack } from './slack.js';

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** Slack's end of Socket Mode: it greets, delivers in envelopes, and hears what is acknowledged. */
export interface SlackSocketEnd {
  /** How often somebody connected. */
  readonly connections: () => number;
  readonly connected: () => Promise<void>;
  /** Sends an envelope, and waits for its acknowledgement. */
  readonly deliver: (type: 'interactive' | 'slash_commands', payload: object) => Promise<Record<string, unknown>>;
  /** Any text at all. */
  readonly say: (text: string) => void;
  /** The line breaks, without a word. */
  readonly cut: () => void;
}

export function slackSocket(slack: TestSlack): SlackSocketEnd {
  const acknowledged = new Map<string, Record<string, unknown>>();
  let line: Socket | undefined;
  let connections = 0;
  let envelopes = 0;
  const say = (text: string) => void line?.write(frame(TEXT, Buffer.from(text)));

  slack.onUpgrade((request: IncomingMessage, socket: Socket) => {
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.write([...head, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'));
    line = socket;
    connections += 1;
    socket.on('error', () => undefined);
    readFrames(socket, (opcode, data) => {
      if (opcode === PING) socket.write(frame(PONG, data));
      if (opcode === CLOSE) socket.end(frame(CLOSE, data));
      if (opcode !== TEXT) return;
      const said = JSON.parse(data.toString()) as { envelope_id: string; payload: Record<string, unknown> };
      acknowledged.set(said.envelope_id, said.payload);
    });
    say(JSON.stringify({ type: 'hello', num_connections: 1 }));
  });
  return {
    say,
    connections: () => connections,
    connected: async () => void (await eventually(() => Promise.resolve(line?.writable))),
    async deliver(type, payload) {
      envelopes += 1;
      const envelope_id = `e${envelopes}`;
      say(JSON.stringify({ type, envelope_id, payload, accepts_response_payload: true }));
      return eventually(() => Promise.resolve(acknowledged.get(envelope_id)), { withinMs: 10_000, everyMs: 10 });
    },
    cut() {
      line?.destroy();
      line = undefined;
    },
  };
}

function frame(opcode: number, data: Buffer): Buffer {
  const long = data.length > 125;
  const head = Buffer.alloc(long ? 4 : 2);
  head[0] = 0x80 | opcode;
  head[1] = long ? 126 : data.length;
  if (long) head.writeUInt16BE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** What a client sends is masked, and may come in pieces. */
function readFrames(socket: Socket, take: (opcode: number, data: Buffer) => void): void {
  let held = Buffer.alloc(0);
  socket.on('data', (piece: Buffer) => {
    held = Buffer.concat([held, piece]);
    for (;;) {
      if (held.length < 2) return;
      const short = (held[1] ?? 0) & 0x7f;
      const at = short === 126 ? 4 : 2;
      const length = short === 126 && held.length >= 4 ? held.readUInt16BE(2) : short;
      if (held.length < at + 4 + length) return;
      const mask = held.subarray(at, at + 4);
      const data = Buffer.from(held.subarray(at + 4, at + 4 + length).map((byte, n) => byte ^ (mask[n % 4] ?? 0)));
      const opcode = (held[0] ?? 0) & 0x0f;
      held = held.subarray(at + 4 + length);
      take(opcode, data);
    }
  });
}
