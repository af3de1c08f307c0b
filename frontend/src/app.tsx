import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { RouterProvider } from 'react-router';
import { ApiError } from '@/api/errors';
import { type Services, ServicesContext } from '@/hooks/use-services';
import { useTheme } from '@/hooks/use-theme';
import { createRouter } from '@/routes/router';

/** The whole page, given what reaches outside. */
export function App({ services }: { services: Services }) {
  const [queries] = useState(createQueryClient);
  const [router] = useState(createRouter);
  useTheme(); // follows the system's theme while the page is open
  return (
    <ServicesContext value={services}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ServicesContext>
  );
}

/** Reads are tried three times when trying may help; writes never by themselves, their callers know if it's safe. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < 2 && error instanceof ApiError && error.retryable,
        staleTime: 30_000,
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false },
    },
  });
}
