// Runs a command, or another script that needs nothing but Node on this machine:
//
//   node commands/run.mjs <script> [arguments]

import { launch } from './launch.mjs';

launch('node commands/run.mjs <script> [arguments]');
