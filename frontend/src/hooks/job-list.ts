import { newId } from '@/lib/ids';
import { createStore, type Store } from '@/lib/store';

/** Work that goes on beside everything else, to be seen and given up in the tray. How it ends, its beginner tells. */
export interface Job {
  id: string;
  name: string;
  cancel: () => void;
}

export interface JobList {
  store: Store<readonly Job[]>;
  /** Lists the work while it runs. `signal` aborts when somebody gives it up. */
  run: <T>(name: string, work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

export function createJobList(): JobList {
  const store = createStore<readonly Job[]>([]);
  return {
    store,
    run: async (name, work) => {
      const controller = new AbortController();
      const job: Job = { id: newId(), name, cancel: () => controller.abort() };
      store.set((jobs) => [...jobs, job]);
      try {
        return await work(controller.signal);
      } finally {
        store.set((jobs) => jobs.filter(({ id }) => id !== job.id));
      }
    },
  };
}
