// One IndexedDB database with one object store: what this browser keeps of keys.

// run(mode, act) of that database: `act` gets the store and returns a request; its result is the answer,
// once the transaction is complete.
export function simpanan(name, keyPath) {
  const STORE = "kunci";
  const open = () =>
    new Promise((done, fail) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath });
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
  return async (mode, act) => {
    const db = await open();
    try {
      return await new Promise((done, fail) => {
        const tx = db.transaction(STORE, mode);
        const request = act(tx.objectStore(STORE));
        tx.oncomplete = () => done(request.result);
        tx.onerror = tx.onabort = () => fail(tx.error);
      });
    } finally {
      db.close();
    }
  };
}
