import { join } from 'node:path';
import { NODE_ARGUMENTS, NODE_ENVIRONMENT } from '../../deploy/embedded/node-program.ts';
import { type Child, launch } from '../../deploy/embedded/process.ts';
import { serviceEnvironment } from './credentials.ts';
import { freePort } from './free-port.ts';
import { dataDir } from './running-product.ts';

/**
 * Starts one more of a service beside the product's own, as a cluster that scales out does; whoever starts it stops it.
 *
 * @param environment what it is started with; the settings of the product's own when left out
 */
export async function launchExtraService(
  name: 'transcript-writer' | 'aggregator',
  environment: Readonly<Record<string, string>> = serviceEnvironment(name),
): Promise<Child> {
  const command = {
    file: process.execPath,
    args: [...NODE_ARGUMENTS, `services/${name}/main.ts`],
    env: {
      ...NODE_ENVIRONMENT,
      ...environment,
      PATH: process.env['PATH'],
      PORT: String(await freePort()),
    },
    logFile: join(dataDir(), 'logs', `extra-${name}.log`),
  };
  // A run that is broken off stops nothing; the kernel then ends the process.
  return launch(command, 'SIGKILL');
}
