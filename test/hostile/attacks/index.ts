import type { Attack } from '../attack.ts';
import { absoluteTargets } from './absolute-targets.ts';
import { eagerCallers } from './eager-callers.ts';
import { failingRows } from './failing-rows.ts';
import { feedNoise } from './feed-noise.ts';
import { heldConnections } from './held-connections.ts';
import { largeTraining } from './large-training.ts';
import { longPaths } from './long-paths.ts';
import { revokedSessions } from './revoked-sessions.ts';
import { tamperedCursors } from './tampered-cursors.ts';
import { unreadReports } from './unread-reports.ts';
import { wideFiles } from './wide-files.ts';

/** In the order in which they run: those that leave the most work behind come last. */
export const ATTACKS: readonly Attack[] = [
  absoluteTargets,
  revokedSessions,
  longPaths,
  tamperedCursors,
  eagerCallers,
  unreadReports,
  largeTraining,
  heldConnections,
  wideFiles,
  failingRows,
  feedNoise,
];
