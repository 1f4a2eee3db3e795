/** OpenSearch is filled as Elasticsearch 7 is, by plain HTTP: the official client of Elasticsearch refuses it. */
export { searchAdmin } from '../elasticsearch/admin.ts';
