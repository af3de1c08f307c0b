import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createMemoryRouter, type RouteObject, RouterProvider } from 'react-router';
import { createQueryClient } from '@/app';
import { ServicesContext } from '@/hooks/use-services';
import { routes } from '@/routes/router';
import type { FakeServices } from './fakes';

/** The app at an address, on fakes; the workspace is only its address, it has tests of its own. */
export function openPage(path: string, services: FakeServices) {
  const router = createMemoryRouter(withoutWorkspace(routes), { initialEntries: [path] });
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

function withoutWorkspace(all: RouteObject[]): RouteObject[] {
  return all.map((route) => {
    if (route.path === '/projects/:projectId') return { path: route.path, element: <p>The workspace</p> };
    if (route.index || !route.children) return route;
    return { ...route, children: withoutWorkspace(route.children) };
  });
}
