import { takeProduct } from './running-product.ts';

await takeProduct();
