import { contractOf } from '../kit/contract.ts';

contractOf('valkey');
