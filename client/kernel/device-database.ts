/** A database of this device that closes by itself when it is to be deleted: at sign-out, or by another tab. */
export interface Database {
  /** One transaction on one store, awaited until it is on the device. @throws when there is no database any more, or it is full */
  run<T>(store: string, mode: IDBTransactionMode, step: (store: IDBObjectStore) => Promise<T>): Promise<T>;
  close(): void;
}

/** One that does not answer for so long is taken as broken. */
const patienceMs = 4_000;

function open(databases: IDBFactory, name: string, lay: (db: IDBDatabase) => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('IndexedDB does not answer')), patienceMs);
    const request = databases.open(name, 1);
    request.onupgradeneeded = () => lay(request.result);
    request.onsuccess = () => {
      clearTimeout(timer);
      resolve(request.result);
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error ?? new Error('IndexedDB failed'));
    };
  });
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB failed'));
  });
}

/** Opened when first used. */
export function openDatabase(databases: IDBFactory, name: string, lay: (db: IDBDatabase) => void): Database {
  let opening: Promise<IDBDatabase> | undefined;
  let isClosed = false;

  function opened(): Promise<IDBDatabase> {
    if (isClosed) return Promise.reject(new Error('closed'));
    opening ??= open(databases, name, lay).then((db) => {
      const leave = (): void => {
        // What is deleted is not made anew by a page that was left open.
        isClosed = true;
        db.close();
      };
      db.onversionchange = leave;
      if (isClosed) leave();
      return db;
    });
    return opening;
  }
  return {
    async run(store, mode, step) {
      const db = await opened();
      const transaction = db.transaction(store, mode);
      const end = ended(transaction);
      try {
        const result = await step(transaction.objectStore(store));
        await end;
        return result;
      } catch (error) {
        end.catch(() => undefined);
        throw error;
      }
    },
    close() {
      isClosed = true;
      void opening?.then((db) => db.close()).catch(() => undefined);
    },
  };
}
