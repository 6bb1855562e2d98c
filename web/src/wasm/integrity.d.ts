/** The file's hash, for `fetch` (build/integrity.ts). */
declare module "*?integrity" {
  const integrity: string;
  export default integrity;
}
