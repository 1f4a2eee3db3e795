import { contractOf } from '../kit/contract.ts';

contractOf('opensearch-dashboards');
