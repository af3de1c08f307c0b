// What of Firestore's SDK the live listeners use: named one by one, so that the rest stays out of the chunk.
export {
  collection,
  connectFirestoreEmulator,
  doc,
  endBefore,
  getDocFromServer,
  getDocsFromServer,
  initializeFirestore,
  limit,
  limitToLast,
  onSnapshot,
  orderBy,
  query,
  where,
} from 'firebase/firestore';
