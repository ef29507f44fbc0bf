import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One event of an execution's history, as GetExecutionHistory tells it, without what nobody here looks at. */
export interface Recorded {
  id: number;
  type: string;
  /** Since the execution began. */
  atMs: number;
  /** Of the whole event, as JSON: what Step Functions would log of it, execution data included. */
  bytes: number;
  /** Entered or exited. */
  state?: string;
  /** Whom a task calls. */
  lambda?: string;
  /** Of a task state, as JSON. */
  output?: string;
  error?: string;
  cause?: string;
}

/** One upgrade that was really carried out in the embedded cloud. */
export interface Recording {
  /** By which it was made. */
  command: string;
  date: string;
  status: string;
  /** All that its Lambdas printed. */
  functionLogBytes: number;
  /** What each of them asked of the public store. */
  storeRequests: Record<string, { reads: number; writes: number }>;
  events: Recorded[];
}

export type RecordingName = 'succeeded' | 'failed';

export const readRecording = (name: RecordingName): Recording =>
  JSON.parse(readFileSync(join(__dirname, `${name}.json`), 'utf8')) as Recording;
