import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createMemoryRouter, type RouteObject, RouterProvider } from 'react-router';
import { createQueryClient } from '@/app';
import { type Services, ServicesContext } from '@/hooks/use-services';

/** The app's frame round these routes, at an address. */
export function mount(routes: RouteObject[], address: string, services: Services) {
  const router = createMemoryRouter(routes, { initialEntries: [address] });
  render(
    <ServicesContext value={services}>
      <QueryClientProvider client={createQueryClient()}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ServicesContext>,
  );
  return {
    user: userEvent.setup(),
    address: () => router.state.location.pathname + router.state.location.search,
  };
}
