/** Names of collections that features declared; those of the platform hold a dot, but for the two of the files. */
export const isFeatureCollection = (name: string): boolean =>
  /^[a-z][A-Za-z0-9_]{0,47}$/.test(name) && name !== 'blobs' && name !== 'blobChanges';
