import { takeProduct } from './running-product.ts';
import { untilReady } from './until-ready.ts';

await takeProduct();
// The file before may have ended while what it killed was still starting.
await untilReady();
