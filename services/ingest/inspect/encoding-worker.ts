import { parentPort, workerData } from 'node:worker_threads';
import { detectEncodings } from '#shared/csv/inspection/propose-encodings.ts';

parentPort?.postMessage(await detectEncodings(workerData as Uint8Array));
