// Runs a script that starts the embedded servers, which need Java, and Maven to be fetched:
//
//   node deploy/embedded/run.mjs <script> [arguments]

import { spawnSync } from 'node:child_process';
import { launch } from '../../commands/launch.mjs';

const OLDEST_JAVA = 17;

launch('node deploy/embedded/run.mjs <script> [arguments]', [javaProblem(), mavenProblem()]);

function javaProblem() {
  const advice = `install a Java runtime, version ${OLDEST_JAVA} or newer (on Debian and Ubuntu: apt-get install openjdk-17-jre-headless)`;
  // Java writes its version to the error stream.
  const { status, stdout, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (status !== 0) return `java is not on the PATH: ${advice}.`;
  const version = /version "(?:1\.)?(\d+)/.exec(`${stderr}${stdout}`)?.[1];
  if (version === undefined) return `the version of java is unknown: ${advice}.`;
  return Number(version) < OLDEST_JAVA ? `Java ${version} is too old: ${advice}.` : undefined;
}

function mavenProblem() {
  const { status } = spawnSync('mvn', ['-v'], { stdio: 'ignore' });
  return status === 0
    ? undefined
    : 'mvn is not on the PATH: install Maven 3.6 or newer (on Debian and Ubuntu: apt-get install maven).';
}
