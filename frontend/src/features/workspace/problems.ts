import { createContext, useContext, useMemo } from 'react';
import { useStore } from '@/hooks/use-store';
import { createStore, type Store } from '@/lib/store';

/** Something that went wrong and stays in sight until it is mended or let go. */
export interface ToldProblem {
  /** Of what it is about: a later problem of the same thing takes its place. */
  id: string;
  /** What happened, and what is safe. */
  message: string;
  /** Tries it once more. */
  again?: () => void;
}

/** The oldest first. */
export type Problems = Store<readonly ToldProblem[]>;

const NONE: readonly ToldProblem[] = [];

export function createProblems(): Problems {
  return createStore(NONE);
}

export const ProblemsContext = createContext<Problems | null>(null);

/** Tells of a problem in a bar under the header, where it outlives every toast; `clear` when it is mended. */
export function useProblems(): { tell: (problem: ToldProblem) => void; clear: (id: string) => void } {
  const problems = useProblemStore();
  return useMemo(
    () => ({
      tell: (problem) => problems.set((all) => [...without(all, problem.id), problem]),
      clear: (id) => problems.set((all) => without(all, id)),
    }),
    [problems],
  );
}

function without(all: readonly ToldProblem[], id: string): readonly ToldProblem[] {
  return all.some((told) => told.id === id) ? all.filter((told) => told.id !== id) : all;
}

export function useToldProblems(): readonly ToldProblem[] {
  return useStore(useProblemStore(), (all) => all);
}

function useProblemStore(): Problems {
  const problems = useContext(ProblemsContext);
  if (!problems) throw new Error('useProblems needs <ProblemsContext>');
  return problems;
}
